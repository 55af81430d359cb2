/** The left side: the lists, the rows of the chosen one, and undo at the foot. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../lib/i18n";
import type { Desk } from "./controller";
import { LISTS, type ListName } from "./list";
import { current, WINDOW, type Question } from "./model";
import { age, languageShort, listName, pastWord, stateWord } from "./words";

export function queue(desk: Desk): TemplateResult {
  const { list } = desk;
  return html`
    <div class="tabs" role="tablist" aria-label=${t("Lists")} @keydown=${(e: KeyboardEvent) => arrows(desk, e)}>
      ${LISTS.map((name) => tabButton(desk, name))}
    </div>
    <div class="rows" id="rows" role="tabpanel" aria-labelledby=${`tab-${list.name}`} aria-busy=${!list.here}
      @pointerdown=${() => list.touched()} @scroll=${() => list.touched()}>
      ${list.start > 0 ? html`<button class="more" @click=${() => list.page(list.start - WINDOW)}>${t("Show earlier ones")}</button>` : nothing}
      ${list.here && list.rows.length === 0 ? empty(desk) : nothing}
      ${list.rows.map((id) => row(desk, id))}
      ${list.here && list.total > list.start + WINDOW
        ? html`<button class="more" @click=${() => list.page(list.start + WINDOW)}>
            ${t("Show later ones: {n}", { n: list.total - list.start - WINDOW })}
          </button>`
        : nothing}
    </div>
    ${undoFoot(desk)}
  `;
}

function tabButton(desk: Desk, name: ListName): TemplateResult {
  const chosen = desk.list.name === name;
  return html`<button role="tab" id=${`tab-${name}`} data-tab=${name} aria-selected=${chosen} aria-controls="rows"
    tabindex=${chosen ? 0 : -1} @click=${() => desk.list.show(name)}>
    ${listName(name)}<span class="count">${desk.list.counts?.[name] ?? ""}</span>
  </button>`;
}

function arrows(desk: Desk, event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowLeft: LISTS.length - 1 }[event.key];
  if (!step) return;
  const name = LISTS[(LISTS.indexOf(desk.list.name) + step) % LISTS.length]!;
  desk.list.show(name);
  ((event.currentTarget as HTMLElement).querySelector(`[data-tab="${name}"]`) as HTMLElement | null)?.focus();
}

function empty(desk: Desk): TemplateResult {
  const briefing = desk.briefing;
  if (desk.list.name === "approved") return html`<p class="empty">${t("Nothing is approved yet.")}</p>`;
  if (desk.list.name === "rejected") return html`<p class="empty">${t("Nothing is rejected yet.")}</p>`;
  if (briefing?.state === "ended") return html`<p class="empty">${t("The briefing has ended. No questions wait.")}</p>`;
  if (briefing && briefing.intake !== "open") {
    return html`<p class="empty">${t("No questions wait. The intake is not open; the office opens it.")}</p>`;
  }
  return html`<p class="empty">${t("No questions wait. New ones appear here by themselves.")}</p>`;
}

function row(desk: Desk, id: string): TemplateResult {
  const question = desk.question(id);
  if (!question) return html`<div class="ghost"><p>…</p></div>`;
  return desk.list.stands(question) ? card(desk, question) : ghost(question);
}

/** A card that has left the list keeps its place until the hand rests. */
function ghost(question: Question): TemplateResult {
  return html`<div class="ghost">
    <p lang=${current(question).language}>${current(question).text}</p>
    <small>${t("№ {n}", { n: question.number })} · ${stateWord(question.state)}</small>
  </div>`;
}

function card(desk: Desk, question: Question): TemplateResult {
  const claim = desk.claim(question.id);
  const own = claim !== null && claim.holder === desk.me;
  const wording = current(question);
  const pending = desk.pending.has(question.id);
  const votes = desk.votes(question.id);
  const since = question.state === "received" ? age(desk.now - question.asked_at) : stateWord(question.state);
  // What is on its way stands in place of the age: a row must not grow while a thumb aims at the next one.
  const late = [pending ? t("on its way…") : since, votes > 0 ? `▲ ${votes}` : null].filter(Boolean).join(" · ");
  return html`<button class="card" data-test="desk-card" data-question=${question.id} data-state=${question.state}
    aria-current=${desk.open === question.id ? "true" : "false"} ?data-marked=${desk.list.marked === question.id}
    @click=${() => desk.openCard(question.id)}>
    <span class="text" lang=${wording.language}>${wording.text}</span>
    <small><span>${t("№ {n}", { n: question.number })} · ${languageShort(wording.language)} · </span>${question.region
      ? html`<span class="region">${question.region}</span><span> · </span>` : nothing}<span>${late}</span></small>
    ${claim
      ? html`<span class="avatar" data-own=${own} title=${own ? t("You have it open") : t("{who} has it open", { who: claim.initials })}
          ><span class="sr-only">${own ? t("You have it open") : t("{who} has it open", { who: "" })}</span>${claim.initials}</span>`
      : nothing}
  </button>`;
}

function undoFoot(desk: Desk): TemplateResult {
  const last = desk.undoable()[0];
  const going = [...desk.pending].find(([, action]) => action === "undo");
  if (!last) {
    return html`<div class="undo idle">${going ? t("Undoing…") : t("Your last decision can be undone here.")}</div>`;
  }
  const first = desk.question(last.questions[0] ?? null);
  return html`<button class="undo" data-test="undo" data-decision=${last.id} ?disabled=${going !== undefined || desk.briefing?.state === "ended"} @click=${() => desk.undo(last.id)}>
    <b>↶ ${t("Undo")}: ${pastWord(last, first?.number ?? null)}</b>
    <small lang=${first ? current(first).language : nothing}>${first ? current(first).text : ""}</small>
  </button>`;
}
