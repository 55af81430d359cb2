/** The console's sentences: what a refusal means for the one who reads it, and what to do next. */

import { t } from "../lib/i18n";
import type { Lang } from "../lib/page";
import type { Action, Refusal } from "./controller";
import type { TallyState } from "./model";

export const languageName = (language: Lang): string => ({ kk: t("Kazakh"), ru: t("Russian"), en: t("English") })[language];
export const languageShort = (language: Lang): string => ({ kk: t("kaz"), ru: t("rus"), en: t("eng") })[language];

export function fitWord(fit: string): string {
  if (fit === "cut") return t("too long: it will be cut");
  return fit === "small" ? t("fits in small type") : t("fits");
}

export function tallyWord(state: TallyState, revision: number, connected: boolean): string {
  if (state === "painted") return t("✓ on screen, rev. {n}", { n: revision });
  if (state === "taken") return t("on its way to the screen…");
  if (state === "alarm") return connected ? t("The screen does not confirm. Look at it.") : t("No screen is connected.");
  return "";
}

export function notDone(action: Action): string {
  return {
    cue: t("Not put into preview."),
    take: t("Not taken."),
    cut: t("Not taken."),
    clear: t("Not cleared."),
    clear_all: t("Not cleared."),
    answered: t("Not marked as answered."),
    move: t("Not moved."),
  }[action];
}

/** Why it was refused and what to do next. */
export function why(refusal: Refusal): string {
  const words: Record<string, () => string> = {
    not_approved: () => t("This wording is no longer approved. Choose another, or ask the moderators."),
    moved_on: () => t("A colleague was faster: preview or air has changed. Look, then press again."),
    nothing_in_preview: () => t("Preview is empty. Click a question in the rundown first."),
    already_decided: () => t("It is marked already."),
    not_found: () => t("This question is no longer in the rundown."),
    ended: () => t("The briefing has ended; only clearing still works."),
    line_was_cut: () => t("The connection was away before the answer came. Look at what is on air, then press again."),
    busy: () => t("Colleagues are changing it at this moment. Press again."),
    unavailable: () => t("The server can't save just now. Press again in a moment."),
    too_fast: () => t("Too fast. Wait {n} s.", { n: Math.ceil((refusal.retryAfter ?? 1000) / 1000) }),
    forbidden: () => t("You no longer have the right to do this. Ask the office."),
  };
  return words[refusal.code]?.() ?? t("The server refused it ({code}). Try again.", { code: refusal.code });
}
