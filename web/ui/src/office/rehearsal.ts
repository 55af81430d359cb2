/** Rehearsals: of a real briefing the way to one; of a rehearsal that it is one, and the way to its seats. */

import { html, nothing, type TemplateResult } from "lit";
import { dayTime, t } from "../lib/i18n";
import type { Office } from "./controller";
import type { Briefing, Role } from "./model";
import { roleWord } from "./words";

const SEATS: readonly [Role, string][] = [["moderator", "desk"], ["producer", "console"], ["speaker", "speaker"], ["captioner", "captions"], ["confidential", "confidential"]];

/** What stands above the course of a rehearsal, so that nobody takes it for the briefing. */
export function mark(briefing: Briefing): TemplateResult | typeof nothing {
  if (briefing.rehearses === null) return nothing;
  return html`<p class="mark" data-test="rehearsal"><b>${t("Rehearsal")}</b> · ${t("Not on air; all of it is wiped afterwards.")}
    ${t("At the latest on {time}.", { time: dayTime(briefing.until ?? 0) })}</p>`;
}

/** The seats of a rehearsal, for those who have them in its briefing. */
export function seats(id: string): TemplateResult {
  return html`<ul class="links" aria-label=${t("Seats of the rehearsal")}>
      ${SEATS.map(([role, path]) => html`<li><a href=${`/${path}/${id}`} target="_blank" rel="noopener" data-test=${`to-${path}`}>${roleWord(role)}</a></li>`)}
    </ul>
    <p class="dim">${t("Whoever has a seat in the briefing has it here too, without a new link. A screen shows the rehearsal at its own address with &rehearsal at the end, and waits there while none is on.")}</p>`;
}

/** Of a real briefing that has not ended. */
export function rehearse(office: Office, id: string, briefing: Briefing): TemplateResult | typeof nothing {
  if (briefing.rehearses !== null || briefing.state === "ended") return nothing;
  const standing = office.rehearsals(id);
  const busy = office.pending.has(`rehearse ${id}`);
  return html`<div class="row" role="group" aria-label=${t("Rehearsal")}>
    ${standing.map((listed) => html`<button data-test="to-rehearsal" @click=${() => office.choose(listed.id)}>${t("To the rehearsal")}</button>`)}
    ${standing.length > 0 ? nothing : html`<button data-test="rehearse" ?disabled=${busy} @click=${() => void office.rehearse(id)}>${t("Rehearse")}</button>
      <span class="dim">${t("The same seats and screens, everything works, nothing is on air, and all of it is wiped afterwards.")}</span>`}
  </div>`;
}
