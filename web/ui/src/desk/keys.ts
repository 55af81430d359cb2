/** The keys of the desk. They go by the place on the keyboard, so that any layout works, and sleep while one types. */

import { html, type TemplateResult } from "lit";
import { lang, t } from "../lib/i18n";
import { LANGS } from "../lib/page";
import { decidable } from "./card";
import type { Desk } from "./controller";

/** Languages as their speakers call them. */
const OWN = { kk: "Қазақша", ru: "Русский", en: "English" };
const STORED = "tynda-desk-keys";

/** Whether single keys act; whoever uses speech input or a foot switch turns them off. */
export const keysOn = (): boolean => localStorage.getItem(STORED) !== "off";
export const setKeys = (on: boolean): void => localStorage.setItem(STORED, on ? "on" : "off");

/** Carries out the key; true if it meant something. */
export function press(desk: Desk, event: KeyboardEvent, help: () => void): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event)) return false;
  if (event.key === "?") return act(help);
  if (!keysOn()) return false;
  const moves: Record<string, () => void> = {
    KeyJ: () => desk.list.step(1, desk.open),
    ArrowDown: () => desk.list.step(1, desk.open),
    KeyK: () => desk.list.step(-1, desk.open),
    ArrowUp: () => desk.list.step(-1, desk.open),
  };
  const move = moves[event.code];
  if (move) return act(move);
  return !event.repeat && once(desk, event);
}

function once(desk: Desk, event: KeyboardEvent): boolean {
  const question = desk.question(desk.open);
  const can = question !== null && decidable(desk, question);
  const last = desk.undoable()[0];
  if (event.code === "Enter") return !onControl(event) && desk.list.marked !== null && act(() => desk.openCard(desk.list.marked!));
  if (event.code === "KeyU") return last !== undefined && act(() => desk.undo(last.id));
  if (event.code === "Escape") return act(() => (desk.choosingReason ? desk.chooseReason(false) : desk.closeCard()));
  if (!can) return false;
  if (event.code === "KeyA") return !desk.choosingReason && act(() => desk.approve(question));
  if (event.code === "KeyE") return act(() => desk.edit(question));
  if (event.code === "KeyR") return act(() => desk.chooseReason(!desk.choosingReason));
  const reason = desk.choosingReason && desk.briefing?.details.reasons[Number(event.key) - 1];
  return reason ? act(() => desk.reject(question, reason.id)) : false;
}

const act = (what: () => void): true => {
  what();
  return true;
};

const target = (event: KeyboardEvent): Element | null => (event.composedPath()[0] instanceof Element ? (event.composedPath()[0] as Element) : null);
const typing = (event: KeyboardEvent): boolean => target(event)?.matches("input:not([type=checkbox]), textarea, select, [contenteditable]") ?? false;
/** Enter on a focused button is that button's own. */
const onControl = (event: KeyboardEvent): boolean => target(event)?.matches("button, a, summary") ?? false;

export function helpDialog(): TemplateResult {
  const keys: [string, string][] = [
    ["J ↓", t("next card")],
    ["K ↑", t("previous card")],
    ["Enter", t("open the card")],
    ["A", t("approve")],
    ["R", t("reject; then 1 to 9 for the reason")],
    ["E", t("edit the wording")],
    ["U", t("undo your last decision")],
    ["Esc", t("back, close the card")],
    ["?", t("this list")],
  ];
  return html`<dialog id="help" aria-labelledby="help-title">
    <h2 id="help-title">${t("Keys")}</h2>
    <dl>${keys.map(([key, what]) => html`<dt><kbd>${key}</kbd></dt><dd>${what}</dd>`)}</dl>
    <label class="check"><input type="checkbox" .checked=${keysOn()} @change=${(e: Event) => setKeys((e.target as HTMLInputElement).checked)} /> ${t("Single keys act")}</label>
    <p class="tongues">${LANGS.map((l) => html`<a href=${`?lang=${l}`} hreflang=${l} lang=${l} aria-current=${l === lang() ? "true" : "false"}>${OWN[l]}</a>`)}</p>
    <form method="dialog"><button>${t("Close")}</button></form>
  </dialog>`;
}
