/** Which key does what on the console. */

import { t } from "../lib/i18n";
import { Keymap, keyName as plainName, plainKey } from "../lib/keymap";

/** A producer's keyboard may be a box of buttons: what types nothing may be given away as well. */
const free = (code: string): boolean => plainKey(code) || /^(Space|Escape|Delete|Insert|Home|End|Page(Up|Down)|Numpad(?!Enter).+)$/.test(code);

export const keymap = new Keymap(
  {
    take: "Space", cut: "KeyC", clear: "Escape", panic: "F12", next: "KeyN", answered: "KeyA", update: "KeyU", keep: "KeyK",
    language: "KeyL", skip: "KeyS", duplicate: "KeyD", edit: "KeyE", remove: "Delete", add: "KeyP",
    screenBefore: "BracketLeft", screenAfter: "BracketRight", sound: "KeyM",
  },
  "tynda-console-keymap",
  free,
);

export type KeyAction = keyof typeof keymap.usual;

/** What a key is called on its cap, in the reader's language. */
export const keyName = (code: string): string => (code === "Space" ? t("Space") : code.startsWith("Numpad") ? `Num ${plainName(code)}` : plainName(code));

export function keyWord(action: KeyAction): string {
  return {
    take: t("take: preview goes on air"),
    cut: t("cut: the same without animation"),
    clear: t("clear one layer"),
    panic: t("clear all: every screen dark at once"),
    next: t("the next one into preview"),
    answered: t("the question was answered"),
    update: t("put the newly approved wording on air"),
    keep: t("keep what would hide by itself"),
    language: t("the next language of what is in preview"),
    skip: t("pass over, or put back"),
    duplicate: t("duplicate"),
    edit: t("change a prepared item"),
    remove: t("remove a prepared item"),
    add: t("prepare an item"),
    screenBefore: t("the screen before"),
    screenAfter: t("the next screen"),
    sound: t("sound of the alarm"),
  }[action];
}
