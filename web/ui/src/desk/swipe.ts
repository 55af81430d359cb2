/** A card swiped right is approved, left rejected for a reason: after a delay that everyone sees and anyone can stop. */

import { html, nothing, type TemplateResult } from "lit";
import { pick, t } from "../lib/i18n";
import type { Lang } from "../lib/page";
import { openFlags } from "./card_model";
import { decidable, unsafe } from "./card_state";
import type { Desk } from "./controller";
import type { Question } from "./model";
import type { Ui } from "./ui";

export const DELAY_MS = 1_500;
/** How far a finger goes before it is meant; and how much further sideways than down. */
const FAR_PX = 96;
const SLOPE = 2;

/** What begins inside these is no swipe: they have gestures of their own, or are about to be pressed. */
const NOT_HERE = "textarea, input, select, .acts, .reasons, .delay, .refusals, dialog";

interface Waiting {
  what: "approve" | "reject";
  question: string;
  number: number;
  /** The language that was chosen on the card. */
  language: Lang | null;
  /** What else it was decided upon. */
  grounds: string;
  reason: string | null;
  timer: ReturnType<typeof setTimeout>;
}

/** What a decision stands on; how the card lies, its votes and its labels are not of it. */
const grounds = (q: Question): string =>
  JSON.stringify([q.state, q.held, q.approvals, q.language, q.hidden, q.wordings.map((w) => openFlags(q, w).length)]);

export class Swipe {
  waiting: Waiting | null = null;
  /** How far the finger has gone sideways, px; 0 while none does. */
  dx = 0;
  #from: { id: number; x: number; y: number } | null = null;
  /** The card whose reason is being chosen because it was swiped. */
  #rejecting: string | null = null;

  constructor(
    private readonly desk: Desk,
    private readonly ui: Ui,
  ) {}

  down = (event: PointerEvent): void => {
    const target = event.composedPath()[0];
    if (!event.isPrimary || event.pointerType === "mouse" || this.waiting || !this.#card()) return;
    if (target instanceof Element && target.closest(NOT_HERE)) return;
    this.#from = { id: event.pointerId, x: event.clientX, y: event.clientY };
  };

  move = (event: PointerEvent): void => {
    if (event.pointerId !== this.#from?.id) return;
    const dx = event.clientX - this.#from.x;
    const sideways = Math.abs(dx) > SLOPE * Math.abs(event.clientY - this.#from.y);
    this.#slide(sideways && Math.abs(dx) > 12 ? dx : 0);
  };

  up = (event: PointerEvent): void => {
    if (event.pointerId !== this.#from?.id) return;
    const dx = this.dx;
    this.stop();
    const question = this.#card();
    if (!question || Math.abs(dx) < FAR_PX) return;
    if (dx > 0) this.#approve(question);
    else this.#reject(question);
  };

  /** The finger went up and down after all, or was taken away: nothing was meant. */
  stop = (): void => {
    this.#from = null;
    this.#slide(0);
  };

  /** A reason chosen after a swipe waits too; true if it was one. */
  reason(event: Event): boolean {
    const chosen = event.composedPath().find((e): e is HTMLElement => e instanceof HTMLElement && e.dataset["test"] === "reason");
    const question = this.#card();
    if (!chosen || !question || question.id !== this.#rejecting || !this.desk.choosingReason) return false;
    event.stopPropagation();
    this.desk.chooseReason(false);
    this.#wait("reject", question, chosen.dataset["reason"] ?? null);
    return true;
  }

  /** Cancels what waits if it no longer holds: the hand went on to something else, or the card has changed, which is said. */
  check(): void {
    if (!this.desk.choosingReason && !this.waiting) this.#rejecting = null;
    if (!this.waiting) return;
    const question = this.desk.question(this.waiting.question);
    if (this.#gone(this.waiting)) this.cancel();
    else if (!question || grounds(question) !== this.waiting.grounds || this.desk.heldByColleague(question.id)) this.#overtaken(this.waiting);
  }

  /** Whether the hand is elsewhere: on another card or language, in a sheet or the editor, at the reasons, on another page. */
  #gone(waiting: Waiting): boolean {
    const { desk } = this;
    const away = desk.open !== waiting.question || desk.shownLanguage !== waiting.language || document.visibilityState !== "visible";
    return away || desk.drafts.has(waiting.question) || desk.choosingReason || Boolean(desk.sheet ?? this.ui.sheet);
  }

  #overtaken({ what, question, number }: Waiting): void {
    this.cancel();
    this.desk.overtaken(what, question, number);
  }

  /**
   * A thumb on Cancel stops it at once. What is shown goes with the click: were it gone sooner, the click would fall on
   * the button beneath. A press of which no click comes is over within a second.
   */
  halt = (): void => {
    if (!this.waiting) return;
    clearTimeout(this.waiting.timer);
    this.waiting.timer = setTimeout(this.cancel, 1_000);
  };

  cancel = (): void => {
    if (!this.waiting) return;
    clearTimeout(this.waiting.timer);
    this.waiting = null;
    this.ui.changed();
  };

  #card(): Question | null {
    const question = this.desk.question(this.desk.open);
    return question && decidable(this.desk, question) && !this.desk.drafts.has(question.id) ? question : null;
  }

  #slide(dx: number): void {
    if (dx === this.dx) return;
    this.dx = dx;
    this.ui.changed();
  }

  #approve(question: Question): void {
    const wording = this.desk.shown(question);
    if (question.approvals[wording.language] === wording.revision || question.consultation) return;
    if (unsafe(question, wording)) this.desk.approve(question); // which asks, and decides nothing
    else this.#wait("approve", question, null);
  }

  #reject(question: Question): void {
    if (question.airings.length > 0) return;
    this.#rejecting = question.id;
    this.desk.chooseReason(true);
  }

  #wait(what: "approve" | "reject", question: Question, reason: string | null): void {
    const timer = setTimeout(() => this.#act(), DELAY_MS);
    this.waiting = { what, question: question.id, number: question.number, language: this.desk.shownLanguage, grounds: grounds(question), reason, timer };
    this.ui.changed();
  }

  #act(): void {
    this.check();
    const { waiting } = this;
    if (!waiting) return;
    const question = this.#card();
    if (!question) return this.#overtaken(waiting); // something else is on its way for it, or the briefing has ended
    this.waiting = null;
    this.ui.changed();
    if (waiting.what === "approve") this.desk.approve(question);
    else if (waiting.reason) this.desk.reject(question, waiting.reason);
  }
}

/** What a finger that has gone far enough will do; and what is about to be done, with its way out. */
export function swiped(desk: Desk, swipe: Swipe): TemplateResult | typeof nothing {
  const { waiting, dx } = swipe;
  if (waiting) {
    const reason = desk.briefing?.details.reasons.find((r) => r.id === waiting.reason);
    const words = waiting.what === "approve" ? t("№ {n} will be approved", { n: waiting.number }) : t("№ {n} will be rejected", { n: waiting.number });
    return html`<div class="delay" data-what=${waiting.what} data-test="delay">
      <p role="status"><b>${words}</b><small>${reason ? pick(reason.text) : ""}</small></p>
      <button data-test="delay-cancel" @pointerdown=${swipe.halt} @click=${swipe.cancel}>${t("Cancel")}</button><i aria-hidden="true"></i></div>`;
  }
  if (dx === 0) return nothing;
  const far = Math.abs(dx) >= FAR_PX;
  return html`<div class="swiping" data-what=${dx > 0 ? "approve" : "reject"} data-far=${far} aria-hidden="true">${dx > 0 ? html`${t("Approve")} →` : html`← ${t("Reject")}`}</div>`;
}
