/** The right side: the opened card, and what can be done with it. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { clock, lang, pick, t } from "../lib/i18n";
import { editor, story, text, type Draft } from "./card_edit";
import { openFlags } from "./card_model";
import { merges, similar } from "./card_merge";
import { DECIDABLE, decidable, pending, saveable, unsafe } from "./card_state";
import { doneWord, restraintWord } from "./card_words";
import type { ClaimRecord } from "./model";
import type { Desk } from "./controller";
import type { Question, Wording } from "./model";
import { age, languageName, stateWord } from "./words";

export { decidable } from "./card_state";

export function opened(desk: Desk, question: Question): TemplateResult {
  const draft = desk.drafts.get(question.id);
  const wording = desk.shown(question);
  const colleague = desk.heldByColleague(question.id);
  return html`<article class="open" data-test="desk-open" data-question=${question.id} tabindex="-1" aria-label=${t("№ {n}", { n: question.number })}>
      <div class="scroll">
        ${meta(desk, question)} ${colleague ? claimedBy(desk, question, colleague) : nothing} ${standing(desk, question)}
        ${draft ? editor(desk, question, draft) : text(desk, question, wording)} ${merges(desk, question)}
        ${tools(desk, question, wording, draft)} ${draft ? nothing : similar(desk, question)} ${story(desk, question)}
      </div>
      <p class="told" role="status" data-test="told">${desk.told && !desk.choosingReason ? doneWord(desk.told) : ""}</p>
      ${desk.choosingReason ? reasons(desk, question) : nothing} ${actions(desk, question, wording, draft)}
    </article>`;
}

/** What the page says when no card is open. */
export function resting(desk: Desk): TemplateResult {
  const last = desk.last;
  const next = desk.next();
  return html`<section class="open resting" aria-label=${t("Opened card")}>
    <div class="scroll">
      <div class="rest" role="status">
        ${last ? html`<p class="big" data-test="told">${doneWord(last)}</p>` : html`<p class="big">${t("Open a card from the list.")}</p>`}
        ${last?.decision
          ? html`<button data-test="undo-last" ?disabled=${desk.pending.has(last.decision)} @click=${() => void desk.undo(last.decision!)}>↶ ${t("Undo")}</button>`
          : nothing}
        <p class="dim keys">${t("Keys: ? shows them all.")}</p>
      </div>
    </div>
    ${next
      ? html`<div class="acts one"><button class="next" data-test="next" @click=${() => desk.openCard(next.id)}>
          ${t("Open the next: № {n}", { n: next.number })} →</button></div>`
      : nothing}
  </section>`;
}

function meta(desk: Desk, question: Question): TemplateResult {
  const speaker = desk.briefing?.details.speakers.find((s) => s.id === question.speaker);
  const votes = desk.votes(question.id);
  return html`<div class="meta">
    <b>${t("№ {n}", { n: question.number })}</b>
    <button class="fact" data-test="language" title=${t("Correct the recognised language")} aria-label=${t("{language}: correct the recognised language", { language: languageName(question.language) })}
      @click=${() => desk.openSheet("language")}>${languageName(question.language)}</button>
    ${asker(question)}
    ${speaker ? html`<span>${t("to: {name}", { name: speaker.name })}</span>` : nothing}
    ${votes > 0 ? html`<span>▲ ${votes}</span>` : nothing}
    <span>${t("asked {age} ago", { age: age(desk.now - question.asked_at) })}</span>
    ${marks(desk, question)}
    <button class="close" aria-label=${t("Close the card")} title=${t("Close the card")} @click=${() => desk.closeCard()}>✕</button>
  </div>`;
}

/** Who asked and from where, as far as they said; what is hidden from the public is struck, what is flagged amber. */
function asker(question: Question): TemplateResult {
  const one = (field: "name" | "region", words: string): TemplateResult => {
    const hidden = question.hidden.includes(field);
    const flagged = !hidden && question.asker_flags.some((f) => f.field === field);
    return html`<span class="asker" data-field=${field}>${flagged ? html`<mark>${words}</mark>` : hidden ? html`<s>${words}</s> ${t("(hidden)")}` : words}</span>`;
  };
  return html`${question.region ? one("region", question.region) : nothing} ${question.name ? one("name", question.name) : html`<span>${t("anonymous")}</span>`}`;
}

function marks(desk: Desk, question: Question): TemplateResult {
  const restraint = desk.restraint(question.id);
  return html`${question.pinned ? html`<span class="tag">${t("pinned")}</span>` : nothing}
    ${question.labels.map((id) => desk.labels.find((l) => l.id === id)).map((l) => (l ? html`<span class="tag" data-public=${l.public}>${l.name}</span>` : nothing))}
    ${restraint ? html`<span class="tag warned" data-test="restrained">${t("The viewer {what}", { what: restraintWord(restraint) })}</span>` : nothing}`;
}

function claimedBy(desk: Desk, question: Question, claim: ClaimRecord): TemplateResult {
  return html`<div class="claimed" data-test="claimed-by" data-holder=${claim.holder}>
    <span class="avatar">${claim.initials}</span>
    <p>${t("{who} has this card open. You can read it; to decide, take it over.", { who: claim.initials })}</p>
    <button data-test="take-over" @click=${() => desk.takeOver(question.id)}>${t("Take over")}</button>
  </div>`;
}

/** Where the card stands, by whose decision and since when. */
function standing(desk: Desk, question: Question): TemplateResult | typeof nothing {
  if (question.state === "received" && !question.held) return nothing;
  const made = question.decision;
  const reason = desk.briefing?.details.reasons.find((r) => r.id === question.reason);
  const state = question.state === "received" ? "held" : question.consultation ? "consultation" : question.state;
  const word = state === "held" ? t("held") : state === "consultation" ? t("private consultation") : stateWord(question.state);
  const hint = HINTS[state]?.();
  const facts = [made ? `${desk.who(made.by)}, ${clock(made.at)}` : "", reason ? pick(reason.text) : "", hint ?? ""].filter(Boolean);
  return html`<p class="standing" data-state=${state}><b>${word}</b> ${facts.join(" · ")}</p>`;
}

const HINTS: Record<string, () => string> = {
  on_notice: () => t("It will be answered later, in writing. It may still be approved for air."),
  consultation: () => t("Never goes on air. Assign it to whoever is to answer in writing, or reject it with a reason."),
};

function tools(desk: Desk, question: Question, wording: Wording, draft: Draft | undefined): TemplateResult {
  const can = decidable(desk, question);
  return html`<div class="tools">
    ${draft
      ? html`<button data-test="edit-save" ?disabled=${!can || !saveable(draft.text)} @click=${() => desk.save(question)}>${t("Save wording")}</button>
          <button data-test="edit-discard" @click=${() => desk.discard(question.id)}>${t("Discard changes")}</button>`
      : DECIDABLE.has(question.state) ? cardTools(desk, question, wording) : more(desk)}
    ${undoThis(desk, question)}
  </div>`;
}

function undoThis(desk: Desk, question: Question): TemplateResult | typeof nothing {
  const made = desk.undoable().find((p) => p.id === question.decision?.id && p.questions.length === 1);
  const meant = desk.firm.is("undo-this", `${question.id} ${made?.id}`); // the one before it comes in its place
  if (!made || question.airings.length > 0) return nothing;
  return html`<button data-test="undo-this" ?disabled=${desk.briefing?.state === "ended" || desk.pending.has(made.id)} aria-disabled=${!meant} @click=${() => meant && desk.undo(made.id)}>↶ ${t("Undo the decision")}</button>`;
}

function cardTools(desk: Desk, question: Question, wording: Wording): TemplateResult {
  const can = decidable(desk, question);
  const busy = pending(desk, question) || desk.briefing?.state === "ended";
  const hold = (): void => void desk.mark([question.id], { held: !question.held });
  return html`
    <button data-test="edit" ?disabled=${!can} @click=${() => desk.edit(question)}>${t("Edit")}</button>
    ${unsafe(question, wording) ? html`<button class="amber" data-test="hide-data" ?disabled=${!can} @click=${() => desk.hideData(question)}>${t("Hide data")}</button>` : nothing}
    ${openFlags(question, wording).some((f) => f.kind === "tip_off") && question.airings.length === 0
      ? html`<button class="amber" data-test="divert" aria-haspopup="dialog" ?disabled=${!can} @click=${() => desk.openSheet("divert")}>${t("Hand over in confidence…")}</button>` : nothing}
    <button data-test="speaker" aria-haspopup="dialog" ?disabled=${busy} @click=${() => desk.openSheet("speaker")}>${t("Speaker")} ▾</button>
    ${question.state === "received" ? html`<button data-test="hold" ?disabled=${busy} @click=${hold}>${question.held ? t("Back to the queue") : t("Hold")}</button>` : nothing}
    ${question.state === "received" || question.state === "approved"
      ? html`<button data-test="notice" ?disabled=${!can} @click=${() => void desk.notice(question.id)}>${t("Take on notice")}</button>` : nothing}
    ${more(desk)}`;
}

const more = (desk: Desk): TemplateResult =>
  html`<button data-test="more" aria-haspopup="dialog" aria-label=${t("More")} title=${t("More")} @click=${() => desk.openSheet("more")}>⋯</button>`;

function reasons(desk: Desk, question: Question): TemplateResult {
  const list = desk.reasons;
  return html`<div class="reasons" role="group" aria-label=${t("Why is it rejected? Its author and the public will see this.")}>
    <p>${t("Why is it rejected? Its author and the public will see this.")}</p>
    ${list.length === 0 ? html`<p class="dim">${t("The office has written no reasons yet; without one nothing can be rejected.")}</p>` : nothing}
    <div class="list">
      ${repeat(list, (r) => r.id, (reason, i) => html`<button data-test="reason" data-reason=${reason.id} ?disabled=${!decidable(desk, question)}
        @click=${() => desk.reject(question, reason.id)}>${i < 9 ? html`<kbd>${i + 1}</kbd>` : nothing}${pick(reason.text, lang())}</button>`)}
    </div>
  </div>`;
}

function actions(desk: Desk, question: Question, wording: Wording, draft: Draft | undefined): TemplateResult | typeof nothing {
  if (!DECIDABLE.has(question.state)) return nothing;
  const can = decidable(desk, question);
  const going = desk.pending.get(question.id);
  return html`<div class="acts">
    <button class="no" data-test="reject" aria-expanded=${desk.choosingReason} ?disabled=${!can || question.airings.length > 0}
      @click=${() => desk.chooseReason(!desk.choosingReason)}>
      ${desk.choosingReason ? t("Don't reject") : html`← ${t("Reject")}`}
      <small>${going === "reject" ? t("on its way…") : desk.choosingReason ? t("back to the card") : t("choose a reason")}</small>
    </button>
    ${question.consultation ? assign(desk, can) : approval(desk, question, wording, draft)}
  </div>`;
}

/** What stands in place of approving where nothing may go on air. */
function assign(desk: Desk, can: boolean): TemplateResult {
  return html`<button class="next" data-test="assign" aria-haspopup="dialog" ?disabled=${!can || desk.choosingReason} @click=${() => desk.openSheet("speaker")}>
    ${t("Assign")} <small>${t("to whoever answers in writing")}</small></button>`;
}

function approval(desk: Desk, question: Question, wording: Wording, draft: Draft | undefined): TemplateResult {
  const standing = !draft && question.approvals[wording.language] === wording.revision && question.state !== "on_notice";
  const approve = draft ? (draft.why === "data_hidden" ? t("Approve, data hidden") : t("Approve edited wording")) : standing ? t("Approved") : t("Approve");
  const going = desk.pending.get(question.id);
  const off = !decidable(desk, question) || standing || desk.choosingReason || (draft !== undefined && !saveable(draft.text));
  return html`<button class="ok" data-test="approve" ?disabled=${off} @click=${() => desk.approve(question)}>
    ${approve} ${standing ? "✓" : "→"}
    <small>${going && going !== "reject" ? t("on its way…") : t("for air in {language}", { language: languageName((draft ?? wording).language) })}</small>
  </button>`;
}
