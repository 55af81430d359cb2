/** The left side: tabs, the cards of the chosen list, and undo at the foot. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../lib/i18n";
import type { Desk } from "./controller";
import { held, TABS, tabOf, WINDOW, current, type Question, type Tab } from "./model";
import { age, languageShort, stateWord } from "./words";

export function queue(desk: Desk, lists: Record<Tab, Question[]>): TemplateResult {
  const list = lists[desk.tab];
  desk.settle(list.map((q) => q.id));
  return html`
    <div class="tabs" role="tablist" aria-label=${t("Lists")} @keydown=${(e: KeyboardEvent) => arrows(desk, e)}>
      ${TABS.map((tab) => tabButton(desk, tab, lists[tab].length))}
    </div>
    <div class="rows" id="rows" role="tabpanel" aria-labelledby=${`tab-${desk.tab}`}
      @pointerdown=${() => desk.touched()} @scroll=${() => desk.touched()}>
      ${desk.from > 0 ? html`<button class="more" @click=${() => desk.page(desk.from - WINDOW)}>${t("Show earlier ones")}</button>` : nothing}
      ${list.length === 0 && desk.rows.every((id) => !desk.question(id)) ? empty(desk) : nothing}
      ${desk.rows.map((id) => row(desk, id))}
      ${list.length > desk.from + WINDOW
        ? html`<button class="more" @click=${() => desk.page(desk.from + WINDOW)}>
            ${t("Show later ones: {n}", { n: list.length - desk.from - WINDOW })}
          </button>`
        : nothing}
    </div>
    ${undoFoot(desk)}
  `;
}

function tabButton(desk: Desk, tab: Tab, count: number): TemplateResult {
  const words = { incoming: t("Incoming"), approved: t("Approved"), rejected: t("Rejected") };
  const chosen = desk.tab === tab;
  return html`<button role="tab" id=${`tab-${tab}`} data-tab=${tab} aria-selected=${chosen} aria-controls="rows"
    tabindex=${chosen ? 0 : -1} @click=${() => desk.show(tab)}>
    ${words[tab]}<span class="count">${count}</span>
  </button>`;
}

function arrows(desk: Desk, event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowLeft: TABS.length - 1 }[event.key];
  if (!step) return;
  const tab = TABS[(TABS.indexOf(desk.tab) + step) % TABS.length]!;
  desk.show(tab);
  ((event.currentTarget as HTMLElement).querySelector(`[data-tab="${tab}"]`) as HTMLElement | null)?.focus();
}

function empty(desk: Desk): TemplateResult {
  const briefing = desk.briefing;
  if (desk.tab === "approved") return html`<p class="empty">${t("Nothing is approved yet.")}</p>`;
  if (desk.tab === "rejected") return html`<p class="empty">${t("Nothing is rejected yet.")}</p>`;
  if (briefing?.state === "ended") return html`<p class="empty">${t("The briefing has ended. No questions wait.")}</p>`;
  if (briefing && briefing.intake !== "open") {
    return html`<p class="empty">${t("No questions wait. The intake is not open; the office opens it.")}</p>`;
  }
  return html`<p class="empty">${t("No questions wait. New ones appear here by themselves.")}</p>`;
}

function row(desk: Desk, id: string): TemplateResult {
  const question = desk.question(id);
  if (!question) return html`<div class="ghost"><p>…</p></div>`;
  return tabOf(question.state) === desk.tab ? card(desk, question) : ghost(question);
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
  const own = claim !== null && held(claim, desk.now)?.holder === desk.me;
  const wording = current(question);
  const pending = desk.pending.has(question.id);
  const votes = desk.votes(question.id);
  const since = desk.tab === "incoming" ? age(desk.now - question.asked_at) : stateWord(question.state);
  // What is on its way stands in place of the age: a row must not grow while a thumb aims at the next one.
  const late = [pending ? t("on its way…") : since, votes > 0 ? `▲ ${votes}` : null].filter(Boolean).join(" · ");
  return html`<button class="card" data-test="desk-card" data-question=${question.id} data-state=${question.state}
    aria-current=${desk.open === question.id ? "true" : "false"} ?data-marked=${desk.marked === question.id}
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
  const words = last.state === "approved" ? t("№ {n} approved", { n: last.number }) : t("№ {n} rejected", { n: last.number });
  return html`<button class="undo" data-test="undo" data-question=${last.id} ?disabled=${going !== undefined || desk.briefing?.state === "ended"} @click=${() => desk.undo(last.id)}>
    <b>↶ ${t("Undo")}: ${words}</b>
    <small lang=${current(last).language}>${current(last).text}</small>
  </button>`;
}
