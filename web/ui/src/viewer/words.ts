/* Refusals and states in the viewer's words. */
import { t } from "../lib/i18n";
import type { MyQuestion } from "./model";
import type { Restraint } from "./session";

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
    case "tip_off":
      return t("This looks like a report of corruption. Choose how to send it.");
    case "no_confidential":
      return t("There is no confidential channel in this briefing, so it was not sent.");
    case "muted":
    case "timed_out":
    case "banned":
      return restraintWords(RESTRAINTS[code], wait);
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

const RESTRAINTS = { muted: "mute", timed_out: "time_out", banned: "ban" } as const;

/** What moderators have taken from the viewer, and what is left. `wait` in ms. */
export function restraintWords(how: Restraint["how"], wait: number): string {
  if (how === "mute") return t("The moderators no longer take questions from you in this briefing. You can still watch, vote, and see what becomes of those you asked.");
  if (how === "ban") return t("The moderators no longer take questions or votes from you in this briefing. You can still watch, and see what becomes of those you asked.");
  if (wait <= 0) return t("You can try again now.");
  return t("The moderators ask you to pause. You can ask again in {minutes} min; your text is kept here. You can vote meanwhile.", { minutes: Math.max(1, Math.round(wait / 60_000)) });
}

/** One or two words for where a question stands. */
export function stateWord({ state, consultation, written }: Pick<MyQuestion, "state" | "consultation" | "written">): string {
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
      return written ? t("Answered in writing") : t("Answered");
    case "withdrawn":
      return t("Withdrawn");
    case "on_notice":
      return consultation ? t("With a department") : t("To be answered in writing");
    case "diverted":
      return t("Handed to the confidential channel");
    case "merged":
      return t("Merged with a similar question");
  }
}
