/** What the confidential officer knows: that there are tip-offs, and the one that is open now, in memory alone. */

import { t } from "../lib/i18n";
import type { Reply } from "../lib/live";
import type { Lang } from "../lib/page";

export interface TipOff {
  id: string;
  number: number;
  received_at: number;
  read_by: string | null;
  read_at: number | null;
}

/** A tip-off as it was written. */
export interface Letter {
  text: string;
  name: string | null;
  region: string | null;
  language: Lang | null;
}

export type Shown = { id: string; opening: true } | { id: string; letter: Letter } | { id: string; refused: string };

/** Those that nobody has read come first, then by number, the latest first. */
export function sorted(all: Iterable<TipOff>): TipOff[] {
  return [...all].sort((a, b) => Number(a.read_by !== null) - Number(b.read_by !== null) || b.number - a.number);
}

export function outcome(id: string, reply: Reply): Shown {
  if (reply.type === "refused") return { id, refused: reply.code };
  return { id, letter: (reply as { result?: unknown }).result as Letter };
}

/** Why a tip-off can't be read, and what to do. */
export function why(code: string): string {
  const words: Record<string, () => string> = {
    wrong_key: () => t("The server's key does not fit: this was sealed for another one. It is not lost; whoever runs the server has to bring the former key back."),
    no_confidential: () => t("The server has no key that opens tip-offs. Whoever runs it has to set CONFIDENTIAL_KEY."),
    not_found: () => t("It is no longer here."),
    busy: () => t("Colleagues are changing it at this moment. Try again."),
    unavailable: () => t("The store is away, so that nobody can be told it was read; it stays closed until then. Try again in a moment."),
  };
  return words[code]?.() ?? t("The server refused it ({code}). Try again.", { code });
}
