/** What can be done with a card now. */

import { personal } from "./card_model";
import type { Desk } from "./controller";
import type { Question, QuestionState, Wording } from "./model";

/** The states in which something can be decided, so that opening the card claims it. */
export const DECIDABLE: ReadonlySet<QuestionState> = new Set<QuestionState>(["received", "approved", "on_air", "on_notice"]);

export const pending = (desk: Desk, question: Question): boolean => desk.pending.has(question.id);

/** Whether this moderator may decide on the card now. */
export function decidable(desk: Desk, question: Question): boolean {
  const ended = desk.briefing?.state === "ended";
  return !ended && DECIDABLE.has(question.state) && !desk.heldByColleague(question.id) && !pending(desk, question);
}

/** Whether it may be handed over in confidence: refused or merged before, too, but not once it was on air. */
export function divertible(desk: Desk, question: Question): boolean {
  const { state, airings } = question;
  const stands = DECIDABLE.has(state) || state === "rejected" || state === "merged";
  return stands && airings.length === 0 && desk.briefing?.state !== "ended" && !desk.heldByColleague(question.id) && !pending(desk, question);
}

/** Whether personal data would be shown, so that approving asks once more. */
export const unsafe = (question: Question, wording: Wording): boolean => personal(question, wording).length > 0;

const MAX_TEXT = 500;
const graphemes = new Intl.Segmenter();

/** Characters as their reader counts them. */
const length = (text: string): number => [...graphemes.segment(text.trim())].length;

/** How many characters may still be written. */
export const left = (text: string): number => MAX_TEXT - length(text);

/** Within the limit, and within what the server accepts as a message at all (eight code points a character). */
export const saveable = (text: string): boolean => text.trim() !== "" && left(text) >= 0 && [...text].length <= 8 * MAX_TEXT;
