/** Preview and program: the same picture that the screen paints, side by side. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../lib/i18n";
import type { Lang } from "../lib/page";
import type { Shown } from "../stage/stage";
import type { Console, Source } from "./controller";
import { languages, onAir, screens, stillCleared, tally, type Clearance, type Program, type Records } from "./model";
import { fitWord, languageName, languageShort, tallyWord } from "./words";

export function preview(desk: Console, records: Records, ready: boolean): TemplateResult {
  const cue = desk.program?.preview ?? null;
  const clearance = cue?.question ? records.get<Clearance>("clearance", cue.question) : undefined;
  const shown: Shown = { revision: 0, layers: cue ? { question: cue } : {}, cut: true };
  return html`<section class="mon pvw" data-test="preview" data-question=${cue?.question ?? nothing} aria-label=${t("Preview")}>
    <h2>
      <span class="pill grn">${t("PREVIEW")}</span>
      ${cue ? html`<span>№ ${cue.number} · ${languageName(cue.language ?? "kk")} · <span class=${cue.fit === "cut" ? "warn" : ""}>${fitWord(cue.fit)}</span></span>` : nothing}
      ${cue?.question && cue.language ? chips(desk, cue.question, cue.language, languages(clearance)) : nothing}
    </h2>
    ${cue && !stillCleared(cue, clearance) ? html`<p class="warn" role="status">${t("No longer approved: this can't be taken.")}</p>` : nothing}
    ${picture(shown, cue ? nothing : ready ? t("Click a question in the rundown to prepare it.") : t("Connecting…"))}
  </section>`;
}

export function program(desk: Console, records: Source, now: number): TemplateResult {
  const air = desk.program;
  const cue = onAir(air)[0];
  const connected = screens(records).find((s) => s.id === desk.screen)?.connected ?? false;
  const state = tally(air, now, connected && records.live);
  const shown: Shown = air ? { revision: air.revision, layers: air.layers, cut: air.cut } : { revision: 0, layers: {}, cut: true };
  return html`<section class="mon pgm" data-state=${state} data-test="program" data-question=${cue?.question ?? nothing} aria-label=${t("On air")}>
    <h2>
      <span class="pill tally" data-test="tally" data-state=${state}>${t("ON AIR")}</span>
      ${cue ? html`<span>№ ${cue.number}${since(air, now)}</span>` : nothing}
      <span class="ack" data-state=${state} role="status">${records.live ? tallyWord(state, air?.revision ?? 0, connected) : t("Not known without a connection.")}</span>
    </h2>
    ${picture(shown, cue ? nothing : t("Nothing is on air."))}
  </section>`;
}

function since(air: Program | undefined, now: number): string {
  return air?.taken_at ? ` · ${t("{n} s", { n: Math.max(0, Math.floor((now - air.taken_at) / 1000)) })}` : "";
}

function picture(shown: Shown, empty: string | typeof nothing): TemplateResult {
  return html`<div class="pic">
    <tynda-stage .program=${shown}></tynda-stage>
    ${empty === nothing ? nothing : html`<p class="empty">${empty}</p>`}
  </div>`;
}

/** The approved wordings to choose from, where there is more than one. */
export function chips(desk: Console, id: string, current: Lang, all: Lang[]): TemplateResult | typeof nothing {
  if (all.length < 2) return nothing;
  return html`<span class="chips" role="group" aria-label=${t("Wording")}>
    ${all.map(
      (l) => html`<button aria-pressed=${l === current} title=${languageName(l)} ?disabled=${!desk.can("cue")} @click=${() => desk.cue(id, l)}>${languageShort(l)}</button>`,
    )}
  </span>`;
}
