/** The console's keys, by their place on the keyboard, so that they work in every layout. */

import type { Console } from "./controller";

/** Whether somebody writes there, or chooses in a list. */
export function typing(event: Event): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input, textarea, select") || target.closest("dialog[open]") !== null;
}

const KEYS: Record<string, (desk: Console) => void> = {
  Space: (desk) => void desk.take(),
  KeyC: (desk) => void desk.take(true),
  Escape: (desk) => desk.clear(),
  F12: (desk) => desk.clearAll(),
  KeyA: (desk) => desk.answered(),
  ArrowUp: (desk) => desk.focusBy(-1),
  ArrowDown: (desk) => desk.focusBy(1),
};

/** Does what the key means; false where it means nothing here. */
export function press(desk: Console, event: KeyboardEvent): boolean {
  if (typing(event) || event.ctrlKey || event.metaKey) return false;
  const arrow = event.code === "ArrowUp" || event.code === "ArrowDown";
  if (event.altKey) {
    if (!arrow) return false;
    desk.moveBy(event.code === "ArrowUp" ? -1 : 1);
    return true;
  }
  if (event.code === "Enter" || event.code === "NumpadEnter") return enter(desk, event);
  const act = KEYS[event.code];
  // A key that is held down repeats: only wandering through the list may.
  if (act && (arrow || !event.repeat)) act(desk);
  return act !== undefined;
}

/** Enter cues the focused row; on any other button it presses that button. */
function enter(desk: Console, event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement || !desk.focus) return false;
  if (!event.repeat) desk.cue(desk.focus);
  return true;
}
