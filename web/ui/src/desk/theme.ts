/** Night or day: as the system has it, until somebody chooses; the choice stays on this device. */

import { css } from "lit";

export type Theme = "light" | "dark";
const STORED = "tynda-desk-theme";
const system = window.matchMedia("(prefers-color-scheme: light)");

const chosen = (): Theme | null => {
  const kept = localStorage.getItem(STORED);
  return kept === "light" || kept === "dark" ? kept : null;
};

export const theme = (): Theme => chosen() ?? (system.matches ? "light" : "dark");

/** Shows the host element, and the page around it, in the present theme. */
export function wear(host: HTMLElement): void {
  host.setAttribute("theme", theme());
  document.documentElement.style.colorScheme = theme();
}

export function switchTheme(host: HTMLElement): void {
  localStorage.setItem(STORED, theme() === "dark" ? "light" : "dark");
  wear(host);
}

/** Calls back when the system goes from day to night; returns how to stop. */
export function onSystem(listen: () => void): () => void {
  system.addEventListener("change", listen);
  return () => system.removeEventListener("change", listen);
}

export const themeStyles = css`
  :host {
    color-scheme: dark;
    --amber-bg: #3d2a0c; --amber-bg-2: #5a4013; --amber-text: #ffd58a;
    --green-bg: #123d2c; --green-text: #67d8a5; --red-bg: #4a2a30; --red-bg-2: #6a3b43; --red-text: #f6cdd0;
    --field-line: #5b7086; --person: #8a5a00; --marked: #16263a; --link: var(--accent);
  }
  :host([theme="light"]) {
    color-scheme: light;
    --night: #f4f6f9; --night-1: #ffffff; --night-2: #e6eef6; --night-3: #d3dee9; --text-night: #0f1b2a; --text-dim: #4a5b6e;
    --accent: #067891;
    --amber-bg: #fdecc8; --amber-bg-2: #f6d48b; --amber-text: #6b4200;
    --green-bg: #d5f0e2; --green-text: #145c3b; --red-bg: #f6dcdd; --red-bg-2: #eec4c6; --red-text: #7c2b31;
    --field-line: #71829a; --marked: #edf3f9; --link: #067891;
  }
`;
