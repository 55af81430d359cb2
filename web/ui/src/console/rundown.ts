/** The rundown at the right: order, votes, what is on air and what is next; those two never leave the sight. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../lib/i18n";
import { foremost } from "./air";
import type { Console } from "./controller";
import type { Drag } from "./drag";
import { keymap, keyName } from "./keymap";
import { kindName, kindOf } from "./kinds";
import { ended, moved, type Row } from "./model";
import { chips } from "./monitors";
import type { Ui } from "./ui";
import { screenName } from "./words";

export function rundown(desk: Console, ui: Ui, drag: Drag, ready: boolean): TemplateResult {
  const listed = desk.rows;
  const list = drag.item ? moved(listed, { item: drag.item, before: drag.before }) : listed;
  const count = list.filter((r) => !ended(r)).length;
  return html`<aside aria-label=${t("Rundown")}>
    <div class="top"><h3>${t("Rundown")} · ${count}</h3>
      <button class="add" data-test="add" ?disabled=${!desk.line.open} title=${t("Prepare an item, key {key}", { key: keyName(keymap.keys().add) })} @click=${() => ui.open({ kind: "add" })}>+ ${t("Add")}</button></div>
    ${list.length
      ? html`<ol>${repeat(list, (r) => r.id, (r, index) => row(desk, ui, drag, r, index))}</ol>`
      : html`<p class="empty">${ready ? t("Empty. What the moderators approve appears here, the latest below.") : t("Connecting…")}</p>`}
  </aside>`;
}

function row(desk: Console, ui: Ui, drag: Drag, r: Row, index: number): TemplateResult {
  const over = ended(r);
  const [mark, word] = marked(r, index);
  const state = ["i", r.onAir ? "p" : "", r.next && !r.onAir ? "n" : "", r.ready ? "r" : "", over ? "d" : "", drag.item === r.id ? "held" : ""].join(" ");
  const sticks = r.next || foremost(desk.takes.air)?.item === r.id;
  return html`<li
    class=${state}
    data-test="rundown-item"
    data-item=${r.id}
    data-question=${r.question ?? nothing}
    ?data-done=${r.done}
    ?data-skipped=${r.skipped}
    ?data-sticks=${sticks}
    ?data-cueing=${desk.takes.cueing === r.id}
    @pointerdown=${(event: PointerEvent) => (over ? undefined : drag.down(event, r.id))}
    @click=${(event: Event) => ((event.target as Element).closest("button") ? undefined : desk.cue(r.id))}
  >
    <span class="mark" ?data-handle=${!over} title=${over ? nothing : t("Drag to move")}><span aria-hidden="true">${mark}</span><span class="sr-only">${word}</span></span>
    <button class="text" lang=${r.language ?? nothing} aria-current=${r.onAir ? "true" : nothing} ?disabled=${desk.line.ended} @focus=${() => desk.focusOn(r.id)} @click=${() => desk.cue(r.id)}>
      <bdi>${r.text}</bdi>
    </button>
    ${side(desk, r)}
    <button class="more" data-test="row-menu" aria-label=${t("More: {what}", { what: r.number === null ? r.text : `№ ${r.number}` })} title=${t("More")} ?disabled=${!desk.line.open} @click=${() => open(desk, ui, r.id)}>⋯</button>
  </li>`;
}

function open(desk: Console, ui: Ui, item: string): void {
  desk.focusOn(item);
  ui.open({ kind: "row", item });
}

function marked(r: Row, index: number): [mark: string, word: string] {
  if (r.onAir) return ["▸", t("On air")];
  if (r.ready) return ["▹", t("Preview")];
  if (r.done) return ["✓", t("Answered")];
  if (r.skipped) return ["↷", t("Passed over")];
  return [String(index + 1), r.next ? t("next") : ""];
}

/** Votes and languages of a question; what kind of thing anything else is. */
function side(desk: Console, r: Row): TemplateResult {
  const elsewhere = r.elsewhere.map((s) => html`<span class="else" title=${t("On air on this screen: {what}", { what: screenName(s) })}>${screenName(s)}</span>`);
  const kind = r.question ? nothing : html`<span class="kind">${kindName(kindOf(r.graphic, r.data))}</span>`;
  const again = r.question && r.prepared ? html`<span class="kind">${t("once more")}</span>` : nothing;
  const hide = r.hide === null ? nothing : html`<span class="kind">${t("{n} s", { n: r.hide })}</span>`;
  const long = r.fit === "cut" ? html`<span class="warn">${t("too long")}</span>` : nothing;
  const votes = r.votes ? html`<b class="votes" title=${t("votes")}>▲ ${r.votes}</b>` : nothing;
  const words = r.languages.length > 1 ? chips(r.languages, r.language, () => undefined, (l) => desk.cue(r.id, l), !desk.takes.can("cue")) : nothing;
  return html`<span class="side">${elsewhere}${long}${again}${kind}${hide}${votes}</span>${words}`;
}

/** Rows that stick to the list's edges, each below (above) the others that do. */
export function stick(list: HTMLElement | null): void {
  const rows = [...(list?.querySelectorAll<HTMLElement>("li[data-sticks]") ?? [])];
  const heights = rows.map((r) => r.offsetHeight);
  const sum = (of: number[]): number => of.reduce((a, b) => a + b, 0);
  for (const [n, r] of rows.entries()) {
    r.style.top = `${sum(heights.slice(0, n))}px`;
    r.style.bottom = `${sum(heights.slice(n + 1))}px`;
  }
  if (list) list.style.scrollPaddingBlock = `${sum(heights)}px`;
}
