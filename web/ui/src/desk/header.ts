/** The top line: which briefing, its intake, how many wait, the clock, who else is at work. */

import { html, nothing, type TemplateResult } from "lit";
import { clock, pick, t } from "../lib/i18n";
import { toRehearsal } from "../lib/rehearsal";
import type { Desk } from "./controller";
import type { Presence } from "./model";
import { theme } from "./theme";
import { intakeWord } from "./words";

export function header(desk: Desk, people: readonly Presence[], does: { help(): void; intake(): void; theme(): void }): TemplateResult {
  const { briefing, list } = desk;
  const ended = briefing?.state === "ended";
  return html`<header>
    <h1 title=${pick(briefing?.details.title)}>${t("Moderator's desk")}</h1>
    ${briefing
      ? html`<button class="chip" data-test="intake" data-state=${ended ? "ended" : briefing.intake} ?disabled=${ended} @click=${does.intake}><i aria-hidden="true">●</i> ${ended ? t("The briefing has ended") : intakeWord(briefing.intake)}</button>`
      : nothing}
    ${toRehearsal("desk")}
    <span class="facts">${list.counts ? html`${t("waiting: {n}", { n: list.counts.incoming })} · ${t("approved: {n}", { n: list.counts.approved })} · ` : nothing}<time>${clock(desk.now)}</time></span>
    <span class="people">
      ${people.map((p) => html`<span class="avatar" role="img" data-test="present" data-own=${p.id === desk.me} aria-label=${p.id === desk.me ? t("You are at the desk") : t("{who} is at the desk", { who: p.initials })} title=${p.id === desk.me ? t("You are at the desk") : t("{who} is at the desk", { who: p.initials })}>${p.initials}</span>`)}
    </span>
    <button class="help" data-test="theme" aria-label=${theme() === "dark" ? t("Light theme") : t("Dark theme")} title=${theme() === "dark" ? t("Light theme") : t("Dark theme")} @click=${does.theme}>${theme() === "dark" ? "☀" : "☾"}</button>
    <button class="help" data-test="help" aria-label=${t("Keys and help")} title=${t("Keys and help")} @click=${does.help}>?</button>
  </header>`;
}

/** What stands above everything while the page can't be trusted to be the present state. */
export function banner(state: string, closeCode: number, pending: number): TemplateResult | typeof nothing {
  if (state === "refused") return html`<div class="banner stop" role="alert">${refusedWords(closeCode)}</div>`;
  if (state !== "offline") return nothing;
  return html`<div class="banner" role="status" data-test="offline">
    ${t("No connection. You see the state of a moment ago; it comes back by itself.")}
    ${pending > 0 ? html`<b>${t("Decisions on their way: {n}. They are sent, once, when the connection is back.", { n: pending })}</b>` : nothing}
  </div>`;
}

function refusedWords(code: number): string {
  if (code === 4410) return t("The rehearsal is over; everything in it was wiped.");
  if (code === 4404) return t("There is no such briefing. Ask the office for a link.");
  if (code === 4403) return t("You have no right to this desk. Ask the office for a link.");
  return t("Your seat has ended. Ask the office for a new link and open it here.");
}
