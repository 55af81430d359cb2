/** Which key does what on the desk. */

import { Keymap } from "../lib/keymap";

export const keymap = new Keymap(
  {
    next: "KeyJ", previous: "KeyK", waiting: "KeyW", approve: "KeyA", reject: "KeyR", edit: "KeyE", undo: "KeyU", history: "KeyZ",
    hold: "KeyH", pin: "KeyP", notice: "KeyN", label: "KeyL", speaker: "KeyS", merge: "KeyM", more: "KeyD", over: "KeyT",
    select: "KeyX", search: "Slash", filters: "KeyF", listBefore: "BracketLeft", listAfter: "BracketRight", intake: "KeyI", theme: "KeyB",
  },
  "tynda-desk-keymap",
);

export type KeyAction = keyof typeof keymap.usual;
