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
  #timer: ReturnType<typeof setTimeout> | undefined;
  #at = { x: 0, y: 0 };
  /** Whether the press that has just ended was long: its click opens nothing. */
  fired = false;

  down(event: PointerEvent, then: () => void): void {
    this.cancel();
    this.fired = false;
    this.#at = { x: event.clientX, y: event.clientY };
    this.#timer = setTimeout(() => {
      this.fired = true;
      then();
    }, LONG_MS);
  }

  move(event: PointerEvent): void {
    if (Math.hypot(event.clientX - this.#at.x, event.clientY - this.#at.y) > STILL_PX) this.cancel();
  }

  cancel(): void {
    clearTimeout(this.#timer);
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
    <button class="ok" data-test="bulk-approve" ?disabled=${off} @click=${() => void carry(ui, desk.approveAll(ids))}>${t("Approve")} ${n}</button>
    <button data-test="bulk-hold" ?disabled=${off} @click=${() => void carry(ui, desk.mark(ids, { held: !held }))}>${held ? t("Take up again") : t("Hold")}</button>
    <button data-test="bulk-label" ?disabled=${off || desk.labels.length === 0} @click=${() => ui.open("label")}>${t("Label")}</button>
  </div>`;
}

/** Ends the selection once it was done; what was refused is told beside, and can be selected anew. */
export async function carry(ui: Ui, doing: Promise<unknown>): Promise<void> {
  ui.open(null);
  if ((await doing) !== null) ui.select(false);
}
