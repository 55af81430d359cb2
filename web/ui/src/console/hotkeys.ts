/** The console's keys, by their place on the keyboard, so that they work in every layout. They rest while one types. */

import { target } from "../lib/typing";
import type { Console } from "./controller";
import { edit } from "./draft";
import { keymap, type KeyAction } from "./keymap";
import type { Ui } from "./ui";

/** What keys reach of the page. */
export interface Reach {
  desk: Console;
  ui: Ui;
  sound(): void;
}

const DOES: Record<KeyAction, (reach: Reach) => void> = {
  take: ({ desk }) => void desk.takes.take(),
  cut: ({ desk }) => void desk.takes.take(true),
  clear: ({ desk }) => desk.takes.clear(),
  panic: ({ desk }) => void desk.takes.panic(),
  next: ({ desk }) => desk.next(),
  answered: ({ desk }) => desk.takes.answered(),
  update: ({ desk }) => desk.takes.update(),
  keep: ({ desk }) => keep(desk),
  language: ({ desk }) => desk.takes.turn(desk.wordings),
  skip: ({ desk }) => onFocus(desk, (item) => desk.list.turn(item)),
  duplicate: ({ desk }) => onFocus(desk, (item) => desk.list.duplicate(item)),
  edit: ({ desk, ui }) => onFocus(desk, (item) => edit(desk, ui, item)),
  remove: ({ desk }) => onFocus(desk, (item) => desk.list.remove(item)),
  add: ({ desk, ui }) => desk.line.open && ui.open({ kind: "add" }),
  screenBefore: ({ desk }) => desk.pickBy(-1),
  screenAfter: ({ desk }) => desk.pickBy(1),
  sound: ({ sound }) => sound(),
};

/** Does what the key means; false where it means nothing here. */
export function press(reach: Reach, event: KeyboardEvent): boolean {
  const types = reach.ui.typing.is(event);
  if (event.ctrlKey || event.metaKey) return false;
  const action = keymap.actionOf(event.code);
  // The panic key works always; a letter that was made one is a letter where letters are written.
  if (action === "panic" && !event.altKey && (!types || /^F\d+$/.test(event.code))) return once(event, () => DOES.panic(reach));
  if (types || reach.ui.sheet || target(event)?.closest("dialog[open]")) return false;
  if (event.altKey) return moves(reach.desk, event);
  if (event.key === "?") return once(event, () => reach.ui.open({ kind: "help" }));
  if (event.code === "ArrowUp" || event.code === "ArrowDown") return act(() => reach.desk.focusBy(event.code === "ArrowUp" ? -1 : 1));
  if (action) return once(event, () => DOES[action](reach));
  if (event.code === "Enter" || event.code === "NumpadEnter") return enter(reach.desk, event);
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  if (digit && !event.shiftKey) return once(event, () => reach.desk.choose(Number(digit)));
  return event.code === "Space"; // given away, it still scrolls nothing
}

function moves(desk: Console, event: KeyboardEvent): boolean {
  if (event.code !== "ArrowUp" && event.code !== "ArrowDown") return false;
  return act(() => event.repeat || desk.moveBy(event.code === "ArrowUp" ? -1 : 1));
}

/** Enter cues the focused row; on any other button it presses that button. */
function enter(desk: Console, event: KeyboardEvent): boolean {
  const at = target(event);
  const own = at instanceof HTMLButtonElement || at instanceof HTMLAnchorElement || at?.matches("summary");
  if (own) return event.repeat; // held down, the browser would press it as often
  if (!desk.focus) return false;
  return once(event, () => desk.cue(desk.focus!));
}

function onFocus(desk: Console, does: (item: string) => void): void {
  if (desk.focus) does(desk.focus);
}

/** What hides next by itself, stays. */
function keep(desk: Console): void {
  const [cue] = desk.takes.air.filter((c) => c.until !== null).sort((a, b) => a.until! - b.until!);
  if (cue) desk.takes.hide(cue, null);
}

const act = (what: () => void): true => {
  what();
  return true;
};

/** A key that is held down repeats: only wandering through the list may. */
const once = (event: KeyboardEvent, what: () => void): true => act(() => event.repeat || what());
