/** What was refused: each told until it is understood, or until the same thing is tried again. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../lib/i18n";
import type { Action } from "./card_deeds";
import type { Desk } from "./controller";
import { notDone, stateWord, why } from "./words";

/** Something that the server refused, wholly or (`count` were done) for the questions in `others`. */
export interface Refusal {
  action: Action;
  question: string | null;
  number: number | null;
  /** What it was about: questions, or what stands in their place in `pending`. */
  keys: readonly string[];
  code: string;
  retryAfter: number | null;
  count: number;
  others: readonly { question: string; number: number | null; code: string }[];
}

const MOST = 20;

export class Refusals {
  all: readonly Refusal[] = [];

  add(refusal: Refusal): void {
    this.all = [...this.all, refusal].slice(-MOST);
  }

  /** What is tried again is no longer told of; of a bulk the rest still is. */
  drop(keys: readonly string[]): void {
    const again = new Set(keys);
    this.all = this.all.map((r) => withoutThese(r, again)).filter((r): r is Refusal => r !== null);
  }

  /** Lets go of those that were read; one that has come meanwhile stays. */
  understood(shown: readonly Refusal[]): void {
    this.all = this.all.filter((r) => !shown.includes(r));
  }

  /** The latest of an action, or of a question. */
  latest(of: { action: Action } | { question: string }): Refusal | null {
    const found = this.all.filter((r) => ("action" in of ? r.action === of.action : r.question === of.question));
    return found[found.length - 1] ?? null;
  }
}

function withoutThese(refusal: Refusal, keys: ReadonlySet<string>): Refusal | null {
  if (refusal.others.length === 0) return refusal.keys.some((k) => keys.has(k)) ? null : refusal;
  const others = refusal.others.filter((o) => !keys.has(o.question));
  return others.length === refusal.others.length ? refusal : others.length > 0 ? { ...refusal, others } : null;
}

/** One box for all of them, above the card: it stays where it is when cards open and close, so nothing is heard twice. */
export function refusals(desk: Desk): TemplateResult | typeof nothing {
  const shown = desk.refusals;
  if (shown.length === 0) return nothing;
  return html`<div class="refusals" role="group" aria-label=${t("What was not done")}>
    <div class="lines" tabindex="0">${repeat(shown, (r) => r, (r) => line(desk, r))}</div>
    <button data-test="understood" @click=${() => desk.dismiss(shown)}>${t("Understood")}</button>
  </div>`;
}

/** The state beside it may change while it stands there; what is announced does not. */
function line(desk: Desk, refused: Refusal): TemplateResult {
  const question = desk.question(refused.question);
  const holder = refused.question ? desk.heldByColleague(refused.question) : null;
  const { others } = refused;
  return html`<p data-test="refusal" data-code=${refused.code}><span role="alert"><b>${notDone(refused)}</b> ${others.length > 0 ? nothing : why(refused)}</span>
    ${question ? html`<span>${t("Now: {state}.", { state: stateWord(question.state) })}</span>` : nothing}
    ${holder ? html`<span>${t("Held by {who}.", { who: holder.initials })}</span>` : nothing}
    ${others.map((o) => html`<span class="other">${t("№ {n}", { n: o.number ?? "…" })}: ${why(o)}</span>`)}</p>`;
}
