/** The top line: which briefing, since when on air, the screens, who else is here, OBS, and how fast the pixels follow. */

import { html, nothing, svg, type TemplateResult } from "lit";
import { dayTime, pick, t } from "../lib/i18n";
import { page } from "../lib/page";
import { toRehearsal } from "../lib/rehearsal";
import { paintedIn, screens, there, type Screen } from "./air";
import type { Console } from "./controller";
import { elapsed, present, type Briefing, type Presence } from "./model";
import { light } from "./monitors";
import { obsLine } from "./obs";
import type { Ui } from "./ui";
import { screenName } from "./words";

export function header(desk: Console, ui: Ui, sound: () => void): TemplateResult {
  const { records } = desk;
  const briefing = records.get<Briefing>("briefing", "briefing");
  const ms = paintedIn(desk.takes.program);
  const all = screens(records);
  return html`<header>
    <h1 title=${pick(briefing?.details.title)}>${t("On-air console")}</h1>
    ${briefing ? state(briefing, records.now()) : nothing}
    <span class="title">${pick(briefing?.details.title)}</span>
    <span class="screens" role="group" aria-label=${t("Screens")}>${all.map((s) => screen(desk, s, all.length > 1))}</span>
    <span class="facts">${obsLine(records)}${ms === null ? nothing : html`<span class="latency" data-test="latency">${t("taken → on screen {n} ms", { n: ms })}</span>`}</span>
    ${toRehearsal("console")}
    <span class="people">${present(records, records.now()).map((p) => avatar(p))}</span>
    <button class="icon" data-test="sound" aria-pressed=${desk.memory.sound} title=${t("Sound of the alarm")} @click=${sound}>
      ${bell(desk.memory.sound)}<span class="sr-only">${t("Sound of the alarm")}</span>
    </button>
    <button class="icon" data-test="help" aria-label=${t("Keys and help")} title=${t("Keys and help")} @click=${() => ui.open({ kind: "help" })}>?</button>
  </header>`;
}

const bell = (on: boolean): TemplateResult => html`<svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true">
  <path d="M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15zM10 21.5h4" />${on ? nothing : svg`<path d="M3 3l18 18" />`}
</svg>`;

function state(briefing: Briefing, now: number): TemplateResult {
  if (briefing.state === "ended") return html`<span class="pill ended">${t("The briefing has ended")}</span>`;
  if (briefing.state === "scheduled") return html`<span class="pill soon">${t("Starts {time}", { time: dayTime(briefing.details.starts_at) })}</span>`;
  return html`<span class="pill red" role="timer">${t("LIVE")} ${elapsed(now - (briefing.opened_at ?? now))}</span>`;
}

function screen(desk: Console, id: string, several: boolean): TemplateResult {
  const { state, word } = light(desk.records, id);
  const pages = there(desk.records.get<Screen>("screen", id), desk.records.now()).length;
  const shown = state === "dark" ? (pages ? "on" : "off") : state;
  const says = word || (pages ? t("connected") : t("not connected"));
  return html`<button class="screen" data-test="screen" data-screen=${id} data-light=${shown} aria-pressed=${several ? desk.screen === id : nothing} title=${`${screenName(id)}: ${says}`} @click=${() => desk.pick(id)}>
    <i aria-hidden="true">${shown === "alarm" ? "▲" : "●"}</i> ${screenName(id)}${pages > 1 ? html` <small title=${t("Pages: {n}", { n: pages })}>×${pages}</small>` : nothing}<span class="sr-only">${says}</span>
  </button>`;
}

function avatar(p: Presence): TemplateResult {
  const own = p.id === page().person;
  const who = own ? t("You") : p.seat === "desk" ? t("{who}, moderator's desk", { who: p.name || p.initials }) : t("{who}, console", { who: p.name || p.initials });
  return html`<span class="avatar" role="img" data-test="present" data-seat=${p.seat} data-own=${own} aria-label=${who} title=${who}>${p.initials}</span>`;
}

/** What stands above everything while the page can't be trusted to be the present state. */
export function banner(state: string, closeCode: number): TemplateResult | typeof nothing {
  if (state === "refused") return html`<div class="banner stop" role="alert">${refusedWords(closeCode)}</div>`;
  if (state !== "offline") return nothing;
  return html`<div class="banner" role="status" data-test="offline">
    ${t("No connection. What is on air stays on air; the keys work again when the connection is back, by itself. Dark at once: the panic key on the screen's own page.")}
  </div>`;
}

function refusedWords(code: number): string {
  if (code === 4410) return t("The rehearsal is over; everything in it was wiped.");
  if (code === 4404) return t("There is no such briefing. Ask the office for a link.");
  if (code === 4403) return t("You have no right to this console. Ask the office for a link.");
  return t("Your seat has ended. Ask the office for a new link and open it here.");
}
