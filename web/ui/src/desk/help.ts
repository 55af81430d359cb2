/** The list of keys, and where each is changed. */

import { html, nothing, type TemplateResult } from "lit";
import { lang, t } from "../lib/i18n";
import { LANGS } from "../lib/page";
import { ACTIONS, assign, free, keyName, keys, reset, taken, type KeyAction } from "./keymap";
import { keysOn, setKeys } from "./keys";
import type { Ui } from "./ui";

/** Languages as their speakers call them. */
const OWN = { kk: "Қазақша", ru: "Русский", en: "English" };

function word(action: KeyAction): string {
  return {
    next: t("next card"),
    previous: t("previous card"),
    waiting: t("open the next that waits"),
    approve: t("approve"),
    reject: t("reject; then 1 to 9 for the reason"),
    edit: t("edit the wording"),
    undo: t("undo your last decision"),
    history: t("your last decisions"),
    hold: t("hold, or take up again"),
    pin: t("pin, or unpin"),
    notice: t("take on notice"),
    label: t("labels"),
    speaker: t("the speaker it is for"),
    merge: t("merge"),
    more: t("everything else on the card"),
    over: t("take over from a colleague"),
    select: t("select several, tick one"),
    search: t("search"),
    filters: t("filters and order"),
    listBefore: t("the list before"),
    listAfter: t("the next list"),
    intake: t("intake of questions"),
    theme: t("light or dark"),
  }[action];
}

function change(ui: Ui, action: KeyAction | null): void {
  ui.newKey = { action, clash: null, unfit: false };
  ui.changed();
}

function pressed(ui: Ui, event: KeyboardEvent): void {
  const { action } = ui.newKey;
  if (action === null || event.key === "Tab" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" || event.key === " ") return; // those are the buttons' own
  event.preventDefault();
  event.stopPropagation();
  if (event.key === "Escape") return change(ui, null);
  const other = taken(action, event.code);
  const unfit = !free(event.code);
  if (!other && !unfit) {
    assign(action, event.code);
    return change(ui, null);
  }
  ui.newKey = { action, unfit, clash: other && !unfit ? { code: event.code, other } : null };
  ui.changed();
}

export function helpDialog(ui: Ui): TemplateResult {
  const now = keys();
  const shut = (e: Event): void => (e.currentTarget as HTMLElement).closest("dialog")!.close();
  return html`<dialog id="help" class="sheet" aria-labelledby="help-title" @keydown=${(e: KeyboardEvent) => pressed(ui, e)} @close=${() => change(ui, null)}
    @click=${(e: Event) => e.target === e.currentTarget && shut(e)}>
    <div class="top"><h2 id="help-title">${t("Keys")}</h2><button class="close" aria-label=${t("Close")} title=${t("Close")} @click=${shut}>✕</button></div>
    <div class="body">
    <label class="check"><input type="checkbox" .checked=${keysOn()} @change=${(e: Event) => setKeys((e.target as HTMLInputElement).checked)} /> ${t("Single keys act")}</label>
    <dl class="keys">
      <div><dt><kbd>Enter</kbd></dt><dd>${t("open the card")}</dd></div>
      <div><dt><kbd>Esc</kbd></dt><dd>${t("back, close the card")}</dd></div>
      <div><dt><kbd>?</kbd></dt><dd>${t("this list")}</dd></div>
      ${ACTIONS.map((action) => entry(ui, action, now[action]))}
    </dl>
    <div class="foot"><button data-test="keys-reset" @click=${() => {
      reset();
      change(ui, null);
    }}>${t("The usual keys again")}</button></div>
    <p class="tongues">${LANGS.map((l) => html`<a href=${`?lang=${l}`} hreflang=${l} lang=${l} aria-current=${l === lang() ? "true" : "false"}>${OWN[l]}</a>`)}</p>
    </div></dialog>`;
}

function entry(ui: Ui, action: KeyAction, code: string): TemplateResult {
  const waits = ui.newKey.action === action;
  const more = { next: " ↓", previous: " ↑" }[action as string] ?? "";
  return html`<div data-action=${action}><dt><kbd>${keyName(code)}${more}</kbd></dt>
    <dd>${word(action)}${waits ? note(ui, action) : nothing}</dd>
    <dd><button data-test="key-change" aria-label=${t("Change the key: {what}", { what: word(action) })} aria-pressed=${waits} @click=${() => change(ui, waits ? null : action)}>${waits ? t("Press a key…") : t("Change")}</button></dd></div>`;
}

function note(ui: Ui, action: KeyAction): TemplateResult | typeof nothing {
  const { unfit, clash } = ui.newKey;
  if (unfit) return html`<span class="over" role="alert">${t("This key can't be used. Take a letter or a sign.")}</span>`;
  if (!clash) return nothing;
  const { code, other } = clash;
  const swap = (): void => {
    assign(action, code);
    change(ui, null);
  };
  return html`<span class="over" role="alert" data-test="key-clash">${t("{key} is taken: {what}.", { key: keyName(code), what: word(other) })}
    <button data-test="key-swap" @click=${swap}>${t("Swap the two")}</button></span>`;
}
