/** The desk's sentences: languages, ages, and what a refusal means for the one who reads it. */

import { t } from "../lib/i18n";
import type { Lang } from "../lib/page";
import type { Action, Refusal } from "./controller";
import type { QuestionState } from "./model";

/** "40 s", "12 min", "2 h": how long something has waited. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return t("{n} s", { n: seconds });
  if (seconds < 3600) return t("{n} min", { n: Math.floor(seconds / 60) });
  return t("{n} h", { n: Math.floor(seconds / 3600) });
}

export const languageName = (language: Lang): string => ({ kk: t("Kazakh"), ru: t("Russian"), en: t("English") })[language];

export const languageShort = (language: Lang): string => ({ kk: t("kaz"), ru: t("rus"), en: t("eng") })[language];

export function stateWord(state: QuestionState): string {
  return {
    received: t("waiting"),
    approved: t("approved"),
    rejected: t("rejected"),
    on_air: t("on air"),
    answered: t("answered"),
    withdrawn: t("withdrawn by its author"),
  }[state];
}

export function intakeWord(intake: "open" | "paused" | "closed"): string {
  return { open: t("Intake is open"), paused: t("Intake is paused"), closed: t("Intake is closed") }[intake];
}

/** What was not done: the beginning of a refusal. */
export function notDone(action: Action, number: number | null): string {
  const n = number ?? "";
  return {
    approve: t("№ {n} was not approved.", { n }),
    reject: t("№ {n} was not rejected.", { n }),
    edit: t("The wording of № {n} was not saved.", { n }),
    undo: t("The decision on № {n} was not undone.", { n }),
    claim: t("№ {n} was not taken over.", { n }),
  }[action];
}

/** Why it was refused and what to do next. */
export function why(refusal: Refusal): string {
  const words: Record<string, () => string> = {
    claimed: () => t("A colleague holds this card."),
    already_decided: () => t("It has been decided already."),
    overtaken: () => t("It has been on air since, so it can't be taken back."),
    on_air: () => t("It is on air now."),
    not_yours: () => t("A colleague decided this; only they can undo it."),
    nothing_to_undo: () => t("There is nothing to undo: it waits again."),
    not_found: () => t("This question is no longer here."),
    ended: () => t("The briefing has ended; nothing can be decided any more."),
    bad_reason: () => t("The office has changed the list of reasons. Choose again."),
    text_empty: () => t("The wording is empty."),
    text_too_long: () => t("The wording is longer than 500 characters. Shorten it."),
    busy: () => t("Colleagues are changing it at this moment. Try again."),
    unavailable: () => t("The server can't save just now. Try again in a moment."),
    too_fast: () => t("Too fast. Wait {n} s.", { n: Math.ceil((refusal.retryAfter ?? 1000) / 1000) }),
    forbidden: () => t("You no longer have the right to do this. Ask the office."),
  };
  return words[refusal.code]?.() ?? t("The server refused it ({code}). Try again.", { code: refusal.code });
}
