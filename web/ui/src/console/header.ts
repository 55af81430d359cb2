/** The top line: which briefing, since when on air, the screens, and how fast they follow. */

import { html, nothing, type TemplateResult } from "lit";
import { dayTime, pick, t } from "../lib/i18n";
import type { Console } from "./controller";
import { elapsed, paintedIn, screens, tally, type Briefing, type Program, type Records, type ScreenState } from "./model";

export function header(desk: Console, records: Records, now: number): TemplateResult {
  const briefing = records.get<Briefing>("briefing", "briefing");
  const ms = paintedIn(desk.program);
  return html`<header>
    <h1 title=${pick(briefing?.details.title)}>${t("On-air console")}</h1>
    ${briefing ? state(briefing, now) : nothing}
    <span class="title">${pick(briefing?.details.title)}</span>
    <span class="screens">${t("Screens:")} ${screens(records).map((s) => screen(desk, records, s, now))}</span>
    <span class="latency">${ms === null ? nothing : t("taken → on screen {n} ms", { n: ms })}</span>
  </header>`;
}

function state(briefing: Briefing, now: number): TemplateResult {
  if (briefing.state === "ended") return html`<span class="pill ended">${t("The briefing has ended")}</span>`;
  if (briefing.state === "scheduled") return html`<span class="pill soon">${t("Starts {time}", { time: dayTime(briefing.details.starts_at) })}</span>`;
  return html`<span class="pill red" role="timer">${t("LIVE")} ${elapsed(now - (briefing.opened_at ?? now))}</span>`;
}

function screen(desk: Console, records: Records, { id, connected }: ScreenState, now: number): TemplateResult {
  const program = records.get<Program>("program", id);
  const light = !connected ? "off" : tally(program, now, connected) === "alarm" ? "late" : "on";
  const word = { off: t("not connected"), late: t("does not confirm"), on: t("connected") }[light];
  const name = id === "main" ? t("main") : id;
  return html`<button class="screen" data-light=${light} aria-pressed=${desk.screen === id} title=${`${name}: ${word}`} @click=${() => desk.pick(id)}>
    ${name} <i aria-hidden="true">●</i><span class="sr-only">${word}</span>
  </button>`;
}

/** What stands above everything while the page can't be trusted to be the present state. */
export function banner(state: string, closeCode: number): TemplateResult | typeof nothing {
  if (state === "refused") return html`<div class="banner stop" role="alert">${refusedWords(closeCode)}</div>`;
  if (state !== "offline") return nothing;
  return html`<div class="banner" role="status" data-test="offline">
    ${t("No connection. What is on air stays on air; the keys work again when the connection is back, by itself.")}
  </div>`;
}

function refusedWords(code: number): string {
  if (code === 4404) return t("There is no such briefing. Ask the office for a link.");
  if (code === 4403) return t("You have no right to this console. Ask the office for a link.");
  return t("Your seat has ended. Ask the office for a new link and open it here.");
}
