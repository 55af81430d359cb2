/** The sheets over the desk: one at a time, each closed by Escape, by its cross, or by what it was opened for. */

import { html, noChange, nothing, type TemplateResult } from "lit";
import { directive, Directive, type ElementPart, type PartInfo } from "lit/directive.js";
import { t } from "../lib/i18n";
import { labelSheet, manageSheet } from "./card_labels";
import { mergedSheet, mergeSheet } from "./card_merge";
import { languageSheet, moreSheet, speakerSheet } from "./card_more";
import { personalSheet } from "./card_personal";
import { divertSheet, restrainSheet } from "./card_restrain";
import type { Desk } from "./controller";
import type { Question } from "./model";

/** Shows the dialog while it has a name; with another name the focus goes to the new sheet's beginning. */
class Modal extends Directive {
  #shown: string | null = null;

  constructor(info: PartInfo) {
    super(info);
  }

  render(_name: string | null): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [name]: [string | null]): typeof noChange {
    if (name !== this.#shown) queueMicrotask(() => this.#show(part.element as HTMLDialogElement, name));
    this.#shown = name;
    return noChange;
  }

  #show(dialog: HTMLDialogElement, name: string | null): void {
    if (!dialog.isConnected) return;
    if (name === null) return dialog.open ? dialog.close() : undefined;
    if (!dialog.open) dialog.showModal();
    ((dialog.querySelector("[autofocus]") ?? dialog.querySelector("h2")) as HTMLElement | null)?.focus();
    dialog.scrollTop = 0;
  }
}

export const modal = directive(Modal);

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
  return html`<dialog class="sheet" data-test="sheet" data-sheet=${desk.sheet ?? ""} aria-labelledby="sheet-title" ${modal(shown ? desk.sheet : null)}
    @close=${() => desk.openSheet(null)} @click=${(e: Event) => e.target === e.currentTarget && desk.openSheet(null)}>
    ${shown
      ? html`<div class="top"><h2 id="sheet-title" tabindex="-1">${shown.title}</h2>
            <button class="close" aria-label=${t("Close")} title=${t("Close")} @click=${() => desk.openSheet(null)}>✕</button></div>
          <div class="body">${shown.body}</div>`
      : nothing}
  </dialog>`;
}
