/** The list of keys, and where each is changed. */

import { html, type TemplateResult } from "lit";
import { lang, t } from "../lib/i18n";
import { KeySheet } from "../lib/keysheet";
import { LANGS } from "../lib/page";
import { keymap, type KeyAction } from "./keymap";
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

export const keySheet = (ui: Ui): KeySheet<KeyAction> => new KeySheet(keymap, word, () => ui.changed());

export function helpDialog(sheet: KeySheet<KeyAction>): TemplateResult {
  const shut = (e: Event): void => (e.currentTarget as HTMLElement).closest("dialog")!.close();
  return html`<dialog id="help" class="sheet" aria-labelledby="help-title" @keydown=${sheet.pressed} @close=${sheet.rest}
    @click=${(e: Event) => e.target === e.currentTarget && shut(e)}>
    <div class="top"><h2 id="help-title">${t("Keys")}</h2><button class="close" aria-label=${t("Close")} title=${t("Close")} @click=${shut}>✕</button></div>
    <div class="body">
    <label class="check"><input type="checkbox" .checked=${keysOn()} @change=${(e: Event) => setKeys((e.target as HTMLInputElement).checked)} /> ${t("Single keys act")}</label>
    <dl class="keys">
      <div><dt><kbd>Enter</kbd></dt><dd>${t("open the card")}</dd></div>
      <div><dt><kbd>Esc</kbd></dt><dd>${t("back, close the card")}</dd></div>
      <div><dt><kbd>?</kbd></dt><dd>${t("this list")}</dd></div>
      ${sheet.rows({ next: " ↓", previous: " ↑" })}
    </dl>
    <div class="foot">${sheet.usual()}</div>
    <p class="tongues">${LANGS.map((l) => html`<a href=${`?lang=${l}`} hreflang=${l} lang=${l} aria-current=${l === lang() ? "true" : "false"}>${OWN[l]}</a>`)}</p>
    </div></dialog>`;
}
