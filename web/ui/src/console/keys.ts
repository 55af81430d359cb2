/** The large keys: Take, Cut, Clear, Clear all; and below them what is said of the question on air. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../lib/i18n";
import type { Console } from "./controller";
import { onAir } from "./model";
import { notDone, why } from "./words";

export function keys(desk: Console): TemplateResult {
  const question = desk.answering;
  return html`<section class="bus">
    ${refusal(desk)}
    <h3>${t("Keys")}</h3>
    <div class="keys">
      <button class="take" data-test="take" ?disabled=${!desk.can("take")} @click=${() => desk.take()}>${t("TAKE")}<kbd>${t("Space")}</kbd></button>
      <button data-test="cut" ?disabled=${!desk.can("cut")} @click=${() => desk.take(true)}>${t("CUT")}<kbd>C</kbd></button>
      <button data-test="clear" ?disabled=${!desk.can("clear")} @click=${() => desk.clear()}>${t("CLEAR")}<kbd>Esc</kbd></button>
      <button class="panic" data-test="clear-all" ?disabled=${!desk.can("clear_all")} @click=${() => desk.clearAll()}>${t("CLEAR ALL")}<kbd>F12</kbd></button>
    </div>
    <h3>${t("Question")}</h3>
    <div class="lay">
      <button class="done" data-test="answered" ?disabled=${!desk.can("answered")} @click=${() => desk.answered()}>
        <b>✓ ${t("Answered")}</b><small>${question ? t("№ {n}, key A", { n: question.number }) : t("nothing waits for an answer")}</small>
      </button>
      ${layer(desk)}
      <div class="help">
        <kbd>↑</kbd><kbd>↓</kbd> ${t("choose")} · <kbd>Enter</kbd> ${t("into preview")} · <kbd>Alt</kbd>+<kbd>↑</kbd><kbd>↓</kbd> ${t("move")}
      </div>
    </div>
  </section>`;
}

function layer(desk: Console): TemplateResult {
  const cue = onAir(desk.program)[0];
  return html`<div class="tile ${cue ? "on" : ""}"><b>${t("Question card")}</b><small>${cue ? `№ ${cue.number}` : t("empty")}</small></div>`;
}

function refusal(desk: Console): TemplateResult | typeof nothing {
  const refused = desk.refusal;
  if (!refused) return nothing;
  return html`<div class="refusal" role="alert" data-test="refusal">
    <span><b>${notDone(refused.action)}</b> ${why(refused)}</span>
    <button @click=${() => desk.dismiss()}>${t("Close")}</button>
  </div>`;
}
