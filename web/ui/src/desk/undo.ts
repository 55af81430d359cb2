/** Taking back: the latest at the foot of the list, the last twenty in a sheet. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { clock, t } from "../lib/i18n";
import type { Desk } from "./controller";
import { current, type Past, type Question } from "./model";
import type { Ui } from "./ui";
import { pastWord, stateWord, why } from "./words";

const first = (desk: Desk, past: Past): Question | null => desk.question(past.questions[0] ?? null);
const wording = (question: Question | null): { text: string; language: string } | null => (question?.wordings.length ? current(question) : null);

/** Undoing one brings the one before under the thumb, here and in the sheet. */
const firm = (desk: Desk): boolean => desk.firm.is("undo", desk.undoable().map((p) => p.id).join());

/** Its undo would be lost while something else is on its way for the same question. */
const waits = (desk: Desk, past: Past): boolean => desk.briefing?.state === "ended" || [past.id, ...past.questions].some((id) => desk.pending.has(id));

export function undoFoot(desk: Desk, ui: Ui): TemplateResult {
  const past = desk.undoable();
  const last = past[0];
  const going = [...desk.pending.values()].includes("undo");
  if (!last) return html`<div class="undo idle">${going ? t("Undoing…") : t("Your last decision can be undone here.")}</div>`;
  const question = first(desk, last);
  const text = wording(question);
  const meant = firm(desk);
  return html`<div class="undos">
    <button class="undo" data-test="undo" data-decision=${last.id} ?disabled=${going || waits(desk, last)} aria-disabled=${!meant} @click=${() => meant && desk.undo(last.id)}>
      <b>↶ ${t("Undo")}: ${pastWord(last, question?.number ?? null)}</b>
      <small lang=${text?.language ?? nothing}>${text?.text ?? ""}</small>
    </button>
    <button class="earlier" data-test="undo-more" aria-label=${t("Your last decisions: {n}", { n: past.length })} title=${t("Your last decisions")} @click=${() => openUndo(desk, ui)}>⋯</button>
  </div>`;
}

/** Fetches all that the sheet names: what is not in the list may have changed during a cut. */
export function openUndo(desk: Desk, ui: Ui): void {
  ui.open("undo");
  void desk.list.fetch([...new Set(desk.undoable().map((p) => p.questions[0]!))]);
}

export function undoSheet(desk: Desk): { title: string; body: TemplateResult } {
  const past = desk.undoable();
  const refused = desk.refused({ action: "undo" });
  const meant = firm(desk);
  const body = html`
    ${refused ? html`<p class="now" role="alert" data-test="undo-refused"><b>${t("The decision was not undone.")}</b> ${why(refused)} ${stateOf(desk, refused.question)}</p>` : nothing}
    ${past.length === 0 ? html`<p class="dim">${t("There is nothing of yours to take back.")}</p>` : nothing}
    <ul class="past">${repeat(past, (p) => p.id, (p) => entry(desk, p, meant))}</ul>
    <p class="dim">${t("The last twenty of your decisions. What has been on air since can't be taken back.")}</p>`;
  return { title: t("Your last decisions"), body };
}

function stateOf(desk: Desk, id: string | null): string {
  const question = desk.question(id);
  return question ? t("Now: {state}.", { state: stateWord(question.state) }) : "";
}

function entry(desk: Desk, past: Past, meant: boolean): TemplateResult {
  const question = first(desk, past);
  const text = wording(question);
  const state = past.questions.length === 1 && question ? ` · ${t("now: {state}", { state: stateWord(question.state) })}` : "";
  return html`<li>
    <p><b>${pastWord(past, question?.number ?? null)}</b> <small>${clock(past.at)}${state}</small>
      <span lang=${text?.language ?? nothing}>${text?.text ?? ""}</span></p>
    <button data-test="undo-past" data-decision=${past.id} ?disabled=${waits(desk, past)} aria-disabled=${!meant}
      @click=${() => meant && desk.undo(past.id)}>↶ ${desk.pending.has(past.id) ? t("Undoing…") : t("Undo")}</button>
  </li>`;
}
