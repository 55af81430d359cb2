/* Refusals and states in the viewer's words. */
import { t } from "../lib/i18n";
import type { QuestionState } from "./model";

/** Why it was not done and, where that is known, when to try again. `wait` in ms. */
export function refusal(code: string, wait: number): string {
  switch (code) {
    case "text_empty":
      return t("Write your question first.");
    case "text_too_long":
      return t("The question is too long: at most 500 characters.");
    case "too_fast":
      return wait > 0
        ? t("Too many at once. Try again in {seconds} s.", { seconds: Math.ceil(wait / 1000) })
        : t("You can try again now.");
    case "intake_paused":
      return t("Questions are paused. Your text is kept here; send it when they open again.");
    case "intake_closed":
    case "ended":
      return t("Questions are closed, so it was not sent.");
    case "on_air":
      return t("It is on air already and can no longer be withdrawn.");
    case "already_decided":
    case "not_found":
    case "not_approved":
    case "not_yours":
      return t("That is no longer possible: the question has moved on.");
    default:
      return t("That did not work. Try again in a moment.");
  }
}

/** One or two words for where a question stands. */
export function stateWord(state: QuestionState): string {
  switch (state) {
    case "received":
      return t("Received");
    case "approved":
      return t("Approved");
    case "rejected":
      return t("Not accepted");
    case "on_air":
      return t("On air");
    case "answered":
      return t("Answered");
    case "withdrawn":
      return t("Withdrawn");
  }
}
