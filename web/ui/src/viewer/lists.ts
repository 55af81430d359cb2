/* The lists under the form: own questions, what is on air, what comes next, what was answered. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { pick, t } from "../lib/i18n";
import type { Outgoing } from "./keep";
import { withdrawable, type MyQuestion, type PublicQuestion, type Scene } from "./model";
import { refusal, stateWord } from "./words";

export interface ListHandlers {
  vote: (question: string) => void;
  voted: (question: string) => boolean;
  votes: (question: string) => number;
  withdraw: (question: string, step: "ask" | "yes" | "no") => void;
  copy: (receipt: string) => void;
  again: (question: Outgoing) => void;
  discard: (question: Outgoing) => void;
  more: () => void;
  filter: (label: string) => void;
}

export interface Marks {
  /** The question whose receipt has just come. */
  fresh: string;
  /** The receipt that was just copied. */
  copied: string;
  /** The question whose withdrawal awaits a second tap. */
  confirming: string;
  live: boolean;
  now: number;
  shown: number;
  /** The public label that the list is narrowed to, or nothing. */
  label: string;
}

/** Questions that have not been acknowledged; plain words when there is no connection. */
export function outbox(questions: Outgoing[], marks: Marks, on: ListHandlers): TemplateResult | typeof nothing {
  if (!questions.length) return nothing;
  const waiting = questions.filter((q) => !q.refused);
  const card = (q: Outgoing): TemplateResult =>
    html`<div class="q pending" data-test="outbox" data-id=${q.id}>
      <div class="body">
        <p dir="auto">${q.text}</p>
        <small>${q.refused ? refusal(q.refused.code, q.refused.until - marks.now) : marks.live ? t("Sending…") : t("Waiting for the network")}</small>
        ${q.refused
          ? html`<div class="acts">
              <button type="button" class="act" @click=${() => on.again(q)}>${t("Try again")}</button>
              <button type="button" class="act" @click=${() => on.discard(q)}>${t("Delete")}</button>
            </div>`
          : nothing}
      </div>
    </div>`;
  return html`<section aria-labelledby="h-outbox">
    <h2 id="h-outbox" class="sr-only">${t("Not sent yet")}</h2>
    ${waiting.length && !marks.live
      ? html`<p class="offline" data-test="offline">
          <strong>${t("No connection.")}</strong> ${t("Your question is kept on this device and will be sent by itself, once, when the network is back.")}
        </p>`
      : nothing}
    ${repeat(questions, (q) => q.id, card)}
  </section>`;
}

/** The viewer's own questions, newest first. */
export function mine(scene: Scene, marks: Marks, on: ListHandlers): TemplateResult | typeof nothing {
  if (!scene.mine.length) return nothing;
  return html`<section aria-labelledby="h-mine">
    <h2 id="h-mine">${t("My questions")}</h2>
    ${repeat(scene.mine, (q) => q.question, (q) => myCard(q, scene, marks, on))}
  </section>`;
}

function myCard(q: MyQuestion, scene: Scene, marks: Marks, on: ListHandlers): TemplateResult {
  const reason = q.reason ? pick(scene.details.reasons.find((r) => r.id === q.reason)?.text) : "";
  return html`<article class="q mine ${q.state} ${q.question === marks.fresh ? "fresh" : ""}" id="mine-${q.question}" tabindex="-1" data-test="my-question" data-state=${q.state} data-own=${q.own} data-question=${q.question}>
    <div class="body">
      ${q.text ? html`<p dir="auto">${q.text}</p>` : html`<p class="sealed">${t("Told in confidence; the text is not kept on this device.")}</p>`}
      ${q.own === "merged" ? mergedWith(q) : nothing}
      ${q.edited ? html`<small>${t("Edited by the moderators:")} <span dir="auto">${q.edited}</span></small>` : nothing}
      <small><span class="tag ${q.state}">${stateWord(q)}</span>${reason ? html` · <span data-test="reason">${reason}</span>` : nothing}</small>
      ${q.written ? html`<a class="act" href="/r/${q.receipt}" data-test="read-answer">${t("Read the answer")}</a>` : nothing}
      ${receipt(q, scene, marks, on)}
    </div>
  </article>`;
}

/** Where it went on: its votes and its receipt go with that one from now on. */
function mergedWith(q: MyQuestion): TemplateResult {
  if (!q.master) return html`<small data-test="merged">${t("Merged with a similar question")}</small>`;
  return html`<small data-test="merged">${t("Merged with № {number}", { number: q.master.number })}: <span dir="auto">${q.master.text}</span></small>`;
}

function receipt(q: MyQuestion, scene: Scene, marks: Marks, on: ListHandlers): TemplateResult {
  return html`<div class="receipt">
      <span>${t("Code")} <a href="/r/${q.receipt}" class="code" data-test="ask-receipt">${q.receipt}</a></span>
      <button type="button" class="act" data-test="copy" @click=${() => on.copy(q.receipt)}>${marks.copied === q.receipt ? t("Copied") : t("Copy")}</button>
      ${withdrawal(q, scene, marks, on)}
    </div>
    ${q.question === marks.fresh ? html`<small>${t("It arrived. With this code you can look up what became of it, on any device.")}</small>` : nothing}`;
}

function withdrawal(q: MyQuestion, scene: Scene, marks: Marks, on: ListHandlers): TemplateResult | typeof nothing {
  if (!withdrawable(q.own) || !withdrawable(q.state) || scene.state === "ended") return nothing;
  if (marks.confirming !== q.question) {
    return html`<button type="button" class="act quiet" data-test="withdraw" @click=${() => on.withdraw(q.question, "ask")}>${t("Withdraw")}</button>`;
  }
  return html`<div class="acts" role="group" aria-label=${t("Withdraw this question?")}>
    <span>${t("Withdraw this question?")}</span>
    <button type="button" class="act" data-test="withdraw-yes" @click=${() => on.withdraw(q.question, "yes")}>${t("Withdraw")}</button>
    <button type="button" class="act" @click=${() => on.withdraw(q.question, "no")}>${t("Keep")}</button>
  </div>`;
}

/** What is on air, what comes next and what was answered. */
export function publicLists(scene: Scene, marks: Marks, on: ListHandlers): TemplateResult {
  const known = scene.labels.some((l) => l.id === marks.label); // a label may be dropped while the list is narrowed to it
  const wanted = known ? scene.next.filter((q) => q.labels?.includes(marks.label)) : scene.next;
  const next = wanted.slice(0, marks.shown);
  const left = wanted.length - next.length;
  return html`${scene.onAir.length
    ? html`<section aria-labelledby="h-air"><h2 id="h-air">${t("On air now")}</h2>${repeat(scene.onAir, (q) => q.id, (q) => card(q, scene, "air", votesShown(q, on)))}</section>`
    : nothing}
  <section aria-labelledby="h-next">
    ${scene.state !== "ended" ? html`<h2 id="h-next">${t("Next questions")}</h2>` : scene.next.length ? html`<h2 id="h-next">${t("Approved questions")}</h2>` : nothing}
    ${scene.next.length || scene.state === "ended" ? nothing : html`<p class="empty">${t("Approved questions will appear here; vote for those you want to hear.")}</p>`}
    ${labelFilter(scene, marks, on)} ${repeat(next, (q) => q.id, (q) => card(q, scene, "", voteButton(q, scene, on)))}
    ${left > 0 ? html`<button type="button" class="act wide" @click=${on.more}>${t("Show {count} more", { count: left })}</button>` : nothing}
  </section>
  ${scene.noticed.length
    ? html`<details class="answered"><summary>${t("To be answered in writing: {count}", { count: scene.noticed.length })}</summary>${repeat(scene.noticed.slice(0, 100), (q) => q.id, (q) => card(q, scene, "noticed", votesShown(q, on)))}</details>`
    : nothing}
  ${scene.answered.length
    ? html`<details class="answered"><summary>${t("Answered: {count}", { count: scene.answered.length })}</summary>${repeat(scene.answered.slice(0, 100), (q) => q.id, (q) => card(q, scene, "done", votesShown(q, on)))}</details>`
    : nothing}`;
}

/** Chips that narrow the list, where a question in it has a label. */
function labelFilter(scene: Scene, marks: Marks, on: ListHandlers): TemplateResult | typeof nothing {
  const used = scene.labels.filter((l) => l.id === marks.label || scene.next.some((q) => q.labels?.includes(l.id)));
  if (!used.length) return nothing;
  const chip = (id: string, name: string): TemplateResult =>
    html`<button type="button" class="chip" data-test="label-filter" aria-pressed=${marks.label === id ? "true" : "false"} @click=${() => on.filter(id)}>${name}</button>`;
  return html`<div class="filters" role="group" aria-label=${t("By label")}>${chip("", t("All"))} ${repeat(used, (l) => l.id, (l) => chip(l.id, l.name))}</div>`;
}

function labels(q: PublicQuestion, scene: Scene): TemplateResult | typeof nothing {
  const names = scene.labels.filter((l) => q.labels?.includes(l.id));
  if (!names.length) return nothing;
  return html`<p class="labels">${names.map((l) => html`<span class="label" data-test="label">${l.name}</span>`)}</p>`;
}

const TESTS: Record<string, string> = { "": "public-question", air: "on-air-question", noticed: "noticed-question", done: "answered-question" };

function card(q: PublicQuestion, scene: Scene, mark: string, votes: TemplateResult): TemplateResult {
  const to = scene.details.speakers.find((s) => s.id === q.speaker)?.name;
  const from = [q.name, q.region].filter(Boolean).join(", ");
  return html`<article class="q ${mark}" data-test=${TESTS[mark] ?? nothing} data-question=${q.id}>
    <div class="body">
      <p dir="auto" lang=${q.language ?? nothing}>${q.text}</p>
      <small>
        ${mark === "air" ? html`<span class="tag on_air">${t("On air")}</span> · ` : nothing}${from || t("Anonymous")}${to ? html` · ${t("to {speaker}", { speaker: to })}` : nothing}${q.edited ? html` · ${t("edited")}` : nothing}
      </small>
      ${labels(q, scene)}
    </div>
    ${votes}
  </article>`;
}

function voteButton(q: PublicQuestion, scene: Scene, on: ListHandlers): TemplateResult {
  const up = on.voted(q.id);
  const votes = on.votes(q.id);
  return html`<button
    type="button"
    class="vote"
    data-test="vote"
    aria-pressed=${up ? "true" : "false"}
    aria-label=${t("Vote for this question; votes: {votes}", { votes })}
    ?disabled=${scene.state === "ended"}
    @click=${() => on.vote(q.id)}
  >
    <span aria-hidden="true">▲</span><b aria-hidden="true">${votes}</b>
  </button>`;
}

function votesShown(q: PublicQuestion, on: ListHandlers): TemplateResult {
  const votes = on.votes(q.id);
  return html`<span class="vote still ${on.voted(q.id) ? "on" : ""}"><span aria-hidden="true">▲</span><b aria-hidden="true">${votes}</b><span class="sr-only">${t("Votes: {votes}", { votes })}</span></span>`;
}
