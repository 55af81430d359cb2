/** A tile a layer: what is on it, when it hides, and how to take exactly that one off. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../lib/i18n";
import { acts } from "./acts";
import { failed, left, minutes, type CueRecord, type Screen } from "./air";
import type { Console } from "./controller";
import { keymap, keyName } from "./keymap";
import { light } from "./monitors";
import type { Ui } from "./ui";
import { languageShort, layerName } from "./words";

export function layers(desk: Console, ui: Ui): TemplateResult {
  const air = new Map(desk.takes.air.map((cue) => [cue.layer, cue]));
  return html`<div class="layers" role="group" aria-label=${t("Layers")}>
    ${desk.layers.map((layer, index) => tile(desk, ui, layer, index + 1, air.get(layer)))}
  </div>`;
}

function tile(desk: Console, ui: Ui, layer: string, number: number, cue: CueRecord | undefined): TemplateResult {
  const { takes, records } = desk;
  const fault = cue && failed(records.get<Screen>("screen", desk.screen), [layer], records.now());
  const state = !cue ? "empty" : fault ? "alarm" : light(records, desk.screen).state;
  const name = layerName(layer);
  const chosen = cue !== undefined && desk.layer === layer;
  return html`<div class="tile" data-test="layer" data-layer=${layer} data-state=${state} data-item=${cue?.item ?? nothing} ?data-chosen=${chosen}>
    <button class="off" ?disabled=${!cue || !records.live} title=${cue ? t("Clear: {what}", { what: name }) : nothing} @click=${() => takes.clear(layer)}>
      <b>${number < 10 ? html`<kbd>${number}</kbd> ` : nothing}${name}</b>
      <small>${cue ? html`<bdi>${content(cue, records.now())}</bdi>` : t("empty")}</small>
      ${cue ? html`<small class="does">${chosen ? keyName(keymap.keys().clear) : "✕"}</small>` : nothing}
    </button>
    ${cue ? tools(desk, ui, cue) : nothing}
  </div>`;
}

function content(cue: CueRecord, now: number): string {
  if (cue.number !== null) return `№ ${cue.number}${cue.language ? ` · ${languageShort(cue.language)}` : ""}`;
  return cue.graphic === "countdown" ? minutes(left(cue, now)) : cue.text;
}

function tools(desk: Console, ui: Ui, cue: CueRecord): TemplateResult | typeof nothing {
  const { takes } = desk;
  const off = !desk.line.open;
  const seconds = Math.max(0, Math.ceil(((cue.until ?? 0) - desk.records.now()) / 1000));
  const keep = cue.until === null ? nothing : html`<span class="auto" data-test="auto">${t("auto {n} s", { n: seconds })}</span><button data-test="keep" ?disabled=${off} @click=${() => takes.hide(cue, null)}>${t("Keep")}</button>`;
  if (cue.graphic !== "countdown") {
    const own = acts(desk, ui, cue);
    return keep === nothing && own === nothing ? nothing : html`<span class="tools">${own}${keep}</span>`;
  }
  const runs = "ends_at" in cue.data;
  return html`<span class="tools">
    <button data-test="time-run" ?disabled=${off} aria-label=${runs ? t("Pause") : t("Start")} title=${runs ? t("Pause") : t("Start")} @click=${() => takes.time(cue, runs ? "pause" : "start")}>${runs ? "❚❚" : "▶"}</button>
    <button data-test="time-less" ?disabled=${off} @click=${() => takes.time(cue, "add", -60)}>${t("−1 min")}</button>
    <button data-test="time-more" ?disabled=${off} @click=${() => takes.time(cue, "add", 60)}>${t("+1 min")}</button>
    <button data-test="time-set" ?disabled=${off} @click=${() => ui.open({ kind: "time", layer: cue.layer, cue: cue.id })}>${t("Set")}</button>${keep}
  </span>`;
}
