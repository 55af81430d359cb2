/** Near-duplicates: what is like this card, merging by number or words, and taking apart again. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../lib/i18n";
import { decidable, pending } from "./card_state";
import type { Similar } from "./card_model";
import type { Sheet } from "./card_sheets";
import type { Desk } from "./controller";
import { current, type Question } from "./model";
import { languageShort, stateWord } from "./words";

/** Whether this card can be merged into another at all. */
export const mergeable = (question: Question): boolean =>
  !question.consultation && question.airings.length === 0 && ["received", "approved", "on_notice"].includes(question.state);

/** The suggestions, in a place that stands from the beginning: what is below them is only read. */
export function similar(desk: Desk, question: Question): TemplateResult | typeof nothing {
  if (!mergeable(question) || desk.briefing?.state === "ended") return nothing;
  const found = desk.about(question.id)?.similar ?? [];
  return html`<section class="similar" data-test="similar" aria-label=${t("Similar questions")}>
    ${found.length > 0
      ? repeat(found.slice(0, 3), (s) => s.question, (s) => suggestion(desk, question, s))
      : html`<p class="dim">${desk.askedAbout(question.id) ? t("No similar question was found.") : t("Looking for similar questions…")}</p>`}
  </section>`;
}

function suggestion(desk: Desk, question: Question, s: Similar): TemplateResult {
  return html`<div class="like" data-test="suggestion" data-question=${s.question}>
    <p><span><b>${t("Similar to № {n}", { n: s.number })}</b> <span class="dim">(${[languageShort(s.language), s.votes > 0 ? `▲ ${s.votes}` : ""].filter(Boolean).join(", ")})</span></span>
      <span lang=${s.language}>${s.text}</span></p>
    <button data-test="merge-into" aria-label=${t("Merge into № {n}", { n: s.number })} ?disabled=${!decidable(desk, question)}
      @click=${() => void desk.merge(question.id, s.question)}>${t("Merge")}</button>
  </div>`;
}

export function mergeSheet(desk: Desk, question: Question): Sheet {
  const finder = desk.finder;
  const rows = finder.rows.map((id) => desk.question(id)).filter((q): q is Question => q !== null && q.id !== question.id && mayLead(q));
  const none = finder.words !== "" && !finder.going && rows.length === 0;
  const body = html`
    <p class="dim">${t("Its votes are added to the other one's, each person once, and its asker follows the other question. It can be taken apart again.")}</p>
    <label class="field">${t("Number or words of the other question")}
      <input type="text" enterkeyhint="search" data-test="merge-search" autofocus autocomplete="off" maxlength="100" .value=${finder.words}
        @input=${(e: Event) => finder.look((e.target as HTMLInputElement).value)} /></label>
    <p class="dim" role="status">${finder.going ? t("Searching…") : none ? t("Nothing was found that it could be merged into.") : ""}</p>
    <div class="items">${repeat(rows.slice(0, 8), (other) => other.id, (other) => candidate(desk, question, other))}</div>`;
  return { title: t("Merge № {n} into…", { n: question.number }), body };
}

const mayLead = (q: Question): boolean => !q.consultation && !["rejected", "withdrawn", "merged", "diverted"].includes(q.state);

function candidate(desk: Desk, question: Question, other: Question): TemplateResult {
  const merge = (): void => {
    desk.openSheet(null);
    void desk.merge(question.id, other.id);
  };
  const votes = desk.votes(other.id);
  const facts = [languageShort(other.language), stateWord(other.state), votes > 0 ? `▲ ${votes}` : ""].filter(Boolean).join(" · ");
  return html`<button class="item" data-test="merge-candidate" data-question=${other.id} ?disabled=${!decidable(desk, question)} @click=${merge}>
    <b>${t("№ {n}", { n: other.number })} <span class="dim">${facts}</span></b><small lang=${current(other).language}>${current(other).text}</small></button>`;
}

/** On a master: what was merged into it. On a merged card: where it went. */
export function merges(desk: Desk, question: Question): TemplateResult | typeof nothing {
  if (question.state === "merged" && question.master) return gone(desk, question, question.master);
  if (question.merged.length === 0) return nothing;
  return html`<button class="merged" data-test="merged" @click=${() => desk.openSheet("merged")}>${t("{n} merged into it: look, take apart…", { n: question.merged.length })}</button>`;
}

function gone(desk: Desk, question: Question, into: string): TemplateResult {
  const master = desk.question(into);
  return html`<div class="claimed">
    <p>${t("It is merged into № {n}; its votes count there.", { n: master?.number ?? "…" })}</p>
    <button data-test="open-master" @click=${() => desk.openCard(into)}>${t("Open № {n}", { n: master?.number ?? "…" })}</button>
    <button data-test="unmerge" ?disabled=${pending(desk, question) || desk.briefing?.state === "ended"} @click=${() => void desk.unmerge(question.id)}>${t("Take apart")}</button>
  </div>`;
}

export function mergedSheet(desk: Desk, question: Question): Sheet {
  const meant = desk.firm.is("merged", question.merged.join()); // taking one apart brings the next under the thumb
  const body = html`
    <p class="dim">${t("Each that is taken apart has again what it had before: its state, its votes, its asker.")}</p>
    ${repeat(question.merged, (id) => id, (id) => apart(desk, id, meant))}
    ${question.merged.length === 0 ? html`<p>${t("Nothing is merged into it any more.")}</p>` : nothing}`;
  return { title: t("Merged into № {n}", { n: question.number }), body };
}

function apart(desk: Desk, id: string, meant: boolean): TemplateResult {
  const one = desk.question(id);
  const off = desk.briefing?.state === "ended" || desk.pending.has(id);
  return html`<div class="like" data-test="merged-one" data-question=${id}>
    <p><b>${t("№ {n}", { n: one?.number ?? "…" })} <span class="dim">${one ? languageShort(one.language) : ""}</span></b>
      ${one ? html`<span lang=${current(one).language}>${current(one).text}</span>` : nothing}</p>
    <button data-test="unmerge" aria-label=${t("Take № {n} apart", { n: one?.number ?? "…" })} ?disabled=${off} aria-disabled=${!meant} @click=${() => meant && desk.unmerge(id)}>${t("Take apart")}</button>
  </div>`;
}
