/** Asks once more before personal data go on air, and offers the wording without them. */

import { html, type TemplateResult } from "lit";
import { t } from "../lib/i18n";
import { decidable } from "./card_state";
import { isPersonal, masked, openFlags, personal, pieces, type Flag } from "./card_model";
import type { Sheet } from "./card_sheets";
import { flagWord } from "./card_words";
import type { Desk } from "./controller";
import type { Question, Wording } from "./model";

const kinds = (question: Question, wording: Wording): string => [...new Set(personal(question, wording).map((f) => flagWord(f.kind)))].join(", ");

export function personalSheet(desk: Desk, question: Question): Sheet {
  const wording = desk.shown(question);
  const fields = new Set(personal(question, wording).map((f) => f.field));
  const can = decidable(desk, question);
  const body = html`
    ${hiddenAsker(fields)}
    <blockquote lang=${wording.language} data-test="masked">${masked(wording, desk.about(question.id))}</blockquote>
    <button class="ok big-choice" data-test="approve-masked" autofocus ?disabled=${!can} @click=${() => void desk.approveMasked(question)}>${t("Approve, data hidden")}</button>
    <div class="foot"><button data-test="approve-sure" ?disabled=${!can} @click=${() => void desk.approveSure(question)}>${t("Approve as it is")}</button>
      <button @click=${() => desk.openSheet(null)}>${t("Back to the card")}</button></div>`;
  return { title: t("Personal data would go on air: {kinds}", { kinds: kinds(question, wording) }), body };
}

function hiddenAsker(fields: ReadonlySet<string>): TemplateResult | string {
  if (fields.has("name") && fields.has("region")) return html`<p class="dim">${t("The name and the region are hidden too.")}</p>`;
  if (fields.has("name")) return html`<p class="dim">${t("The name is hidden too.")}</p>`;
  return fields.has("region") ? html`<p class="dim">${t("The region is hidden too.")}</p>` : "";
}

/** What was found, in words, above the text: data in amber, hints beside. */
export function flagLine(question: Question, wording: Wording): TemplateResult | string {
  const words = (of: readonly Flag[]): string => [...new Set(of.map((f) => flagWord(f.kind)))].join(", ");
  const all = openFlags(question, wording);
  const data = all.filter(isPersonal);
  const hints = all.filter((f) => !isPersonal(f));
  if (all.length === 0) return "";
  return html`<p class="flags" data-test="flags">
    ${data.length > 0 ? html`<span class="flag">${t("Personal data: {kinds}", { kinds: words(data) })}</span>` : ""}
    ${hints.length > 0 ? html`<span class="flag hint">${t("Look closely: {kinds}", { kinds: words(hints) })}</span>` : ""}
  </p>`;
}

/** A text with its flagged places marked: personal data filled, hints underlined. */
export function markedText(text: string, flags: readonly Flag[]): unknown {
  return pieces(text, flags).map(({ text: part, kinds: found }) =>
    found.length > 0 ? html`<mark class=${found.some((kind) => isPersonal({ kind })) ? "" : "hint"} title=${found.map(flagWord).join(", ")}>${part}</mark>` : part,
  );
}
