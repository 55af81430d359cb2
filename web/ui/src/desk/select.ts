/** Several rows at once: which ones are ticked, and what is done with them. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../lib/i18n";
import type { Desk } from "./controller";
import type { Ui } from "./ui";

const LONG_MS = 550;
/** A finger that moves more than this scrolls. */
const STILL_PX = 10;

/** Ticks rows by a long press, without a tick on what was only scrolled. */
export class LongPress {
  #over = new AbortController();
  /** Whether the press that has just ended was long: its click opens nothing. A finger's long press has none. */
  fired = false;

  /** A press begins: held still for long enough it does `then`, if there is anything to do. It ends wherever the finger lifts: its row may be gone by then. */
  down(down: PointerEvent, then: (() => void) | null): void {
    this.#over.abort();
    this.fired = false;
    if (!then || !down.isPrimary || down.button !== 0) return;
    this.#over = new AbortController();
    const { signal } = this.#over;
    const end = (): void => this.#over.abort();
    const move = (e: PointerEvent): void => void (Math.hypot(e.clientX - down.clientX, e.clientY - down.clientY) > STILL_PX && end());
    const timer = setTimeout(() => {
      this.fired = true;
      then();
    }, LONG_MS);
    signal.addEventListener("abort", () => clearTimeout(timer));
    window.addEventListener("pointermove", move, { signal });
    for (const lifted of ["pointerup", "pointercancel"]) window.addEventListener(lifted, end, { signal });
  }
}

/** The ticked rows that can be decided on now: those that still stand in the list. */
export function ticked(desk: Desk, ui: Ui): string[] {
  return desk.list.rows.filter((id) => {
    const question = desk.question(id);
    return ui.ticked.has(id) && question !== null && desk.list.stands(question);
  });
}

export function selectHead(desk: Desk, ui: Ui): TemplateResult {
  const n = ticked(desk, ui).length;
  return html`<div class="selecting">
    <b role="status">${t("Selected: {n}", { n })}</b>
    <button data-test="select-all" @click=${() => ui.tickAll(desk.list.rows)}>${t("All shown")}</button>
    <button data-test="select-end" @click=${() => ui.select(false)}>${t("Done")}</button>
  </div>`;
}

/** What can be done with the ticked rows: at the foot, under the thumb. */
export function selectFoot(desk: Desk, ui: Ui): TemplateResult {
  const ids = ticked(desk, ui);
  const off = ids.length === 0 || desk.briefing?.state === "ended" || ids.some((id) => desk.pending.has(id));
  const held = ids.length > 0 && ids.every((id) => desk.question(id)?.held);
  const going = ids.some((id) => desk.pending.has(id));
  const n = ids.length > 0 ? `· ${ids.length}` : ""; // so that nobody takes them for those of the opened card
  return html`<div class="bulk" role="group" aria-label=${t("With the selected")}>
    ${going ? html`<p role="status">${t("on its way…")}</p>` : nothing}
    <button class="no" data-test="bulk-reject" ?disabled=${off} @click=${() => ui.open("reasons")}>${t("Reject")} ${n}</button>
    <button class="ok" data-test="bulk-approve" ?disabled=${off} @click=${() => void carry(desk, ui, ids, desk.approveAll(ids))}>${t("Approve")} ${n}</button>
    <button data-test="bulk-hold" ?disabled=${off} @click=${() => void carry(desk, ui, ids, desk.mark(ids, { held: !held }))}>${held ? t("Take up again") : t("Hold")}</button>
    <button data-test="bulk-label" ?disabled=${off || desk.labels.length === 0} @click=${() => ui.open("label")}>${t("Label")}</button>
  </div>`;
}

/** Unticks what was done, and ends the selection unless more has been ticked since; what was refused is told beside, and can be selected anew. */
export async function carry(desk: Desk, ui: Ui, ids: readonly string[], doing: Promise<unknown>): Promise<void> {
  ui.open(null);
  if ((await doing) === null || !ui.untick(ids)) return;
  if (ticked(desk, ui).length === 0) ui.select(false);
}
