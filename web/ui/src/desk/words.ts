/** The desk's sentences: languages, ages, and what a refusal means for the one who reads it. */

import { t } from "../lib/i18n";
import type { Lang } from "../lib/page";
import type { Refusal } from "./controller";
import type { ListName } from "./list";
import type { Past, QuestionState } from "./model";

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
    on_notice: t("on notice"),
    merged: t("merged with another"),
    diverted: t("handed over in confidence"),
  }[state];
}

export function listName(list: ListName): string {
  return {
    incoming: t("Incoming"),
    held: t("Held"),
    approved: t("Approved"),
    on_notice: t("On notice"),
    consultations: t("Consultations"),
    rejected: t("Rejected"),
    all: t("All"),
  }[list];
}

export function intakeWord(intake: "open" | "paused" | "closed"): string {
  return { open: t("Intake is open"), paused: t("Intake is paused"), closed: t("Intake is closed") }[intake];
}

/** What was not done: the beginning of a refusal. */
export function notDone(refusal: Refusal): string {
  const n = refusal.number ?? "";
  if (refusal.count > 0) return t("Done: {n}. Not done: {m}.", { n: refusal.count, m: refusal.others.length });
  if (refusal.others.length > 1) return t("Nothing was done.");
  return {
    approve: t("№ {n} was not approved.", { n }),
    reject: t("№ {n} was not rejected.", { n }),
    edit: t("The wording of № {n} was not saved.", { n }),
    undo: t("The decision was not undone."),
    claim: t("№ {n} was not taken over.", { n }),
    mark: t("№ {n} was not changed.", { n }),
    notice: t("№ {n} was not taken on notice.", { n }),
    merge: t("№ {n} was not merged.", { n }),
    unmerge: t("№ {n} was not taken apart.", { n }),
    divert: t("№ {n} was not handed over.", { n }),
    restrain: t("The viewer was not restrained."),
    labels: t("The labels were not saved."),
    intake: t("The intake was not changed."),
  }[refusal.action];
}

/** Why it was refused and what to do next. */
export function why(refusal: Pick<Refusal, "code"> & Partial<Refusal>): string {
  const words: Record<string, () => string> = {
    claimed: () => t("A colleague holds this card."),
    already_decided: () => t("It has been decided already."),
    overtaken: () => t("It has been on air since, so it can't be taken back."),
    on_air: () => t("It is on air now."),
    not_yours: () => t("A colleague decided this; only they can undo it."),
    changed_since: () => t("It was changed again since. Take the later change back first."),
    changed_meanwhile: () => t("It changed meanwhile, so nothing was decided. Look at it again."),
    nothing_to_undo: () => t("There is nothing to undo: it waits again."),
    not_found: () => t("This question is no longer here."),
    ended: () => t("The briefing has ended; nothing can be decided any more."),
    personal_data: () => t("Personal data stand in it. Hide them, or approve it as it is."),
    private: () => t("It is a private consultation; it never goes on air."),
    no_master: () => t("The other question can't take it in any more."),
    not_merged: () => t("It stands by itself already."),
    bad_speaker: () => t("The office has changed the list of speakers. Choose again."),
    bad_label: () => t("A colleague has changed the labels. Choose again."),
    too_many_labels: () => t("There can be at most 20 labels."),
    label_twice: () => t("There is a label of this name already."),
    label_public: () => t("Whether the public sees a label can't be changed later."),
    no_confidential: () => t("This house has no confidential channel yet. Whoever runs it has to set one up."),
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

/** What a past decision was: "№ 12 approved", "5 rejected". */
export function pastWord(past: Past, number: number | null): string {
  const one = past.questions.length === 1;
  const n = one ? (number ?? "…") : past.questions.length;
  return {
    approved: one ? t("№ {n} approved", { n }) : t("{n} approved", { n }),
    rejected: one ? t("№ {n} rejected", { n }) : t("{n} rejected", { n }),
    noticed: one ? t("№ {n} taken on notice", { n }) : t("{n} taken on notice", { n }),
    merged: one ? t("№ {n} merged", { n }) : t("{n} merged", { n }),
    marked: one ? t("№ {n} marked", { n }) : t("{n} marked", { n }),
  }[past.what];
}
