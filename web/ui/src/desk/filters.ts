/** How a list is searched, narrowed and ordered. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { t } from "../lib/i18n";
import { LANGS } from "../lib/page";
import { flagWord } from "./card_words";
import type { Desk } from "./controller";
import { NO_FILTERS, type Filters } from "./list";
import type { Ui } from "./ui";
import { languageName } from "./words";

type Flag = Parameters<typeof flagWord>[0];
const FLAGS: readonly Flag[] = ["iin", "bin", "phone", "email", "card", "iban", "plate", "address", "insult", "accusation", "threat", "tip_off"];
const PAUSE_MS = 250;

export function searchBar(desk: Desk, ui: Ui): TemplateResult {
  const { list } = desk;
  const search = (event: Event): void => {
    const text = (event.target as HTMLInputElement).value.slice(0, 100);
    ui.type(text, PAUSE_MS, () => list.narrow({ search: text }));
  };
  return html`<div class="search">
    <input type="search" data-test="search" enterkeyhint="search" maxlength="100" aria-label=${t("Search in this list")} placeholder=${t("Search")}
      .value=${live(ui.typed ?? list.filters.search)} @input=${search} />
    <button data-test="filters" aria-label=${t("Filters and order: {n} on", { n: list.narrowed })} title=${t("Filters and order")} @click=${() => ui.open("filters")}
      ><svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path d="M3 6h18M6 12h12M10 18h4" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" /></svg>${list.narrowed > 0 ? html`<b>${list.narrowed}</b>` : nothing}</button>
    <button data-test="select" aria-label=${t("Select several")} title=${t("Select several")} @click=${() => ui.select(true)}
      ><svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path d="M4 12.5l5 5L20 6.5" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" /></svg></button>
  </div>
  ${chips(desk)}`;
}

/** The filters that are on, each with its cross: nobody shall wonder where the questions went. */
function chips(desk: Desk): TemplateResult | typeof nothing {
  const { list } = desk;
  const on = (Object.keys(NO_FILTERS) as (keyof Filters)[]).filter((name) => name !== "search" && name !== "sort" && list.filters[name]);
  if (on.length === 0) return nothing;
  return html`<div class="chips" role="group" aria-label=${t("Filters")}>
    ${on.map((name) => html`<button data-test="filter-off" data-filter=${name} @click=${() => list.narrow({ [name]: "" })}
      ><span>${valueWord(desk, name, list.filters[name])}</span> <span aria-hidden="true">✕</span><span class="sr-only">${t("take the filter off")}</span></button>`)}
  </div>`;
}

function valueWord(desk: Desk, name: keyof Filters, value: string): string {
  if (name === "language") return languageName(value as "kk");
  if (name === "speaker") return desk.briefing?.details.speakers.find((s) => s.id === value)?.name ?? value;
  if (name === "label") return desk.labels.find((l) => l.id === value)?.name ?? value;
  if (name === "flag") return flagName(value);
  return value;
}

const flagName = (value: string): string => (value === "any" ? t("with any mark") : value === "personal" ? t("with personal data") : flagWord(value as Flag));

export function filtersSheet(desk: Desk, ui: Ui): { title: string; body: TemplateResult } {
  const { list } = desk;
  const speakers = desk.briefing?.details.speakers ?? [];
  const set = (name: keyof Filters) => (event: Event) => list.narrow({ [name]: (event.target as HTMLInputElement).value.trim() });
  const choice = (name: keyof Filters, label: string, options: readonly [string, string][]): TemplateResult => html`<label class="field">${label}
    <select data-test=${`filter-${name}`} @change=${set(name)}>${options.map(([value, words]) => html`<option value=${value} ?selected=${list.filters[name] === value}>${words}</option>`)}</select></label>`;
  const any: [string, string] = ["", t("any")];
  const body = html`<div class="items two">
      ${choice("flag", t("Marks"), [any, ["any", flagName("any")], ["personal", flagName("personal")], ...FLAGS.map((f): [string, string] => [f, flagWord(f)])])}
      ${choice("language", t("Language"), [any, ...LANGS.map((l): [string, string] => [l, languageName(l)])])}
      ${choice("speaker", t("For the speaker"), [any, ...speakers.map((s): [string, string] => [s.id, s.name])])}
      ${choice("label", t("Label"), [any, ...desk.labels.map((l): [string, string] => [l.id, l.name])])}
      <label class="field">${t("Region")}<input data-test="filter-region" maxlength="80" placeholder=${t("any")} .value=${list.filters.region} @change=${set("region")} /></label>
      ${choice("sort", t("Order"), [["age", t("by age")], ["votes", t("by votes")], ["flag", t("by marks")]])}
    </div>
    <p role="status" class="dim">${list.here ? t("Found: {n}", { n: list.total }) : t("Looking…")}</p>
    <div class="foot"><button data-test="filters-clear" @click=${() => list.narrow({ ...NO_FILTERS, search: list.filters.search })}>${t("Clear all")}</button>
      <button class="main" data-test="filters-done" @click=${() => ui.open(null)}>${t("Show")}</button></div>`;
  return { title: t("Filters and order"), body };
}
