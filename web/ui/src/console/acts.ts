/** What a graphic on air can do beside being there: its steps, and the custom actions that its manifest names. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../lib/i18n";
import type { CueRecord } from "./air";
import type { Console } from "./controller";
import { dataOf, draftOf, sound, speaks, type Draft } from "./draft";
import { field } from "./form";
import { dropped } from "./kinds";
import type { Ui } from "./ui";

/** The buttons on a layer's tile; nothing for a graphic that has neither. */
export function acts(desk: Console, ui: Ui, cue: CueRecord): TemplateResult | typeof nothing {
  const entry = dropped.get(cue.graphic);
  if (!entry || entry.wrong) return nothing;
  const { steps, actions } = entry;
  const several = steps > 1 || steps < 0;
  if (!several && !actions.length) return nothing;
  const off = !desk.line.open;
  const at = cue.step ?? 0;
  const stepping = html`<button data-test="step-back" ?disabled=${off || at === 0} aria-label=${t("A step back")} title=${t("A step back")} @click=${() => desk.takes.step(cue, at - 1)}>‹</button>
    <span data-test="step">${steps < 0 ? at + 1 : `${at + 1}/${steps}`}</span>
    <button data-test="step-on" ?disabled=${off || at === steps - 1} aria-label=${t("A step on")} title=${t("A step on")} @click=${() => desk.takes.step(cue, at + 1)}>›</button>`;
  const press = ({ id, name, schema }: (typeof actions)[number]): void => {
    const draft = { ...draftOf(cue.graphic, null, speaks(desk), { ...entry, schema, clock: [] }), name };
    if (draft.fields.length || draft.without.length) ui.open({ kind: "action", layer: cue.layer, cue: cue.id, action: id, draft });
    else desk.takes.perform(cue, id, {});
  };
  return html`${several ? stepping : nothing}${actions.map((a) => html`<button data-test="act" data-action=${a.id} ?disabled=${off} @click=${() => press(a)}>${a.name}</button>`)}`;
}

/** The form of an action that wants to know something. */
export function action(desk: Console, ui: Ui, shown: { layer: string; cue: string; action: string; draft: Draft }): TemplateResult {
  const { draft } = shown;
  const cue = desk.takes.air.find((c) => c.layer === shown.layer && c.id === shown.cue);
  if (!cue) return html`<p>${t("It is no longer on air.")}</p>`;
  const submit = (event: Event): void => {
    event.preventDefault();
    draft.tried = true;
    if (!sound(draft)) return ui.changed();
    desk.takes.perform(cue, shown.action, dataOf(draft));
    ui.open(null);
  };
  return html`<form class="form" data-test="action-form" novalidate @submit=${submit}><div class="fields">
    ${draft.fields.map((f, n) => field(ui, draft, f, n === 0))}
    ${draft.without.length ? html`<p class="dim">${t("No form can fill in: {what}", { what: draft.without.join(", ") })}</p>` : nothing}
    <button class="go" data-test="do" ?disabled=${!desk.line.open}>${t("Do it")}</button>
  </div></form>`;
}
