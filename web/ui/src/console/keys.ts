/** The large keys, and the line above them that says what happened; neither moves the other. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../lib/i18n";
import { LANGS } from "../lib/page";
import type { Console } from "./controller";
import { keymap, keyName } from "./keymap";
import { HIDES } from "./memory";
import { offer, present, type Offer } from "./model";
import { languageName, languageShort, layerName, notDone, why } from "./words";

export function keys(desk: Console): TemplateResult {
  const { takes } = desk;
  const on = keymap.keys();
  return html`<div class="keys">
    <button class="take" data-test="take" ?disabled=${!takes.can("take")} @click=${() => takes.take()}>${t("TAKE")}<kbd>${keyName(on.take)}</kbd></button>
    <button data-test="cut" ?disabled=${!takes.can("cut")} @click=${() => takes.take(true)}>${t("CUT")}<kbd>${keyName(on.cut)}</kbd></button>
    <button data-test="clear" data-layer=${takes.target} ?disabled=${!takes.can("clear")} @click=${() => takes.clear()}>${t("CLEAR")}<kbd><b>${layerName(takes.target)}</b> · ${keyName(on.clear)}</kbd></button>
    <button class="panic" data-test="clear-all" @click=${() => takes.panic()}>${t("CLEAR ALL")}<kbd>${keyName(on.panic)}</kbd></button>
  </div>`;
}

/** What was refused, what is to be known, what is offered; without any of them, what the keys do. */
export function strip(desk: Console): TemplateResult {
  const found = offer(desk.records, desk.takes.air);
  return html`<div class="strip">${said(desk) ?? (found ? nothing : hints())} ${found ? offered(desk, found) : nothing}</div>`;
}

function said({ line }: Console): TemplateResult | null {
  const close = html`<button @click=${() => line.dismiss()}>${t("Close")}</button>`;
  if (line.refusal) return html`<div class="refusal" role="alert" data-test="refusal"><span><b>${notDone(line.refusal.action)}</b> ${why(line.refusal)}</span>${close}</div>`;
  if (!line.notice) return null;
  const words = line.notice === "dark" ? t("Dark. It will be logged when the store is back.") : t("No connection: nothing was heard of this. Press the panic key on the screen's own page.");
  return html`<div class="refusal" role="alert" data-test="notice" data-notice=${line.notice}><span><b>${words}</b></span>${close}</div>`;
}

/** A typo on air has been mended, and somebody answers for the new wording. */
function offered(desk: Console, { wording }: Offer): TemplateResult {
  const who = present(desk.records, 0).find((p) => p.id === wording.by);
  const by = who?.name || who?.initials;
  return html`<div class="offer" role="status" data-test="offer">
    <span><b>${by ? t("A new wording was approved by {who}:", { who: by }) : t("A new wording was approved:")}</b> <bdi>${wording.text}</bdi></span>
    <button data-test="update" ?disabled=${!desk.takes.can("update")} @click=${() => desk.takes.update()}>${t("Update on air")} <kbd>${keyName(keymap.keys().update)}</kbd></button>
  </div>`;
}

function hints(): TemplateResult {
  return html`<p class="hints"><span><kbd>↑</kbd><kbd>↓</kbd> ${t("choose")}</span> <span><kbd>Enter</kbd> ${t("into preview")}</span>
    <span><kbd>Alt</kbd>+<kbd>↑</kbd><kbd>↓</kbd> ${t("move")}</span> <span><kbd>${keyName(keymap.keys().next)}</kbd> ${t("the next one")}</span> <span><kbd>?</kbd> ${t("all keys")}</span></p>`;
}

/** What is said of the question; for this screen the language in which questions go there, for this console when they hide by themselves. */
export function question(desk: Console): TemplateResult {
  const { takes } = desk;
  const waits = takes.answering;
  return html`<div class="question">
    <button class="done" data-test="answered" ?disabled=${!takes.can("answered")} @click=${() => takes.answered()}>
      <b>✓ ${t("Answered")}</b><small>${waits ? t("№ {n}, key {key}", { n: waits.number, key: keyName(keymap.keys().answered) }) : t("nothing waits for an answer")}</small>
    </button>
    ${speech(desk)}
    <div class="choice" role="group" aria-labelledby="hide-name">
      <span id="hide-name">${t("Questions stay")}</span>
      <span class="chips">${HIDES.map(
        (s) => html`<button data-test="hide" data-seconds=${s ?? ""} aria-pressed=${desk.memory.hide === s} ?disabled=${!desk.line.open} @click=${() => takes.hideAfter(s)}>${s === null ? t("until cleared") : t("{n} s", { n: s })}</button>`,
      )}</span>
    </div>
  </div>`;
}

function speech(desk: Console): TemplateResult {
  const now = desk.memory.language(desk.screen);
  const choices = [undefined, ...LANGS].map(
    (l) => html`<button data-test="speak" data-language=${l ?? ""} aria-pressed=${now === l} title=${l ? languageName(l) : nothing} @click=${() => desk.speak(l)}>${l ? languageShort(l) : t("as asked")}</button>`,
  );
  return html`<div class="choice" role="group" aria-labelledby="speech-name">
    <span id="speech-name">${t("Language of questions")}</span><span class="chips">${choices}</span>
  </div>`;
}
