/** The sheets of what is done seldom: everything under "…", the speaker, the recognised language. */

import { html, nothing, type TemplateResult } from "lit";
import { pick, t } from "../lib/i18n";
import { LANGS, page } from "../lib/page";
import { decidable, divertible, pending } from "./card_state";
import { exported } from "./card_model";
import type { Sheet, SheetName } from "./card_sheets";
import type { Desk } from "./controller";
import type { Question } from "./model";
import { languageName } from "./words";

interface Item {
  test: string;
  label: string;
  hint?: string;
  off?: boolean;
  act: () => void;
}

const item = ({ test, label, hint, off, act }: Item): TemplateResult =>
  html`<button class="item" data-test=${test} ?disabled=${off ?? false} @click=${act}><b>${label}</b>${hint ? html`<small>${hint}</small>` : nothing}</button>`;

export function moreSheet(desk: Desk, question: Question): Sheet {
  const ended = desk.briefing?.state === "ended";
  const busy = ended || pending(desk, question);
  const can = decidable(desk, question);
  const open = (name: SheetName) => () => desk.openSheet(name);
  const aired = question.airings.length > 0;
  const items: Item[] = [
    { test: "pin", label: question.pinned ? t("Unpin") : t("Pin to the top of the list"), off: busy, act: () => close(desk, () => void desk.mark([question.id], { pinned: !question.pinned })) },
    { test: "labels", label: t("Labels…"), off: busy, act: open("labels") },
    ...hiding(desk, question, !can),
    { test: "merge", label: t("Merge into another question…"), hint: t("By its number, or by its words."), off: !can || aired || question.consultation, act: open("merge") },
    { test: "restrain", label: t("Restrain the viewer…"), hint: t("Time-out, mute or ban. It is not seen who it is."), off: ended, act: open("restrain") },
    { test: "divert", label: t("Hand over in confidence…"), hint: t("For a report of wrongdoing. It leaves the desk for good."), off: !divertible(desk, question), act: open("divert") },
  ];
  // No file is made of a rehearsal: it could not be wiped.
  const kept = desk.briefing?.rehearses === null;
  if (kept) items.push({ test: "export", label: t("Save the card as a file"), hint: t("What was asked, each wording, what was on air."), act: () => close(desk, () => download(question)) });
  return { title: t("№ {n}: more", { n: question.number }), body: html`<div class="items">${items.map(item)} ${kept ? table() : nothing}</div>` };
}

/** All questions of the briefing, as the server writes them. */
const table = (): TemplateResult =>
  html`<a class="item" data-test="export-all" download href=${`/desk/${page().briefing}/chain.csv`}><b>${t("Save all questions as a table")}</b><small>${t("The same of the whole briefing, without who asked.")}</small></a>`;

function hiding(desk: Desk, question: Question, off: boolean): Item[] {
  const toggle = (field: "name" | "region") => (): void => {
    const hidden = question.hidden.includes(field) ? question.hidden.filter((f) => f !== field) : [...question.hidden, field];
    close(desk, () => void desk.mark([question.id], { hidden }));
  };
  const items: Item[] = [];
  if (question.name) items.push({ test: "hide-name", label: question.hidden.includes("name") ? t("Show the name") : t("Hide the name"), hint: question.name, off, act: toggle("name") });
  if (question.region) items.push({ test: "hide-region", label: question.hidden.includes("region") ? t("Show the region") : t("Hide the region"), hint: question.region, off, act: toggle("region") });
  return items;
}

function close(desk: Desk, act: () => void): void {
  desk.openSheet(null);
  act();
}

function download(question: Question): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([exported(question)], { type: "application/json" }));
  link.download = `question-${question.number}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** One of several, as buttons; the present one is marked and has the focus. */
function choice(options: { id: string; label: string; hint?: string }[], now: string, off: boolean, choose: (id: string) => void): TemplateResult {
  return html`<div class="items" role="group" aria-labelledby="sheet-title">
    ${options.map(({ id, label, hint }) => html`<button class="item" data-test="choice" data-choice=${id} aria-pressed=${id === now} ?autofocus=${id === now}
      ?disabled=${off} @click=${() => choose(id)}><b>${label}</b>${hint ? html`<small>${hint}</small>` : nothing}</button>`)}
  </div>`;
}

export function speakerSheet(desk: Desk, question: Question): Sheet {
  const speakers = desk.briefing?.details.speakers ?? [];
  const options = [{ id: "", label: t("To nobody in particular") }, ...speakers.map((s) => ({ id: s.id, label: s.name, hint: pick(s.office) }))];
  const set = (speaker: string): void => close(desk, () => speaker !== (question.speaker ?? "") && void desk.mark([question.id], { speaker }));
  const off = pending(desk, question) || desk.briefing?.state === "ended";
  return { title: t("Who is to answer № {n}?", { n: question.number }), body: choice(options, question.speaker ?? "", off, set) };
}

export function languageSheet(desk: Desk, question: Question): Sheet {
  const approved = Object.values(question.approvals).includes(0);
  const set = (language: string): void => close(desk, () => language !== question.language && void desk.mark([question.id], { language: language as Question["language"] }));
  const body = html`
    <p class="dim">${approved ? t("It is approved as it was asked; its language stays.") : t("It was recognised by the text. Correct it where that went wrong.")}</p>
    ${choice(LANGS.map((l) => ({ id: l, label: languageName(l) })), question.language, approved || !decidable(desk, question), set)}`;
  return { title: t("In which language was № {n} asked?", { n: question.number }), body };
}
