/** Labels: which ones a card carries, and which ones the briefing has. */

import { html, noChange, nothing, type TemplateResult } from "lit";
import { directive, Directive, type ElementPart } from "lit/directive.js";
import { repeat } from "lit/directives/repeat.js";
import { newId } from "../lib/ids";
import { t } from "../lib/i18n";
import { pending } from "./card_state";
import type { Label } from "./card_model";
import type { Sheet } from "./card_sheets";
import type { Desk } from "./controller";
import type { Question } from "./model";
import { why } from "./words";

/** The value of a field, which is never written over what a hand has in it. */
class Named extends Directive {
  #written: string | null = null;

  render(_name: string): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [name]: [string]): typeof noChange {
    const field = part.element as HTMLInputElement;
    if (name !== this.#written && !field.matches(":focus")) field.value = this.#written = name;
    return noChange;
  }
}

const named = directive(Named);

const MOST = 20;
const LONGEST = 40;

const kindWord = (label: Label): string => (label.public ? t("the public sees it") : t("moderators alone see it"));

export function labelSheet(desk: Desk, question: Question): Sheet {
  const labels = desk.labels;
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    const chosen = new Set([...new FormData(event.target as HTMLFormElement).keys()]);
    const add = labels.filter((l) => chosen.has(l.id) && !question.labels.includes(l.id)).map((l) => l.id);
    const remove = labels.filter((l) => !chosen.has(l.id) && question.labels.includes(l.id)).map((l) => l.id);
    desk.openSheet(null);
    if (add.length + remove.length > 0) void desk.mark([question.id], { add, remove });
  };
  const body = html`<form @submit=${save}>
    ${labels.length === 0 ? html`<p class="dim">${t("There are no labels yet.")}</p>` : nothing}
    <div class="items two">
      ${repeat(labels, (l) => l.id, (l, i) => html`<label class="item toggle"><input type="checkbox" name=${l.id} data-test="label" ?autofocus=${i === 0} .checked=${question.labels.includes(l.id)} />
        <span><b>${l.name}</b><small>${kindWord(l)}</small></span></label>`)}
    </div>
    <div class="foot"><button type="button" data-test="manage" @click=${() => desk.openSheet("manage")}>${t("Manage labels…")}</button>
      <button class="main" data-test="labels-save" ?disabled=${pending(desk, question)}>${t("Save")}</button></div>
  </form>`;
  return { title: t("Labels of № {n}", { n: question.number }), body };
}

/** The briefing's labels: each renamed or removed by itself; whether the public sees one is settled when it is made. */
export function manageSheet(desk: Desk): Sheet {
  const labels = desk.labels;
  const meant = desk.firm.is("sure", desk.sureOf ?? ""); // a double tap is no answer to "really?"
  const body = html`
    <p class="dim">${t("{n} of {most}. Whether the public sees a label is settled when it is made.", { n: labels.length, most: MOST })}</p>
    ${refused(desk)}
    <div class="rows-of">${repeat(labels, (l) => l.id, (label) => labelRow(desk, label, meant))}</div>
    ${labels.length < MOST ? newLabel(desk) : html`<p>${t("There is no room for more. Remove one first.")}</p>`}
    <div class="foot">${desk.open ? html`<button data-test="manage-back" @click=${() => desk.openSheet("labels")}>${t("Back to the card's labels")}</button>` : nothing}</div>`;
  return { title: t("Labels of this briefing"), body };
}

function refused(desk: Desk): TemplateResult | typeof nothing {
  const refusal = desk.refused({ action: "labels" });
  return refusal ? html`<p class="over" role="alert">${why(refusal)}</p>` : nothing;
}

function labelRow(desk: Desk, label: Label, meant: boolean): TemplateResult {
  const busy = desk.pending.has(label.id);
  const sure = desk.sureOf === label.id;
  const rename = (event: Event): void => {
    const name = (event.target as HTMLInputElement).value.trim();
    if (name && name !== label.name) void desk.putLabel({ ...label, name });
  };
  const remove = (): void => (sure ? void (meant && desk.dropLabel(label.id)) : desk.askSure(label.id));
  return html`<div class="label-row" data-test="label-row" data-label=${label.id}>
    <input aria-label=${t("Name of the label")} maxlength=${LONGEST} ?disabled=${busy} @change=${rename} ${named(label.name)} />
    <small>${kindWord(label)}</small>
    <button class=${sure ? "warn" : ""} ?disabled=${busy} aria-disabled=${sure && !meant} aria-label=${sure ? t("Remove “{name}” from all cards", { name: label.name }) : t("Remove “{name}”", { name: label.name })}
      @click=${remove}>${sure ? t("Remove from all cards") : t("Remove")}</button>
  </div>`;
}

function newLabel(desk: Desk): TemplateResult {
  // A label that is on its way and has no row yet is the new one.
  const busy = [...desk.pending].some(([id, action]) => action === "labels" && !desk.labels.some((l) => l.id === id));
  const add = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const name = String(data.get("name") ?? "").trim();
    if (!name) return;
    // Its row may come before the answer: who sees this one must not be said of the next, which may be begun by then.
    form.reset();
    if (await desk.putLabel({ id: newId(), name, public: data.get("seen") === "public" })) return;
    for (const [field, value] of data) (form.elements.namedItem(field) as HTMLInputElement | RadioNodeList).value = String(value);
  };
  return html`<form class="new-label" @submit=${add}>
    <label>${t("A new label")}<input name="name" data-test="label-name" maxlength=${LONGEST} required autocomplete="off" ?disabled=${busy} /></label>
    <fieldset ?disabled=${busy}><legend class="sr-only">${t("Who sees it")}</legend>
      <label class="check"><input type="radio" name="seen" value="private" checked /> ${t("moderators alone see it")}</label>
      <label class="check"><input type="radio" name="seen" value="public" data-test="label-public" /> ${t("the public sees it")}</label></fieldset>
    <button class="main" data-test="label-add" ?disabled=${busy}>${t("Add")}</button>
  </form>`;
}
