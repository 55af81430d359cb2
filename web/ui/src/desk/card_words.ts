/** The opened card's sentences: what was found in a text, why it was worded anew, what was done. */

import { clock, t } from "../lib/i18n";
import type { Deed } from "./card_deeds";
import type { FlagKind, Restraint, Step, Why } from "./card_model";
import { stateWord } from "./words";

export const flagWord = (kind: FlagKind): string =>
  ({
    iin: t("IIN"),
    bin: t("BIN"),
    phone: t("phone"),
    email: t("e-mail"),
    card: t("card number"),
    iban: t("account number"),
    plate: t("number plate"),
    address: t("address"),
    insult: t("insult"),
    accusation: t("a person accused"),
    threat: t("threat"),
    tip_off: t("a report of wrongdoing"),
  })[kind];

export const whyWord = (why: Why): string =>
  ({
    typo: t("typing errors"),
    shortened: t("shortened"),
    clarified: t("made clearer"),
    data_hidden: t("data hidden"),
    translated: t("translated"),
  })[why];

/** What the restrained viewer can no longer do, and until when. */
export function restraintWord(restraint: Restraint): string {
  if (restraint.how === "time_out") return t("may not ask until {time}", { time: clock(restraint.until ?? 0) });
  return restraint.how === "mute" ? t("may not ask until the end of the briefing") : t("may neither ask nor vote until the end of the briefing");
}

export function stepWord(step: Step): string {
  switch (step.what) {
    case "asked":
      return t("asked");
    case "worded":
      return step.wording?.why ? t("worded anew: {why}", { why: whyWord(step.wording.why) }) : t("worded anew");
    case "aired":
      return step.until ? t("on air until {time}", { time: clock(step.until) }) : t("on air");
    case "noticed":
      return stateWord("on_notice");
    default:
      return stateWord(step.what);
  }
}

/** What has just been done, in one sentence. */
export function doneWord(deed: Deed): string {
  const n = deed.number ?? "";
  if (deed.count > 1) return severalWord(deed);
  const words: Record<Deed["action"], () => string> = {
    approve: () => t("№ {n} is approved.", { n }),
    reject: () => t("№ {n} is rejected.", { n }),
    edit: () => t("The wording of № {n} is saved.", { n }),
    undo: () => t("Undone."),
    claim: () => t("№ {n} is yours now.", { n }),
    mark: () => markWord(deed),
    notice: () => t("№ {n} is on notice.", { n }),
    merge: () => t("№ {n} is merged.", { n }),
    unmerge: () => t("№ {n} stands by itself again.", { n }),
    divert: () => t("№ {n} is with the confidential officer now. Nobody else can read it.", { n }),
    restrain: () => (deed.message["how"] === "none" ? t("The viewer may ask again.") : t("The viewer is restrained and has been told.")),
    labels: () => t("The labels are saved."),
    intake: () => t("The intake is changed."),
  };
  return words[deed.action]();
}

function severalWord(deed: Deed): string {
  const n = deed.count;
  if (deed.action === "approve") return t("Approved: {n}.", { n });
  if (deed.action === "reject") return t("Rejected: {n}.", { n });
  return deed.action === "undo" ? t("Undone: {n}.", { n }) : t("Changed: {n}.", { n });
}

function markWord(deed: Deed): string {
  const n = deed.number ?? "";
  const { held, pinned } = deed.message;
  if (typeof held === "boolean") return held ? t("№ {n} is held.", { n }) : t("№ {n} waits again.", { n });
  if (typeof pinned === "boolean") return pinned ? t("№ {n} is pinned.", { n }) : t("№ {n} is no longer pinned.", { n });
  return t("№ {n} is changed.", { n });
}
