/** The office's sentences. */

import { t } from "../lib/i18n";
import type { Refusal } from "./controller";
import type { Fault, Person, Role, Scope, Seat } from "./model";

export const roleWord = (role: Role): string =>
  ({
    owner: t("Office"),
    archivist: t("Archivist"),
    moderator: t("Moderator"),
    producer: t("Producer"),
    speaker: t("Speaker"),
    captioner: t("Captioner"),
    confidential: t("Confidential officer"),
    screen: t("Screen (key for OBS)"),
    control: t("API key"),
  })[role];

export const scopeWord = (scope: Scope): string => ({ read: t("reads only"), operate: t("may put things on air") })[scope];

export const seatOf = (person: Person): string => (person.scope ? `${roleWord(person.role)}, ${scopeWord(person.scope)}` : roleWord(person.role));

export const stateWord = (state: "scheduled" | "live" | "ended"): string =>
  ({ scheduled: t("scheduled"), live: t("live"), ended: t("ended") })[state];

export const intakeWord = (intake: "open" | "paused" | "closed"): string =>
  ({ open: t("Intake is open"), paused: t("Intake is paused"), closed: t("Intake is closed") })[intake];

export const seatWord = (seat: Seat): string =>
  ({
    invited: t("invited, has not come yet"),
    joined: t("has come"),
    expired: t("the invite has run out"),
    key: t("key given out"),
    revoked: t("revoked"),
  })[seat];

export const faultWord = (fault: Fault): string =>
  ({
    empty: t("Fill this in."),
    too_long: t("At most 200 characters."),
    bad_slug: t("2 to 61 small Latin letters, digits and hyphens, such as open-budget-2026."),
    bad_time: t("Give a day and a time."),
    bad_url: t("An address that begins with https:// or http://."),
    bad_player: t("An address that begins with https://; with a video service, the one it gives for embedding."),
    bad_offset: t("Hours, minutes and seconds, such as 0:01:30; with a minus if the recording began before going live."),
    bad_delay: t("Whole seconds, 0 to 120."),
    no_language: t("Choose at least one language."),
  })[fault];

/** Why the server refused, and what to do. */
export function why(refusal: Refusal): string {
  const words: Record<string, () => string> = {
    rehearsal: () => t("The address of a rehearsal stays as it is."),
    slug_taken: () => t("Another briefing has this address. Choose another."),
    text_empty: () => t("A name or a title is missing."),
    ended: () => t("The briefing has ended; only its recording can still be changed."),
    already_open: () => t("The briefing is live already."),
    already_ended: () => t("The briefing has ended already."),
    not_open: () => t("The briefing is not live yet, so it can't end."),
    not_found: () => t("It is no longer here."),
    busy: () => t("Colleagues are changing it at this moment. Try again."),
    unavailable: () => t("The server can't save just now. Try again in a moment."),
    forbidden: () => t("You no longer have the right to do this."),
    too_fast: () => t("Too fast. Wait {n} s.", { n: Math.ceil((refusal.retryAfter ?? 1000) / 1000) }),
  };
  return words[refusal.code]?.() ?? t("The server refused it ({code}). Try again.", { code: refusal.code });
}
