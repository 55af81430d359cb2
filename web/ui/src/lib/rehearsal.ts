/* The way from a briefing's seat to the same seat in its rehearsal. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "./i18n";
import { page, type Page } from "./page";

/** A link where a rehearsal stood when the page was opened. The way back is on the rehearsal's own pages, in their mark. */
export function toRehearsal(seat: string): TemplateResult | typeof nothing {
  const { rehearsing } = page<Page & { rehearsing?: string | null }>();
  if (!rehearsing) return nothing;
  return html`<a data-test="to-rehearsal" href=${`/${seat}/${rehearsing}`} style="display: inline-grid; place-items: center; min-height: 44px; color: inherit">${t("Rehearsal")}</a>`;
}
