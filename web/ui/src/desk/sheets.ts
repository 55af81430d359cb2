/** The sheets of the list and the header; those of a card stand in `card_sheets`. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { pick, t } from "../lib/i18n";
import { modal } from "../lib/modal";
import type { Desk } from "./controller";
import { filtersSheet } from "./filters";
import { intakeSheet } from "./intake";
import { LISTS } from "./list";
import { carry, ticked } from "./select";
import { undoSheet } from "./undo";
import type { FrameSheet, Ui } from "./ui";
import { listName } from "./words";

type Sheet = { title: string; body: TemplateResult };

const SHEETS: Record<FrameSheet, (desk: Desk, ui: Ui) => Sheet> = {
  lists: listsSheet,
  filters: filtersSheet,
  undo: undoSheet,
  intake: intakeSheet,
  reasons: reasonsSheet,
  label: labelSheet,
};

export function frameSheet(desk: Desk, ui: Ui): TemplateResult {
  const shown = ui.sheet && desk.briefing ? SHEETS[ui.sheet](desk, ui) : null;
  const close = (): void => {
    ui.forgetIntake();
    ui.open(null);
  };
  return html`<dialog class="sheet" data-test="frame-sheet" data-sheet=${ui.sheet ?? ""} aria-labelledby="frame-title" ${modal(shown ? ui.sheet : null, close)}>
    ${shown
      ? html`<div class="top"><h2 id="frame-title" tabindex="-1">${shown.title}</h2>
            <button class="close" aria-label=${t("Close")} title=${t("Close")} @click=${close}>✕</button></div>
          <div class="body">${shown.body}</div>`
      : nothing}
  </dialog>`;
}

function listsSheet(desk: Desk, ui: Ui): Sheet {
  const { list } = desk;
  const body = html`<div class="items two">
    ${LISTS.map((name) => html`<button class="item" data-test="list" data-list=${name} aria-pressed=${list.name === name} @click=${() => {
      list.show(name);
      ui.open(null);
    }}><b>${listName(name)}</b><small>${list.counts?.[name] ?? ""}</small></button>`)}
  </div>`;
  return { title: t("Lists"), body };
}

function reasonsSheet(desk: Desk, ui: Ui): Sheet {
  const ids = ticked(desk, ui);
  const body = html`<p class="dim">${t("Why is it rejected? Its author and the public will see this.")}</p>
    <div class="items">${repeat(desk.reasons, (r) => r.id, (reason) => html`<button class="item red" data-test="bulk-reason" data-reason=${reason.id}
      ?disabled=${ids.length === 0} @click=${() => void carry(desk, ui, ids, desk.rejectAll(ids, reason.id))}>${pick(reason.text)}</button>`)}</div>`;
  return { title: t("Reject the selected: {n}", { n: ids.length }), body };
}

function labelSheet(desk: Desk, ui: Ui): Sheet {
  const ids = ticked(desk, ui);
  const all = (label: string): boolean => ids.every((id) => desk.question(id)?.labels.includes(label));
  const body = html`<div class="items two">${repeat(desk.labels, (l) => l.id, (label) => html`<button class="item" data-test="bulk-label-choice" data-label=${label.id} aria-pressed=${all(label.id)}
    @click=${() => void carry(desk, ui, ids, desk.mark(ids, all(label.id) ? { remove: [label.id] } : { add: [label.id] }))}><b>${label.name}</b>
      <small>${all(label.id) ? t("take it off") : t("put it on")}</small></button>`)}</div>`;
  return { title: t("Label the selected: {n}", { n: ids.length }), body };
}
