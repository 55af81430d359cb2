/** Keeping an anonymous viewer from asking, and handing a report of wrongdoing over. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../lib/i18n";
import { divertible } from "./card_state";
import type { How } from "./card_model";
import type { Sheet } from "./card_sheets";
import { restraintWord } from "./card_words";
import type { Desk } from "./controller";
import type { Question } from "./model";

const TIMES = [10, 30, 60];

export function restrainSheet(desk: Desk, question: Question): Sheet {
  const asker = desk.about(question.id)?.asker;
  const restraint = desk.restraint(question.id);
  const busy = desk.pending.has(question.id) || desk.briefing?.state === "ended";
  const set = (how: How, minutes = 10) => (): void => {
    desk.openSheet(null);
    void desk.restrain(question.id, how, minutes);
  };
  const one = (test: string, label: string, hint: string, act: () => void): TemplateResult =>
    html`<button class="item" data-test=${test} ?disabled=${busy} @click=${act}><b>${label}</b><small>${hint}</small></button>`;
  const body = html`
    <p class="dim">${t("Nobody knows who it is. It holds for whoever asked this question, in this briefing, and is logged. It can be lifted at any time.")}</p>
    ${asker ? html`<p data-test="asker">${t("Questions from this viewer: {n}, rejected: {m}.", { n: asker.questions, m: asker.refused })}</p>` : nothing}
    ${restraint ? html`<p class="now" data-test="restraint">${t("Now: {what}.", { what: restraintWord(restraint) })}</p>` : nothing}
    <p id="time-out"><b>${t("Time-out")}</b> <span class="dim">${t("May watch and vote, but not ask. Is told until when.")}</span></p>
    <div class="items three" role="group" aria-labelledby="time-out">
      ${TIMES.map((n) => html`<button class="item" data-test=${`time-out-${n}`} ?disabled=${busy} @click=${set("time_out", n)}><b>${t("{n} min", { n })}</b></button>`)}
    </div>
    <div class="items">
      ${one("mute", t("Mute"), t("May watch and vote, but not ask until the end. Is told so."), set("mute"))}
      ${one("ban", t("Ban"), t("May only watch: neither ask nor vote. Is told so."), set("ban"))}
      ${restraint ? one("free", t("Lift the restraint"), t("May ask and vote again. Is told so."), set("none")) : nothing}
    </div>`;
  return { title: t("Restrain whoever asked № {n}", { n: question.number }), body };
}

export function divertSheet(desk: Desk, question: Question): Sheet {
  const divert = (): void => {
    desk.openSheet(null);
    void desk.divert(question.id);
  };
  const body = html`
    <ul class="plain">
      <li>${t("The question leaves this desk. Nobody here can read it any more.")}</li>
      <li>${t("Only the confidential officer can read it; it is kept sealed.")}</li>
      <li>${t("Its text is removed from the records and the log; it is in no export.")}</li>
      <li>${t("Its asker keeps the receipt code and sees that it was handed over.")}</li>
      <li><b>${t("This can't be undone.")}</b></li>
    </ul>
    <div class="foot"><button autofocus @click=${() => desk.openSheet(null)}>${t("Back to the card")}</button>
      <button class="warn" data-test="divert-sure" ?disabled=${!divertible(desk, question)} @click=${divert}>${t("Hand it over for good")}</button></div>`;
  return { title: t("Is № {n} a report of wrongdoing?", { n: question.number }), body };
}
