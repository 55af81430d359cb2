/** The left side: the lists, the rows of the chosen one, and undo at the foot. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../lib/i18n";
import { openFlags } from "./card_model";
import { flagWord } from "./card_words";
import type { Desk } from "./controller";
import { searchBar } from "./filters";
import { NO_FILTERS, type ListName } from "./list";
import { current, WINDOW, type Question } from "./model";
import { selectFoot, selectHead } from "./select";
import { undoFoot } from "./undo";
import type { Ui } from "./ui";
import { age, languageShort, listName, stateWord } from "./words";

/** The lists that stand in the page at once; the others are one tap away, and the one chosen of them stands here too. */
const FRONT: readonly ListName[] = ["incoming", "held", "approved"];

const shownLists = (chosen: ListName): ListName[] => (FRONT.includes(chosen) ? [...FRONT] : [...FRONT.slice(0, 2), chosen]);

export function queue(desk: Desk, ui: Ui): TemplateResult {
  const { list } = desk;
  const hand = (): void => list.touched();
  return html`
    <div class="heads">
      <div class="tabs" role="tablist" aria-label=${t("Lists")} @keydown=${(e: KeyboardEvent) => arrows(desk, e)}>
        ${shownLists(list.name).map((name) => tabButton(desk, name))}
      </div>
      <button class="others" data-test="more-lists" aria-label=${t("All lists")} title=${t("All lists")} @click=${() => ui.open("lists")}>⋯</button>
    </div>
    ${ui.selecting ? selectHead(desk, ui) : searchBar(desk, ui)}
    <div class="rows" id="rows" role="tabpanel" aria-labelledby=${`tab-${list.name}`} aria-busy=${!list.here} data-total=${list.total}
      @pointerdown=${hand} @pointermove=${hand} @focusin=${hand} @scroll=${hand}>
      ${list.start > 0 ? html`<button class="more" data-test="earlier" @click=${() => list.page(list.start - WINDOW)}>${t("Show earlier ones")}</button>` : nothing}
      ${list.here && list.rows.length === 0 ? empty(desk, ui) : nothing}
      ${repeat(list.rows, (id) => id, (id) => row(desk, ui, id))}
      ${list.here && list.total > list.start + WINDOW
        ? html`<button class="more" data-test="later" @click=${() => list.page(list.start + WINDOW)}>
            ${t("Show later ones: {n}", { n: list.total - list.start - WINDOW })}
          </button>`
        : nothing}
    </div>
    ${ui.selecting ? selectFoot(desk, ui) : undoFoot(desk, ui)}
  `;
}

function tabButton(desk: Desk, name: ListName): TemplateResult {
  const chosen = desk.list.name === name;
  return html`<button role="tab" id=${`tab-${name}`} data-tab=${name} aria-selected=${chosen} aria-controls="rows"
    tabindex=${chosen ? 0 : -1} @click=${() => desk.list.show(name)}>
    <span class="name">${listName(name)}</span><span class="count">${desk.list.counts?.[name] ?? ""}</span>
  </button>`;
}

function arrows(desk: Desk, event: KeyboardEvent): void {
  const names = shownLists(desk.list.name);
  const step = { ArrowRight: 1, ArrowLeft: names.length - 1 }[event.key];
  if (!step) return;
  const name = names[(names.indexOf(desk.list.name) + step) % names.length]!;
  desk.list.show(name);
  ((event.currentTarget as HTMLElement).querySelector(`[data-tab="${name}"]`) as HTMLElement | null)?.focus();
}

function empty(desk: Desk, ui: Ui): TemplateResult {
  const { briefing, list } = desk;
  const whole = (): void => {
    ui.untype();
    list.narrow(NO_FILTERS);
  };
  if (list.narrowed > 0 || list.words) {
    return html`<div class="empty"><p>${t("Nothing here matches.")}</p><button data-test="clear" @click=${whole}>${t("Show the whole list")}</button></div>`;
  }
  return html`<p class="empty">${emptyWord(list.name, briefing)}</p>`;
}

function emptyWord(list: ListName, briefing: Desk["briefing"]): string {
  if (list === "approved") return t("Nothing is approved yet.");
  if (list === "rejected") return t("Nothing is rejected yet.");
  if (list === "held") return t("Nothing is held.");
  if (list === "on_notice") return t("Nothing is on notice.");
  if (list === "consultations") return t("Nobody has asked for a consultation yet.");
  if (briefing?.state === "ended") return t("The briefing has ended. No questions wait.");
  if (briefing && briefing.intake !== "open") return t("No questions wait. The intake is not open; the chip above opens it.");
  return t("No questions wait. New ones appear here by themselves.");
}

function row(desk: Desk, ui: Ui, id: string): TemplateResult {
  const question = desk.question(id);
  if (!question) return html`<div class="ghost"><p>…</p></div>`;
  return desk.list.stands(question) ? card(desk, ui, question) : ghost(question);
}

/** A card that has left the list keeps its place until the hand rests. */
function ghost(question: Question): TemplateResult {
  const wording = question.wordings.length > 0 ? current(question) : null;
  return html`<div class="ghost">
    <p lang=${wording?.language ?? nothing}>${wording?.text ?? "…"}</p>
    <small>${t("№ {n}", { n: question.number })} · ${stateWord(question.state)}</small>
  </div>`;
}

function card(desk: Desk, ui: Ui, question: Question): TemplateResult {
  const { id } = question;
  const { press } = ui;
  const wording = current(question);
  const ticked = ui.ticked.has(id);
  const tap = (event: MouseEvent): void => {
    if (press.fired && event.detail > 0) return void (press.fired = false);
    if (ui.selecting) return ui.tick(id);
    desk.openCard(id);
  };
  const hold = (event: PointerEvent): void => press.down(event, ui.selecting ? null : () => ui.select(true, id));
  return html`<button class="card" data-test="desk-card" data-question=${id} data-state=${question.state} data-pinned=${question.pinned}
    role=${ui.selecting ? "checkbox" : nothing} aria-checked=${ui.selecting ? ticked : nothing}
    aria-current=${desk.open === id ? "true" : "false"} ?data-marked=${desk.list.marked === id}
    @click=${tap} @pointerdown=${hold} @contextmenu=${(e: Event) => e.preventDefault()}>
    ${ui.selecting ? html`<span class="tick" data-on=${ticked} aria-hidden="true">${ticked ? "✓" : ""}</span>` : nothing}
    <span class="text" lang=${wording.language}>${wording.text}</span>
    ${facts(desk, question)} ${marks(desk, question)} ${holder(desk, question)}
  </button>`;
}

/** What is on its way stands in place of the age: a row must not grow while a thumb aims at the next one. */
function facts(desk: Desk, question: Question): TemplateResult {
  const votes = desk.votes(question.id);
  const since = question.state === "received" ? age(desk.now - question.asked_at) : stateWord(question.state);
  const late = [desk.pending.has(question.id) ? t("on its way…") : since, votes > 0 ? `▲ ${votes}` : null].filter(Boolean).join(" · ");
  return html`<small><span>${question.pinned ? html`<b class="pin" title=${t("pinned")}>★<span class="sr-only">${t("pinned")}</span></b> ` : nothing}${t("№ {n}", { n: question.number })} · ${languageShort(current(question).language)} · </span>${question.region
    ? html`<span class="region">${question.region}</span><span> · </span>` : nothing}<span>${late}</span></small>`;
}

/** What was found in it, and its labels: one line, cut rather than broken. */
function marks(desk: Desk, question: Question): TemplateResult | typeof nothing {
  const kinds = [...new Set(openFlags(question, current(question)).map((f) => f.kind))];
  const labels = desk.labels.filter((l) => question.labels.includes(l.id));
  if (kinds.length === 0 && labels.length === 0) return nothing;
  return html`<span class="marks">${kinds.length > 0 ? html`<span class="warned" data-test="row-flag">${kinds.map(flagWord).join(", ")}</span>` : nothing}
    ${labels.map((l) => html`<span class="label">${l.name}</span>`)}</span>`;
}

function holder(desk: Desk, question: Question): TemplateResult | typeof nothing {
  const claim = desk.claim(question.id);
  if (!claim) return nothing;
  const own = claim.holder === desk.me;
  return html`<span class="avatar" data-own=${own} title=${own ? t("You have it open") : t("{who} has it open", { who: claim.initials })}
    ><span class="sr-only">${own ? t("You have it open") : t("{who} has it open", { who: "" })}</span>${claim.initials}</span>`;
}
