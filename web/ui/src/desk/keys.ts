/** The keys of the desk: what each does, and the dialog in which they are changed. They sleep while one types. */

import { target } from "../lib/typing";
import { decidable } from "./card";
import type { Desk } from "./controller";
import { keymap, type KeyAction } from "./keymap";
import { LISTS } from "./list";
import type { Question } from "./model";
import { carry, ticked } from "./select";
import { openUndo } from "./undo";
import type { Ui } from "./ui";

const STORED = "tynda-desk-keys";

/** Whether single keys act; whoever uses speech input or a foot switch turns them off. */
export const keysOn = (): boolean => localStorage.getItem(STORED) !== "off";
export const setKeys = (on: boolean): void => localStorage.setItem(STORED, on ? "on" : "off");

/** What keys reach of the page beside the desk. */
export interface Reach {
  desk: Desk;
  ui: Ui;
  help(): void;
  theme(): void;
  search(): void;
  /** Stops what a swipe has begun; true if it had begun something. */
  stop(): boolean;
}

/** Carries out the key; true if it meant something. */
export function press(reach: Reach, event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === "?") return act(reach.help);
  if (!keysOn()) return false;
  const { desk, ui } = reach;
  const action = arrow(event.code) ?? (event.shiftKey ? null : keymap.actionOf(event.code));
  if (action === "next" || action === "previous") return act(() => desk.list.step(action === "next" ? 1 : -1, desk.open));
  if (event.repeat) return false;
  if (event.code === "Escape") return escape(reach);
  if (event.code === "Enter") return !onControl(event) && desk.list.marked !== null && act(() => desk.openCard(desk.list.marked!));
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  if (desk.choosingReason && digit) return reason(desk, Number(digit));
  if (action === null) return false;
  const anywhere = ANYWHERE[action];
  if (anywhere) return act(() => anywhere(reach));
  return ui.selecting ? several(desk, ui, action) : onCard(desk, action);
}

const arrow = (code: string): KeyAction | null => (code === "ArrowDown" ? "next" : code === "ArrowUp" ? "previous" : null);

function escape({ desk, ui, stop }: Reach): boolean {
  if (stop()) return true;
  return act(() => (ui.selecting ? ui.select(false) : desk.choosingReason ? desk.chooseReason(false) : desk.closeCard()));
}

function beside(desk: Desk, step: number): void {
  desk.list.show(LISTS[(LISTS.indexOf(desk.list.name) + step + LISTS.length) % LISTS.length]!);
}

function waiting(desk: Desk): void {
  const next = desk.next();
  if (next) desk.openCard(next.id);
}

function select({ desk, ui }: Reach): void {
  const { marked } = desk.list;
  if (!ui.selecting) ui.select(true, marked ?? undefined);
  else if (marked) ui.tick(marked);
}

const ANYWHERE: Partial<Record<KeyAction, (reach: Reach) => void>> = {
  waiting: ({ desk }) => waiting(desk),
  undo: ({ desk }) => desk.undoLast(),
  history: ({ desk, ui }) => openUndo(desk, ui),
  select,
  search: ({ search }) => search(),
  filters: ({ ui }) => ui.open("filters"),
  listBefore: ({ desk }) => beside(desk, -1),
  listAfter: ({ desk }) => beside(desk, 1),
  intake: ({ desk, ui }) => desk.briefing?.state !== "ended" && ui.open("intake"),
  theme: ({ theme }) => theme(),
};

/** With rows selected the keys act on all of them. */
function several(desk: Desk, ui: Ui, action: KeyAction): boolean {
  const ids = ticked(desk, ui);
  if (ids.length === 0) return false;
  const held = ids.every((id) => desk.question(id)?.held);
  const does: Partial<Record<KeyAction, () => void>> = {
    approve: () => void carry(desk, ui, ids, desk.approveAll(ids)),
    reject: () => ui.open("reasons"),
    hold: () => void carry(desk, ui, ids, desk.mark(ids, { held: !held })),
    label: () => desk.labels.length > 0 && ui.open("label"),
  };
  return does[action] ? act(does[action]) : false;
}

type Deed = (desk: Desk, question: Question) => unknown;

/** What needs a card that one may decide on; reading and marking don't. */
const DECIDES: Partial<Record<KeyAction, Deed>> = {
  approve: (desk, q) => !desk.choosingReason && desk.approve(q),
  reject: (desk, q) => q.airings.length === 0 && desk.chooseReason(!desk.choosingReason),
  edit: (desk, q) => desk.edit(q),
  notice: (desk, q) => desk.notice(q.id),
  merge: (desk) => desk.openSheet("merge"),
};
const MARKS: Partial<Record<KeyAction, Deed>> = {
  hold: (desk, q) => q.state === "received" && desk.mark([q.id], { held: !q.held }),
  pin: (desk, q) => desk.mark([q.id], { pinned: !q.pinned }),
  label: (desk) => desk.openSheet("labels"),
  speaker: (desk) => desk.openSheet("speaker"),
  more: (desk) => desk.openSheet("more"),
  over: (desk, q) => desk.heldByColleague(q.id) && desk.takeOver(q.id),
};

function onCard(desk: Desk, action: KeyAction): boolean {
  const question = desk.question(desk.open);
  if (!question || desk.pending.has(question.id) || desk.briefing?.state === "ended") return false;
  const deed = MARKS[action] ?? (decidable(desk, question) ? DECIDES[action] : undefined);
  return deed ? act(() => deed(desk, question)) : false;
}

function reason(desk: Desk, digit: number): boolean {
  const question = desk.question(desk.open);
  const chosen = desk.reasons[digit - 1];
  return question && chosen && decidable(desk, question) ? act(() => desk.reject(question, chosen.id)) : false;
}

const act = (what: () => unknown): true => {
  what();
  return true;
};

/** Enter on a focused button is that button's own. */
const onControl = (event: KeyboardEvent): boolean => target(event)?.matches("button, a, summary") ?? false;
