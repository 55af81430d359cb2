/** The right side: the opened card, what can be done with it, and what was refused. */

import { html, nothing, type TemplateResult } from "lit";
import { clock, lang, pick, t } from "../lib/i18n";
import { LANGS, type Lang } from "../lib/page";
import type { Desk, Draft } from "./controller";
import { difference, type ClaimRecord, type Question, type Wording } from "./model";
import { age, languageName, notDone, stateWord, why } from "./words";

const MAX_TEXT = 500;

export function opened(desk: Desk, question: Question): TemplateResult {
  const draft = desk.drafts.get(question.id);
  const wording = desk.shown(question);
  const colleague = desk.heldByColleague(question.id);
  return html`<article class="open" data-test="desk-open" data-question=${question.id} tabindex="-1" aria-label=${t("№ {n}", { n: question.number })}>
      <div class="scroll">
        ${meta(desk, question)} ${refusal(desk)} ${colleague ? claimedBy(desk, question, colleague) : nothing} ${standing(desk, question)}
        ${draft ? editor(desk, question, draft) : text(desk, question, wording)} ${tools(desk, question, draft)}
      </div>
      ${desk.choosingReason ? reasons(desk, question) : nothing} ${actions(desk, question, wording, draft)}
    </article>`;
}

/** What the page says when no card is open. */
export function resting(desk: Desk, incoming: readonly Question[]): TemplateResult {
  const last = desk.question(desk.last?.question ?? null);
  const next = desk.next(incoming);
  const words = last && (desk.last?.action === "approve" ? t("№ {n} is approved.", { n: last.number }) : t("№ {n} is rejected.", { n: last.number }));
  return html`<section class="open resting" aria-label=${t("Opened card")}>
    <div class="scroll">
      ${refusal(desk)}
      <div class="rest" role="status">
        ${words ? html`<p class="big">${words}</p><p class="dim">${t("Undo is at the foot of the list.")}</p>` : html`<p class="big">${t("Open a card from the list.")}</p>`}
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
    <span>${languageName(question.language)}</span>
    ${question.region ? html`<span>${question.region}</span>` : nothing}
    <span>${question.name ?? t("anonymous")}</span>
    ${speaker ? html`<span>${t("to: {name}", { name: speaker.name })}</span>` : nothing}
    ${votes > 0 ? html`<span>▲ ${votes}</span>` : nothing}
    <span>${t("asked {age} ago", { age: age(desk.now - question.asked_at) })}</span>
    <button class="close" aria-label=${t("Close the card")} title=${t("Close the card")} @click=${() => desk.closeCard()}>✕</button>
  </div>`;
}

function refusal(desk: Desk): TemplateResult | typeof nothing {
  const refused = desk.refusal;
  if (!refused) return nothing;
  const question = desk.question(refused.question);
  const holder = desk.heldByColleague(refused.question);
  return html`<div class="refusal" data-test="refusal" data-code=${refused.code} role="alert">
    <p><b>${notDone(refused.action, refused.number)}</b> ${why(refused)}
      ${question ? html`<span>${t("Now: {state}.", { state: stateWord(question.state) })}</span>` : nothing}
      ${holder ? html`<span>${t("Held by {who}.", { who: holder.initials })}</span>` : nothing}</p>
    <button @click=${() => desk.dismiss()}>${t("Understood")}</button>
  </div>`;
}

function claimedBy(desk: Desk, question: Question, claim: ClaimRecord): TemplateResult {
  return html`<div class="claimed" data-test="claimed-by" data-holder=${claim.holder}>
    <span class="avatar">${claim.initials}</span>
    <p>${t("{who} has this card open. You can read it; to decide, take it over.", { who: claim.initials })}</p>
    <button data-test="take-over" @click=${() => desk.takeOver(question.id)}>${t("Take over")}</button>
  </div>`;
}

/** What has been decided on this card, by whom and when. */
function standing(desk: Desk, question: Question): TemplateResult | typeof nothing {
  if (question.state === "received") return nothing;
  const made = question.decision;
  const who = made ? (made.by === desk.me ? t("by you") : t("by a colleague")) : "";
  const reason = desk.briefing?.details.reasons.find((r) => r.id === question.reason);
  return html`<p class="standing" data-state=${question.state}>
    <b>${stateWord(question.state)}</b> ${made ? html`${who}, ${clock(made.at)}` : nothing}
    ${reason ? html`· ${pick(reason.text)}` : nothing}
  </p>`;
}

function text(desk: Desk, question: Question, wording: Wording): TemplateResult {
  const asked = question.wordings[0]!;
  const languages = LANGS.filter((l) => question.wordings.some((w) => w.language === l));
  return html`
    ${languages.length > 1
      ? html`<div class="languages" role="group" aria-label=${t("Wordings")}>
          ${languages.map((l) => languageChip(desk, question, l, wording.language === l))}
        </div>`
      : nothing}
    <blockquote lang=${wording.language}>${wording.text}</blockquote>
    ${wording.revision > 0 ? changes(asked, wording) : nothing}
  `;
}

function languageChip(desk: Desk, question: Question, language: Lang, on: boolean): TemplateResult {
  const approved = question.approvals[language] !== undefined;
  return html`<button aria-pressed=${on} @click=${() => desk.showLanguage(language)}>
    ${languageName(language)}${approved ? html` <span class="yes">✓ ${t("approved")}</span>` : nothing}
  </button>`;
}

function changes(asked: Wording, now: Wording): TemplateResult {
  if (asked.language !== now.language) {
    return html`<div class="changes"><h2>${t("Asked in other words")}</h2><p lang=${asked.language}>${asked.text}</p></div>`;
  }
  return html`<div class="changes">
    <h2>${t("Edited. What was changed")}</h2>
    <p lang=${asked.language}>${difference(asked.text, now.text).map((part) =>
      part.kind === "same" ? part.text : part.kind === "added" ? html`<ins>${part.text}</ins>` : html`<del>${part.text}</del>`,
    )}</p>
  </div>`;
}

const graphemes = new Intl.Segmenter();

/** Characters as their reader counts them. */
export const length = (text: string): number => [...graphemes.segment(text.trim())].length;

function editor(desk: Desk, question: Question, draft: Draft): TemplateResult {
  const left = MAX_TEXT - length(draft.text);
  const languages = desk.briefing?.details.languages ?? LANGS;
  const write = (change: Partial<Draft>): void => desk.write(question.id, { ...draft, ...change });
  return html`<div class="editor">
    <label for="edit-text">${t("Wording for the air")}</label>
    <textarea id="edit-text" data-test="edit-text" lang=${draft.language} rows="5" .value=${draft.text}
      aria-describedby="edit-left" @input=${(e: Event) => write({ text: (e.target as HTMLTextAreaElement).value })}></textarea>
    <div class="under">
      <label>${t("Language of the wording")}
        <select data-test="edit-language" @change=${(e: Event) => write({ language: (e.target as HTMLSelectElement).value as Lang })}>
          ${languages.map((l) => html`<option value=${l} ?selected=${l === draft.language}>${languageName(l)}</option>`)}
        </select></label>
      <span id="edit-left" class=${left < 0 ? "over" : "dim"}>${left < 0 ? t("{n} too many", { n: -left }) : t("{n} left", { n: left })}</span>
    </div>
    <div class="changes"><h2>${t("What was asked stays as it is")}</h2><p lang=${question.wordings[0]!.language}>${question.wordings[0]!.text}</p></div>
  </div>`;
}

const DECIDABLE = new Set<Question["state"]>(["received", "approved", "on_air"]);

/** Whether this moderator may decide on the card now. */
export function decidable(desk: Desk, question: Question): boolean {
  const ended = desk.briefing?.state === "ended";
  return !ended && DECIDABLE.has(question.state) && !desk.heldByColleague(question.id) && !desk.pending.has(question.id);
}

function tools(desk: Desk, question: Question, draft: Draft | undefined): TemplateResult {
  const can = decidable(desk, question);
  const own = desk.undoable().some((q) => q.id === question.id);
  return html`<div class="tools">
    ${draft
      ? html`<button data-test="edit-save" ?disabled=${!can || !saveable(draft)} @click=${() => desk.save(question)}>${t("Save wording")}</button>
          <button data-test="edit-discard" @click=${() => desk.discard(question.id)}>${t("Discard changes")}</button>`
      : DECIDABLE.has(question.state)
        ? html`<button data-test="edit" ?disabled=${!can} @click=${() => desk.edit(question)}>${t("Edit")}</button>`
        : nothing}
    ${own ? html`<button data-test="undo-this" ?disabled=${desk.briefing?.state === "ended"} @click=${() => desk.undo(question.id)}>↶ ${t("Undo the decision")}</button>` : nothing}
  </div>`;
}

/** Within the limit, and within what the server accepts as a message at all (eight code points a character). */
const saveable = (draft: Draft): boolean =>
  draft.text.trim() !== "" && length(draft.text) <= MAX_TEXT && [...draft.text].length <= 8 * MAX_TEXT;

function reasons(desk: Desk, question: Question): TemplateResult {
  const list = desk.briefing?.details.reasons ?? [];
  return html`<div class="reasons" role="group" aria-label=${t("Why is it rejected? Its author and the public will see this.")}>
    <p>${t("Why is it rejected? Its author and the public will see this.")}</p>
    ${list.length === 0 ? html`<p class="dim">${t("The office has written no reasons yet; without one nothing can be rejected.")}</p>` : nothing}
    <div class="list">
      ${list.map((reason, i) => html`<button data-test="reason" data-reason=${reason.id} ?disabled=${!decidable(desk, question)}
        @click=${() => desk.reject(question, reason.id)}>${i < 9 ? html`<kbd>${i + 1}</kbd>` : nothing}${pick(reason.text, lang())}</button>`)}
    </div>
  </div>`;
}

function actions(desk: Desk, question: Question, wording: Wording, draft: Draft | undefined): TemplateResult | typeof nothing {
  if (!DECIDABLE.has(question.state)) return nothing;
  const can = decidable(desk, question);
  const going = desk.pending.get(question.id);
  const standing = !draft && question.approvals[wording.language] === wording.revision;
  const approve = draft ? t("Approve edited wording") : standing ? t("Approved") : t("Approve");
  return html`<div class="acts">
    <button class="no" data-test="reject" aria-expanded=${desk.choosingReason} ?disabled=${!can || question.airings.length > 0}
      @click=${() => desk.chooseReason(!desk.choosingReason)}>
      ${desk.choosingReason ? t("Don't reject") : html`← ${t("Reject")}`}
      <small>${going === "reject" ? t("on its way…") : desk.choosingReason ? t("back to the card") : t("choose a reason")}</small>
    </button>
    <button class="ok" data-test="approve" ?disabled=${!can || standing || desk.choosingReason || (draft !== undefined && !saveable(draft))} @click=${() => desk.approve(question)}>
      ${approve} ${standing ? "✓" : "→"}
      <small>${going && going !== "reject" ? t("on its way…") : t("for air in {language}", { language: languageName((draft ?? wording).language) })}</small>
    </button>
  </div>`;
}
