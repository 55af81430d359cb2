/** Why a line was not taken, and what to do now. */

import { t } from "../lib/i18n";

export function why(code: string): string {
  const words: Record<string, () => string> = {
    ended: () => t("The briefing was over by then."),
    not_open: () => t("The briefing is not live yet."),
    text_empty: () => t("Nothing of it can be seen."),
    text_too_long: () => t("It has more than 400 letters. Make two lines of it."),
    not_found: () => t("This line was taken out of the transcript."),
  };
  return words[code]?.() ?? t("The server refused it ({code}).", { code });
}
