/** Preview and program: the same picture that the screen paints, side by side. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../lib/i18n";
import type { Lang } from "../lib/page";
import { withCaptions } from "../stage/captions";
import type { Shown } from "../stage/stage";
import { afterTake, foremost, onAir, programOf, tally, type CueRecord, type Program, type Records, type Screen, type Tally } from "./air";
import type { Console } from "./controller";
import { kindName } from "./kinds";
import { stillCleared, type Clearance } from "./model";
import type { Ui } from "./ui";
import { failure, fitWord, languageName, languageShort, tallyWord } from "./words";

export function preview(desk: Console, ui: Ui, ready: boolean): TemplateResult {
  const { records } = desk;
  const cue = desk.takes.program?.preview ?? null;
  const shown: Shown = { revision: 0, layers: withCaptions(afterTake(desk.takes.program, records.now()), records), cut: true };
  const empty = cue ? nothing : ready ? t("Click a question in the rundown to prepare it.") : t("Connecting…");
  return html`<section class="mon pvw" data-test="preview" data-question=${cue?.question ?? nothing} data-item=${cue?.item || nothing} aria-label=${t("Preview")}>
    <h2><span class="pill grn">${t("PREVIEW")}</span>${cue ? about(desk, cue) : nothing}</h2>
    <div class="pic">${picture(shown, records.now, empty, ui)} ${cue ? warning(desk, ui, cue) : nothing}</div>
  </section>`;
}

/** Which cue it is, in which language, whether it fits, and when it will hide. */
function about(desk: Console, cue: CueRecord): TemplateResult {
  const clearance = cue.question ? desk.records.get<Clearance>("clearance", cue.question) : undefined;
  return html`<span class="what">${name(cue)}</span>${cue.hide_after_s ? html`<span>${t("auto {n} s", { n: cue.hide_after_s })}</span>` : nothing}
    ${desk.wordings.length > 1
      ? chips(desk.wordings, cue.language, fits(cue, clearance), (l) => desk.takes.speak(l), !desk.takes.can("cue"))
      : html`<span>${cue.language ? `${languageName(cue.language)} · ` : nothing}<span class=${cue.fit === "fits" ? "" : "warn"}>${fitWord(cue.fit)}</span></span>`}`;
}

const name = (cue: CueRecord): string => (cue.number === null ? `${kindName(cue.graphic)}: ${cue.text}` : `№ ${cue.number}`);

/** How each approved wording fits, as far as it is known. */
function fits(cue: CueRecord, clearance: Clearance | undefined): (language: Lang) => string | undefined {
  return (l) => (l === cue.language ? cue.fit : clearance?.wordings[l]?.fit);
}

/** Why it should not be taken, or can't be, before somebody tries. */
function warning(desk: Console, ui: Ui, cue: CueRecord): TemplateResult | typeof nothing {
  const failed = ui.failures.get(cue.layer);
  const over = (what: string, button: TemplateResult | typeof nothing = nothing): TemplateResult => html`<p class="over" role="status" data-test="preview-warning"><span>${what}</span>${button}</p>`;
  if (failed && failed.graphic === cue.graphic) return over(failure(failed));
  if (cue.fit === "cut") return over(t("It would be cut: ask the moderators for a shorter wording."));
  if (stillCleared(desk.records, cue)) return nothing;
  if (cue.question !== null && !desk.wordings.includes(cue.language!)) return over(t("No longer approved: this can't be taken."));
  return over(
    t("It has changed since: this can't be taken."),
    html`<button class="small" data-test="cue-again" ?disabled=${!desk.takes.can("cue")} @click=${() => desk.takes.again()}>${t("Put the new one in preview")}</button>`,
  );
}

export interface Light extends Tally {
  word: string;
}

/** The light of a screen; without a connection of our own red would be a guess. */
export function light(records: Records & { live: boolean; now(): number }, screen: string): Light {
  const now = records.now();
  const program = programOf(records, screen);
  const pages = records.get<Screen>("screen", screen);
  if (!records.live) return { state: onAir(program, now).length ? "alarm" : "dark", why: "", word: t("Not known without a connection.") };
  const found = tally(program, pages, now);
  return { ...found, word: tallyWord(found, program, pages, now) };
}

export function program(desk: Console): TemplateResult {
  const { records } = desk;
  const now = records.now();
  const air = onAir(desk.takes.program, now);
  const cue = foremost(air);
  const { state, word } = light(records, desk.screen);
  return html`<section class="mon pgm" data-state=${state} data-test="program" data-question=${cue?.question ?? nothing} aria-label=${t("On air")}>
    <h2>
      <span class="pill tally" data-test="tally" data-state=${state}>${t("ON AIR")}</span>
      ${cue ? html`<span class="what">${name(cue)}</span><span>${clock(cue, now)}</span>` : nothing}
      <span class="ack" data-state=${state} role="status" title=${word}>${word}</span>
    </h2>
    <div class="pic">${picture(onScreen(desk.takes.program, records), records.now, cue ? nothing : t("Nothing is on air."))}</div>
  </section>`;
}

function onScreen(air: Program | undefined, records: Records): Shown {
  return air ? { revision: air.revision, layers: withCaptions(air.layers, records), cut: air.cut, killed: air.killed } : { revision: 0, layers: {}, cut: true };
}

function clock(cue: CueRecord, now: number): string {
  if (cue.until !== null) return t("{n} s left", { n: Math.max(0, Math.ceil((cue.until - now) / 1000)) });
  return t("{n} s", { n: Math.max(0, Math.floor((now - (cue.since ?? now)) / 1000)) });
}

/** A stage, told the server's time, and what stands in it while it is empty; `told` is told what fails there. */
export function picture(shown: Shown, now: () => number, empty: string | typeof nothing, told?: Ui): TemplateResult {
  return html`<tynda-stage .clock=${now} .program=${shown} @alarm=${told?.failed} @recovered=${told?.recovered}></tynda-stage>${empty === nothing ? nothing : html`<p class="empty">${empty}</p>`}`;
}

/** Languages to choose from, each with how its wording fits where that is known. */
export function chips(all: readonly Lang[], current: Lang | null | undefined, fit: (language: Lang) => string | undefined, choose: (language: Lang) => void, off: boolean): TemplateResult {
  return html`<span class="chips" role="group" aria-label=${t("Wording")}>
    ${all.map((l) => {
      const fits = fit(l);
      const title = fits ? `${languageName(l)}: ${fitWord(fits)}` : languageName(l);
      return html`<button aria-pressed=${l === current} title=${title} data-fit=${fits ?? nothing} ?disabled=${off} @click=${() => choose(l)}>${languageShort(l)}${fits
        ? html` <small>${fitWord(fits)}</small>`
        : nothing}</button>`;
    })}
  </span>`;
}
