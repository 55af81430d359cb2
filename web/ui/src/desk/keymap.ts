/** Which key does what, on this device. Keys go by their place on the keyboard, so that any layout works. */

export const ACTIONS = [
  "next", "previous", "waiting", "approve", "reject", "edit", "undo", "history", "hold", "pin", "notice", "label",
  "speaker", "merge", "more", "over", "select", "search", "filters", "listBefore", "listAfter", "intake", "theme",
] as const;
export type KeyAction = (typeof ACTIONS)[number];
export type Keys = Record<KeyAction, string>;

export const USUAL: Keys = {
  next: "KeyJ", previous: "KeyK", waiting: "KeyW", approve: "KeyA", reject: "KeyR", edit: "KeyE", undo: "KeyU", history: "KeyZ",
  hold: "KeyH", pin: "KeyP", notice: "KeyN", label: "KeyL", speaker: "KeyS", merge: "KeyM", more: "KeyD", over: "KeyT",
  select: "KeyX", search: "Slash", filters: "KeyF", listBefore: "BracketLeft", listAfter: "BracketRight", intake: "KeyI", theme: "KeyB",
};

const STORED = "tynda-desk-keymap";
const NAMES: Record<string, string> = {
  Slash: "/", Backslash: "\\", BracketLeft: "[", BracketRight: "]", Semicolon: ";", Quote: "'", Comma: ",", Period: ".",
  Minus: "-", Equal: "=", Backquote: "`",
};

/** What a key is called on its cap. */
export const keyName = (code: string): string => NAMES[code] ?? code.replace(/^(Key|Numpad)/, "");

/** Whether a key may be given to an action: letters, signs and function keys; digits are the reasons'. */
export const free = (code: string): boolean => /^(Key[A-Z]|F\d{1,2})$/.test(code) || code in NAMES;

export function keys(): Keys {
  try {
    const kept = JSON.parse(localStorage.getItem(STORED) ?? "{}") as Partial<Keys>;
    const own = ACTIONS.filter((a) => typeof kept[a] === "string" && free(kept[a]));
    const merged = { ...USUAL, ...Object.fromEntries(own.map((a) => [a, kept[a]])) };
    return new Set(Object.values(merged)).size === ACTIONS.length ? merged : { ...USUAL };
  } catch {
    return { ...USUAL };
  }
}

/** The other action that has this key already. */
export const taken = (action: KeyAction, code: string): KeyAction | null => ACTIONS.find((a) => a !== action && keys()[a] === code) ?? null;

/** Gives the action this key; an action that had it gets the other's in exchange. */
export function assign(action: KeyAction, code: string): void {
  const now = keys();
  const other = taken(action, code);
  if (other) now[other] = now[action];
  now[action] = code;
  localStorage.setItem(STORED, JSON.stringify(now));
}

export const reset = (): void => localStorage.removeItem(STORED);

/** The action of a key press. */
export const actionOf = (code: string): KeyAction | null => ACTIONS.find((a) => keys()[a] === code) ?? null;
