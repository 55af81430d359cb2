/** The console's sentences: what a state or a refusal means for the one who reads it, and what to do next. */

import { t } from "../lib/i18n";
import type { Lang } from "../lib/page";
import { failed, type Program, type Screen, type Tally } from "./air";
import type { Wrong } from "./fields";
import { kindName } from "./kinds";
import type { Action, Refusal } from "./line";
import type { Fault } from "../wire.gen";

export const languageName = (language: Lang): string => ({ kk: t("Kazakh"), ru: t("Russian"), en: t("English") })[language];
export const languageShort = (language: Lang): string => ({ kk: t("kaz"), ru: t("rus"), en: t("eng") })[language];
export const screenName = (screen: string): string => (screen === "main" ? t("main") : screen);

export function layerName(layer: string): string {
  const names: Record<string, () => string> = {
    question: () => t("Question"),
    message: () => t("Message"),
    captions: () => t("Captions"),
  };
  return names[layer]?.() ?? kindName(layer);
}

export function fitWord(fit: string): string {
  if (fit === "cut") return t("too long: can't be taken");
  return fit === "small" ? t("in small type") : t("fits");
}

/** What the light says in words. */
export function tallyWord({ state, why }: Tally, program: Program | undefined, screen: Screen | undefined, now: number): string {
  if (state === "painted") return t("✓ on screen, rev. {n}", { n: program?.revision ?? 0 });
  if (why === "inactive") return t("No page of the screen is visible: in OBS its source is off program, or its window is hidden.");
  if (state === "taken") return t("on its way to the screen…");
  if (state !== "alarm") return "";
  if (why === "lost") return t("No screen is connected.");
  const fault = why === "faulty" ? failed(screen, Object.keys(program?.layers ?? {}), now) : undefined;
  if (fault) return failure(fault);
  return t("The screen does not confirm. Look at it.");
}

/** What stands dark by the panic key of its page, as the screen says it: no failure. */
const DARK = "dark by the panic key";

/** Why something is not to be seen, as the stage and the screen say it; a stranger's own words stay as they are. */
const REASONS = new Map<string, () => string>([
  ["it is not in the page", () => t("it is not in the page")],
  ["it is outside of the window", () => t("it is outside of the window")],
  ["it is hidden", () => t("it is hidden")],
  ["it answers no more", () => t("it answers no more")],
  ["its start", () => t("its start")],
  ["its module", () => t("its module")],
  ["a frame", () => t("a frame")],
  ["it was stopped together with another graphic", () => t("it was stopped together with another graphic")],
  ["it does not end", () => t("it does not end")],
  ["there is no such graphic", () => t("there is no such graphic")],
  ["its module exports no element", () => t("its module exports no element")],
  ["the list of graphics can't be had", () => t("the list of graphics can't be had")],
]);

export function failure({ layer, graphic, what }: Fault): string {
  const name = kindName(graphic || layer);
  if (what === DARK) return t("{graphic} is dark: the panic key was pressed on the screen's page.", { graphic: name });
  const parts = (what || "?").split(": ").map((part) => REASONS.get(part)?.() ?? part);
  return t("{graphic} failed: {what}", { graphic: name, what: parts.join(": ") });
}

export function notDone(action: Action): string {
  const words: Record<Action, () => string> = {
    cue: () => t("Not put into preview."),
    take: () => t("Not taken."),
    cut: () => t("Not taken."),
    clear: () => t("Not cleared."),
    panic: () => t("Not dark."),
    answered: () => t("Not marked as answered."),
    update: () => t("Not updated."),
    time: () => t("The countdown was not changed."),
    hide: () => t("Not changed."),
    step: () => t("The graphic did not go to that step."),
    perform: () => t("The graphic was not told to do it."),
    move: () => t("Not moved."),
    prepare: () => t("Not saved."),
    duplicate: () => t("Not duplicated."),
    skip: () => t("Not passed over."),
    put_back: () => t("Not put back."),
    remove: () => t("Not removed."),
  };
  return words[action]();
}

/** Why it was refused and what to do next. */
export function why(refusal: Refusal): string {
  const { action, code, retryAfter } = refusal;
  if (action === "panic") return t("Press the panic key on the screen's own page, or hide the source in OBS.");
  const words: Record<string, () => string> = {
    not_approved: () => t("This wording is no longer approved. Choose another, or ask the moderators."),
    does_not_fit: () => t("It is too long for its graphic and would be cut. Ask the moderators for a shorter wording."),
    moved_on: () => t("A colleague was faster: preview or air has changed. Look, then press again."),
    nothing_in_preview: () => t("Preview is empty. Click a question in the rundown first."),
    nothing_to_show: () => t("No question waits for an answer: there is nothing to show yet."),
    already_decided: () => t("It is marked already."),
    not_found: () => t("It is no longer in the rundown."),
    too_many: () => t("The rundown holds 200 prepared items already. Change one instead."),
    text_too_long: () => t("There is too much text in it."),
    wrong_data: () => t("A field holds what its graphic can't show. Nothing was saved: change it and save again."),
    no_graphic: () => t("This graphic can't be used on the server just now. Ask the operator to run its check."),
    ended: () => t("The briefing has ended; only clearing still works."),
    line_was_cut: () => t("The connection was away before the answer came. Look at what is on air, then press again."),
    busy: () => t("Colleagues are changing it at this moment. Press again."),
    unavailable: () => t("The server can't save just now. Press again in a moment."),
    too_fast: () => t("Too fast. Wait {n} s.", { n: Math.ceil((retryAfter ?? 1000) / 1000) }),
    forbidden: () => t("You no longer have the right to do this. Ask the office."),
  };
  return words[code]?.() ?? t("The server refused it ({code}). Try again.", { code });
}

export function wrongWord({ code, n = 0 }: Wrong): string {
  return {
    empty: () => t("Fill this in."),
    long: () => t("At most {n} characters.", { n }),
    many: () => t("At most {n} lines.", { n }),
    number: () => t("This is no number that fits here."),
    small: () => t("At least {n}.", { n }),
    large: () => t("At most {n}.", { n }),
  }[code]();
}
