/** Wordings: the editor with its reason, one tab a language, differences word by word, the chain up to the air. */

import { html, nothing, type TemplateResult } from "lit";
import { clock, t } from "../lib/i18n";
import { LANGS, type Lang } from "../lib/page";
import { flagLine, markedText } from "./card_personal";
import { chain, guessWhy, WHYS, type Step, type Why } from "./card_model";
import { left } from "./card_state";
import { stepWord, whyWord } from "./card_words";
import type { Desk } from "./controller";
import { difference, latest, type Question, type Wording } from "./model";
import { languageName, languageShort } from "./words";

export interface Draft {
  text: string;
  language: Lang;
  why?: Why;
}

/** The text, its flags in words above and marked in it, and what was changed since it was asked. */
export function text(desk: Desk, question: Question, wording: Wording): TemplateResult {
  const asked = question.wordings[0]!;
  return html`${tabs(desk, question, wording)} ${flagLine(question, wording)}
    <blockquote lang=${wording.language}>${markedText(wording.text, wording.flags)}</blockquote>
    ${wording.revision > 0 ? changes(asked, wording) : nothing}`;
}

function tabs(desk: Desk, question: Question, wording: Wording): TemplateResult | typeof nothing {
  const languages = LANGS.filter((l) => question.wordings.some((w) => w.language === l));
  if (languages.length < 2) return nothing;
  return html`<div class="languages" role="group" aria-label=${t("Wordings")}>
    ${languages.map((l) => languageTab(desk, question, l, wording.language === l))}
  </div>`;
}

/** Each language is approved by itself; a newer wording waits beside the one that was approved. */
function languageTab(desk: Desk, question: Question, language: Lang, on: boolean): TemplateResult {
  const approved = question.approvals[language];
  const newest = latest(question, language).revision;
  const state = approved === undefined ? html`<small>${t("not approved")}</small>`
    : approved === newest ? html`<small class="yes">✓ ${t("approved")}</small>` : html`<small class="over">✓ ${t("an earlier one approved")}</small>`;
  return html`<button data-test="wording" data-language=${language} aria-pressed=${on} @click=${() => desk.showLanguage(language)}>
    ${languageName(language)} ${state}</button>`;
}

function changes(asked: Wording, now: Wording): TemplateResult {
  if (asked.language !== now.language) {
    return html`<div class="changes"><h2>${t("Asked in other words")}</h2><p lang=${asked.language}>${asked.text}</p></div>`;
  }
  const why = now.why ? ` (${whyWord(now.why)})` : "";
  return html`<div class="changes">
    <h2>${t("Edited. What was changed")}${why}</h2>
    <p lang=${asked.language}>${compared(asked.text, now.text)}</p>
  </div>`;
}

const compared = (before: string, after: string): unknown =>
  difference(before, after).map((part) => (part.kind === "same" ? part.text : part.kind === "added" ? html`<ins>${part.text}</ins>` : html`<del>${part.text}</del>`));

/** The reason that goes with a draft: the one chosen, else the likely one. */
export const whyOf = (question: Question, draft: Draft): (typeof WHYS)[number] =>
  draft.why ?? guessWhy(question.wordings[0]!, draft.text, draft.language);

export function editor(desk: Desk, question: Question, draft: Draft): TemplateResult {
  const rest = left(draft.text);
  const languages = desk.briefing?.details.languages ?? LANGS;
  const write = (change: Partial<Draft>): void => desk.write(question.id, { ...draft, ...change });
  const asked = question.wordings[0]!;
  return html`<div class="editor">
    <label for="edit-text">${t("Wording for the air")}</label>
    <textarea id="edit-text" data-test="edit-text" lang=${draft.language} rows="4" .value=${draft.text}
      aria-describedby="edit-left" @input=${(e: Event) => write({ text: (e.target as HTMLTextAreaElement).value })}></textarea>
    <div class="under">
      <label>${t("Language of the wording")}
        <select data-test="edit-language" @change=${(e: Event) => write({ language: (e.target as HTMLSelectElement).value as Lang })}>
          ${languages.map((l) => html`<option value=${l} ?selected=${l === draft.language}>${languageName(l)}</option>`)}
        </select></label>
      <span id="edit-left" class=${rest < 0 ? "over" : "dim"}>${rest < 0 ? t("{n} too many", { n: -rest }) : t("{n} left", { n: rest })}</span>
    </div>
    <div class="why" role="group" aria-label=${t("Why is it worded anew?")}>
      ${WHYS.map((w) => html`<button data-test="edit-why" data-why=${w} aria-pressed=${w === whyOf(question, draft)} @click=${() => write({ why: w })}>${whyWord(w)}</button>`)}
    </div>
    ${asked.language === draft.language && draft.text.trim() !== asked.text
      ? html`<div class="changes"><h2>${t("What is changed. What was asked stays as it is")}</h2><p lang=${asked.language}>${compared(asked.text, draft.text.trim())}</p></div>`
      : html`<div class="changes"><h2>${t("What was asked stays as it is")}</h2><p lang=${asked.language}>${asked.text}</p></div>`}
  </div>`;
}

/** What became of the question so far; only to be read. */
export function story(desk: Desk, question: Question): TemplateResult | typeof nothing {
  const steps = chain(question);
  if (steps.length < 2) return nothing;
  return html`<section class="story" data-test="chain" aria-label=${t("What became of it")}>
    <h2>${t("What became of it")}</h2>
    <ol>${steps.map((step) => storyStep(desk, step))}</ol>
  </section>`;
}

function storyStep(desk: Desk, step: Step): TemplateResult {
  const by = step.by === "viewer" ? t("by the viewer") : step.by ? desk.who(step.by) : "";
  const facts = [by, step.wording ? languageShort(step.wording.language) : ""].filter(Boolean).join(" · ");
  return html`<li data-step=${step.what}><time>${clock(step.at)}</time>
    <span><b>${stepWord(step)}</b> <span class="dim">${facts}</span>
      ${step.wording ? html`<span lang=${step.wording.language}>${step.wording.text}</span>` : nothing}</span></li>`;
}
