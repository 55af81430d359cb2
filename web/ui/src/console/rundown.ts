/** The rundown at the right: order, votes, what is on air and what is next. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../lib/i18n";
import type { Console } from "./controller";
import type { Drag } from "./drag";
import { moved, type Row } from "./model";
import { chips } from "./monitors";

export function rundown(desk: Console, drag: Drag, ready: boolean): TemplateResult {
  const listed = desk.rows;
  const list = drag.item ? moved(listed, { item: drag.item, before: drag.before }) : listed;
  const count = list.filter((r) => !r.done).length;
  return html`<aside aria-label=${t("Rundown")}>
    <h3>${t("Rundown")} · ${count}</h3>
    ${list.length
      ? html`<ol>${repeat(list, (r) => r.id, (r, index) => row(desk, drag, r, index))}</ol>`
      : html`<p class="empty">${ready ? t("Empty. What the moderators approve appears here, the latest below.") : t("Connecting…")}</p>`}
  </aside>`;
}

function row(desk: Console, drag: Drag, r: Row, index: number): TemplateResult {
  const mark = r.onAir ? "▸" : r.next ? "▹" : r.done ? "✓" : String(index + 1);
  const word = r.onAir ? t("On air") : r.next ? t("Preview") : r.done ? t("Answered") : "";
  const state = ["i", r.onAir ? "p" : "", r.next ? "n" : "", r.done ? "d" : "", drag.item === r.id ? "held" : ""].join(" ");
  return html`<li
    class=${state}
    data-test="rundown-item"
    data-question=${r.id}
    ?data-done=${r.done}
    ?data-cueing=${desk.cueing === r.id}
    @pointerdown=${(event: PointerEvent) => (r.done ? undefined : drag.down(event, r.id))}
  >
    <span class="mark" ?data-handle=${!r.done} title=${r.done ? nothing : t("Drag to move")}><span aria-hidden="true">${mark}</span><span class="sr-only">${word}</span></span>
    <button class="text" lang=${r.language} aria-current=${r.onAir ? "true" : nothing} ?disabled=${desk.ended} @focus=${() => (desk.focus = r.id)} @click=${() => desk.cue(r.id)}>
      <bdi>${r.text}</bdi>
    </button>
    ${chips(desk, r.id, r.language, r.languages)}
    <b class="votes" title=${t("votes")}>${r.votes ? html`▲ ${r.votes}` : nothing}</b>
  </li>`;
}
