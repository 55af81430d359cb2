/** The sheets over the desk: one at a time, each closed by Escape, by its cross, or by what it was opened for. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../lib/i18n";
import { modal } from "../lib/modal";
import { labelSheet, manageSheet } from "./card_labels";
import { mergedSheet, mergeSheet } from "./card_merge";
import { languageSheet, moreSheet, speakerSheet } from "./card_more";
import { personalSheet } from "./card_personal";
import { divertSheet, restrainSheet } from "./card_restrain";
import type { Desk } from "./controller";
import type { Question } from "./model";

export interface Sheet {
  title: string;
  body: TemplateResult;
}

export type SheetName = "more" | "speaker" | "language" | "labels" | "manage" | "merge" | "merged" | "personal" | "restrain" | "divert";

/** The sheets of a question; `manage` alone stands without one. */
const SHEETS: Record<Exclude<SheetName, "manage">, (desk: Desk, question: Question) => Sheet> = {
  more: moreSheet,
  speaker: speakerSheet,
  language: languageSheet,
  labels: labelSheet,
  merge: mergeSheet,
  merged: mergedSheet,
  personal: personalSheet,
  restrain: restrainSheet,
  divert: divertSheet,
};

function present(desk: Desk): Sheet | null {
  if (desk.sheet === null) return null;
  if (desk.sheet === "manage") return manageSheet(desk);
  const question = desk.question(desk.open);
  return question ? SHEETS[desk.sheet](desk, question) : null;
}

/** The one dialog that all sheets stand in. */
export function sheet(desk: Desk): TemplateResult {
  const shown = present(desk);
  const close = (): void => desk.openSheet(null);
  return html`<dialog class="sheet" data-test="sheet" data-sheet=${desk.sheet ?? ""} aria-labelledby="sheet-title" ${modal(shown ? desk.sheet : null, close)}>
    ${shown
      ? html`<div class="top"><h2 id="sheet-title" tabindex="-1">${shown.title}</h2>
            <button class="close" aria-label=${t("Close")} title=${t("Close")} @click=${close}>✕</button></div>
          <div class="body">${shown.body}</div>`
      : nothing}
  </dialog>`;
}
