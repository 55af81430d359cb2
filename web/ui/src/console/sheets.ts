/** The sheet over the console: prepare, the form, what can be done with a row, a countdown's time, the keys. */

import { html, nothing, type TemplateResult } from "lit";
import { lang, t } from "../lib/i18n";
import type { KeySheet } from "../lib/keysheet";
import { modal } from "../lib/modal";
import { LANGS } from "../lib/page";
import { action } from "./acts";
import { add, type Others } from "./add";
import { left } from "./air";
import type { Console } from "./controller";
import { edit } from "./draft";
import { clocked, secondsOf } from "./fields";
import { form } from "./form";
import { keymap, keyName, type KeyAction } from "./keymap";
import type { Sheet, Ui } from "./ui";
import { notDone, why } from "./words";

/** Languages as their speakers call them. */
const OWN = { kk: "Қазақша", ru: "Русский", en: "English" };

export interface Parts {
  others: Others;
  keys: KeySheet<KeyAction>;
}

export function sheet(desk: Console, ui: Ui, parts: Parts): TemplateResult {
  const shown = ui.sheet ? content(desk, ui, parts, ui.sheet) : null;
  const close = (): void => {
    parts.keys.rest();
    ui.open(null);
  };
  const { refusal } = desk.line;
  return html`<dialog class="sheet" data-test="sheet" data-sheet=${ui.sheet?.kind ?? ""} aria-labelledby="sheet-title" @keydown=${parts.keys.pressed} ${modal(ui.sheet ? nameOf(ui.sheet) : null, close)}>
    ${shown
      ? html`<div class="top"><h2 id="sheet-title" tabindex="-1">${shown.title}</h2><button class="close" aria-label=${t("Close")} title=${t("Close")} @click=${close}>✕</button></div>
          ${refusal ? html`<p class="warn" role="alert" data-test="sheet-refusal"><b>${notDone(refusal.action)}</b> ${why(refusal)}</p>` : nothing}
          <div class="body">${shown.body}</div>`
      : nothing}
  </dialog>`;
}

/** Another name is another content, which takes the focus. */
const nameOf = (shown: Sheet): string => (shown.kind === "form" ? `form ${shown.draft.kind} ${shown.draft.item ?? ""}` : shown.kind);

function content(desk: Console, ui: Ui, parts: Parts, shown: Sheet): { title: string; body: TemplateResult } {
  switch (shown.kind) {
    case "add":
      return { title: t("Add to the rundown"), body: add(desk, ui, parts.others, shown.language) };
    case "form":
      return { title: shown.draft.name, body: form(desk, ui, shown.draft) };
    case "row":
      return { title: t("In the rundown"), body: row(desk, ui, shown.item) };
    case "time":
      return { title: t("Countdown"), body: time(desk, ui, shown) };
    case "action":
      return { title: shown.draft.name, body: action(desk, ui, shown) };
    case "help":
      return { title: t("Keys"), body: help(parts.keys) };
  }
}

function row(desk: Console, ui: Ui, id: string): TemplateResult {
  const item = desk.list.item(id);
  const text = desk.rows.find((r) => r.id === id)?.text;
  if (!item || text === undefined) return html`<p>${t("It is no longer in the rundown.")}</p>`;
  const over = item.done || item.skipped;
  const does = (name: string, words: string, key: KeyAction | null, act: () => void): TemplateResult =>
    html`<button class="item" data-test=${name} @click=${() => {
      ui.open(null);
      act();
    }}><b>${words}</b>${key ? html` <kbd>${keyName(keymap.keys()[key])}</kbd>` : nothing}</button>`;
  return html`<p class="named"><bdi>${text}</bdi></p>
    <div class="items">
      ${does("row-cue", t("Into preview"), null, () => desk.cue(id))}
      ${item.question ? nothing : does("row-edit", t("Change"), "edit", () => void edit(desk, ui, id))}
      ${does("row-skip", over ? t("Put back") : t("Pass over"), "skip", () => desk.list.turn(id))}
      ${does("row-duplicate", t("Duplicate"), "duplicate", () => desk.list.duplicate(id))}
      ${item.hash ? does("row-remove", t("Remove"), "remove", () => desk.list.remove(id)) : nothing}
    </div>`;
}

function time(desk: Console, ui: Ui, { layer, cue: id }: { layer: string; cue: string }): TemplateResult {
  const cue = desk.takes.air.find((c) => c.layer === layer && c.id === id);
  if (!cue) return html`<p>${t("It is no longer on air.")}</p>`;
  const submit = (event: Event): void => {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem("time") as HTMLInputElement;
    const seconds = secondsOf(field.value);
    field.setCustomValidity(seconds === null ? t("Minutes and seconds, such as 5:00.") : "");
    if (seconds === null) return void field.reportValidity();
    desk.takes.time(cue, "set", seconds);
    ui.open(null);
  };
  return html`<form class="form" data-test="time-form" novalidate @submit=${submit}><div class="fields">
    <label for="time">${t("Time, minutes and seconds")}</label>
    <input id="time" name="time" class="short" inputmode="numeric" autocomplete="off" autofocus value=${clocked(Math.ceil(left(cue, desk.records.now()) / 1000))} />
    <button class="go">${t("Set")}</button>
  </div></form>`;
}

function help(sheet: KeySheet<KeyAction>): TemplateResult {
  return html`<dl class="keylist">
      <div><dt><kbd>↑</kbd> <kbd>↓</kbd></dt><dd>${t("choose in the rundown")}</dd></div>
      <div><dt><kbd>Alt</kbd> <kbd>↑</kbd> <kbd>↓</kbd></dt><dd>${t("move the chosen one")}</dd></div>
      <div><dt><kbd>Enter</kbd></dt><dd>${t("the chosen one into preview")}</dd></div>
      <div><dt><kbd>1</kbd>–<kbd>9</kbd></dt><dd>${t("choose the layer that Clear is about")}</dd></div>
      <div><dt><kbd>?</kbd></dt><dd>${t("this list")}</dd></div>
      ${sheet.rows()}
    </dl>
    <div class="foot">${sheet.usual()}</div>
    <p class="tongues">${LANGS.map((l) => html`<a href=${`?lang=${l}`} hreflang=${l} lang=${l} aria-current=${l === lang() ? "true" : "false"}>${OWN[l]}</a>`)}</p>`;
}
