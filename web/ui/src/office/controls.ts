/** The course of one briefing: go live, intake, end; and the questions asked before what can't be taken back. */

import { html, nothing, type TemplateResult } from "lit";
import { clock, pick, t } from "../lib/i18n";
import type { Office, Question, Refusal } from "./controller";
import type { Briefing } from "./model";
import { mark, rehearse, seats } from "./rehearsal";
import { intakeWord, stateWord, why } from "./words";

export function controls(office: Office, id: string, briefing: Briefing): TemplateResult {
  const busy = office.pending.has(`course ${id}`);
  const slug = briefing.details.slug;
  return html`<section class="panel" aria-labelledby="course">
    ${mark(briefing)}
    <div class="row">
      <h2 id="course">${pick(briefing.details.title)}</h2>
      <span class="chip" data-state=${briefing.state}>${stateWord(briefing.state)}</span>
      ${briefing.opened_at ? html`<span class="dim">${t("since {time}", { time: clock(briefing.opened_at) })}</span>` : nothing}
    </div>
    <p class="links"><a href=${`/b/${slug}`} target="_blank" rel="noopener">${t("Viewers' page")}</a>
      ${briefing.state === "ended" && briefing.rehearses === null ? html`<a href=${`/archive/${slug}`} target="_blank" rel="noopener">${t("Record in the archive")}</a>
        <a href=${`/ledger/${slug}`} target="_blank" rel="noopener">${t("Ledger")}</a>` : nothing}</p>
    ${briefing.rehearses === null ? nothing : seats(id)} ${refused(office.refusal, "controls")} ${course(office, id, briefing, busy)} ${rehearse(office, id, briefing)}
  </section>`;
}

function course(office: Office, id: string, briefing: Briefing, busy: boolean): TemplateResult {
  if (briefing.state === "ended" && briefing.rehearses !== null) {
    return html`<p class="dim" data-test="wiping">${t("The rehearsal is over. It is being wiped, and is gone within a minute.")}</p>`;
  }
  if (briefing.state === "ended") {
    return html`<p class="dim">${t("The briefing has ended. Its record stands in the archive; the recording's address can still be told below.")}</p>`;
  }
  return html`<div class="row course">
    ${briefing.state === "scheduled"
      ? html`<button class="main" data-test="open-briefing" ?disabled=${busy} @click=${() => office.open(id)}>${t("Go live and open the intake")}</button>`
      : nothing}
    <div class="row" role="group" aria-label=${t("Intake of questions")}>
      <span class="chip" data-test="intake" data-state=${briefing.intake}>${intakeWord(briefing.intake)}</span>
      ${intake(office, id, briefing, "open", "open-intake", t("Open"), busy)}
      ${intake(office, id, briefing, "paused", "pause-intake", t("Pause"), busy)}
      ${intake(office, id, briefing, "closed", "close-intake", t("Close"), busy)}
    </div>
    ${ending(office, id, briefing, busy)}
  </div>`;
}

function ending(office: Office, id: string, briefing: Briefing, busy: boolean): TemplateResult {
  const rehearsal = briefing.rehearses !== null;
  const can = rehearsal || briefing.state === "live";
  return html`<button class="danger" data-test="end-briefing" ?disabled=${busy || !can}
    title=${can ? "" : t("The briefing is not live yet, so it can't end.")}
    @click=${() => office.ask({ kind: "end", id })}>${rehearsal ? t("End the rehearsal…") : t("End the briefing…")}</button>`;
}

function intake(office: Office, id: string, briefing: Briefing, to: Briefing["intake"], test: string, word: string, busy: boolean): TemplateResult {
  const on = briefing.intake === to;
  return html`<button data-test=${test} aria-pressed=${on} ?disabled=${busy} @click=${() => !on && office.intake(id, to)}>${word}</button>`;
}

export function refused(refusal: Refusal | null, at: Refusal["at"]): TemplateResult | typeof nothing {
  return refusal?.at === at ? html`<p class="refusal" data-test="refusal" data-code=${refusal.code} role="alert">${why(refusal)}</p>` : nothing;
}

function question(office: Office, asked: Question): [string, string] {
  if (asked.kind === "revoke") {
    const person = office.everybody(office.selected).find((p) => p.id === asked.id);
    return [t("Revoke the seat of {name}?", { name: person?.name ?? "" }), t("Whoever sits there is cut off within a second, and the link opens nothing any more.")];
  }
  if (office.briefing(asked.id)?.rehearses) {
    return [t("End the rehearsal?"), t("Everybody in it is sent away, and all of it is wiped: questions, votes, the rundown, what the screens show. This can't be undone.")];
  }
  return [t("End the briefing for good?"), t("No more questions are taken, nothing more can be decided, and the record appears in the archive. This can't be undone.")];
}

/** Asks before the briefing ends or a seat does; the last button does it. */
export function confirmation(office: Office): TemplateResult {
  const asked = office.asking;
  const [title, what] = asked ? question(office, asked) : ["", ""];
  return html`<dialog id="confirm" aria-labelledby="confirm-title" @cancel=${() => office.ask(null)}>
    ${asked
      ? html`<h2 id="confirm-title">${title}</h2>
          <p>${what}</p>
          <div class="row end">
            <button data-test="confirm-no" @click=${() => office.ask(null)}>${t("Not now")}</button>
            <button class="danger" data-test="confirm-yes" @click=${() => office.confirm()}>${asked.kind === "end" ? t("End it") : t("Revoke")}</button>
          </div>`
      : nothing}
  </dialog>`;
}
