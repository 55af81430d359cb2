/** The left side: every briefing, and a new one. */

import { html, nothing, type TemplateResult } from "lit";
import { dayTime, pick, t } from "../lib/i18n";
import type { Office } from "./controller";
import type { Listed } from "./model";
import { stateWord } from "./words";

export function list(office: Office): TemplateResult {
  const selected = office.selected;
  const listings = office.listings;
  return html`<nav aria-label=${t("Briefings")}>
    <button class="main new" data-test="new-briefing" @click=${() => office.create()}>+ ${t("New briefing")}</button>
    ${listings.length === 0 && !office.creating ? html`<p class="dim pad">${t("No briefings yet. Make the first one.")}</p>` : nothing}
    <ul>
      ${office.creating ? html`<li><button class="item" aria-current="true"><b>${t("New briefing")}</b><small>${t("not saved yet")}</small></button></li>` : nothing}
      ${listings.map((listed) => item(office, listed, listed.id === selected))}
    </ul>
  </nav>`;
}

function item(office: Office, { id, listing, rehearses }: Listed, on: boolean): TemplateResult {
  return html`<li>
    <button class="item" data-test="briefing" data-briefing=${id} aria-current=${on ? "true" : "false"} @click=${() => office.choose(id)}>
      <b>${pick(listing.title)}</b>
      <small>${rehearses === null ? nothing : html`<span class="chip" data-state="rehearsal">${t("Rehearsal")}</span> `}<span class="chip" data-state=${listing.state}>${stateWord(listing.state)}</span> ${dayTime(listing.starts_at)}</small>
      ${office.drafts.has(id) ? html`<small class="warn">${t("changes not saved")}</small>` : nothing}
    </button>
  </li>`;
}
