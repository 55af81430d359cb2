/** Which key does what on a seat, kept on this device. Keys go by their place on the keyboard, so that any layout works. */

const NAMES: Record<string, string> = {
  Slash: "/", Backslash: "\\", BracketLeft: "[", BracketRight: "]", Semicolon: ";", Quote: "'", Comma: ",", Period: ".",
  Minus: "-", Equal: "=", Backquote: "`", Escape: "Esc", Delete: "Del", ArrowUp: "↑", ArrowDown: "↓",
};

/** What a key is called on its cap. */
export const keyName = (code: string): string => NAMES[code] ?? code.replace(/^(Key|Digit|Numpad)/, "");

/** Letters, signs and function keys: what a seat may give away; digits are its own. */
export const plainKey = (code: string): boolean => /^(Key[A-Z]|F\d{1,2}|Slash|Backslash|Bracket(Left|Right)|Semicolon|Quote|Comma|Period|Minus|Equal|Backquote)$/.test(code);

export class Keymap<A extends string> {
  /**
   * @param usual which action has which key as long as nobody changed it.
   * @param stored the name under which changes are kept.
   * @param free whether a key may be given to an action.
   */
  constructor(
    readonly usual: Record<A, string>,
    private readonly stored: string,
    readonly free: (code: string) => boolean = plainKey,
  ) {}

  get actions(): A[] {
    return Object.keys(this.usual) as A[];
  }

  keys(): Record<A, string> {
    try {
      const kept = JSON.parse(localStorage.getItem(this.stored) ?? "{}") as Partial<Record<A, string>>;
      const may = (action: A): boolean => typeof kept[action] === "string" && (kept[action] === this.usual[action] || this.free(kept[action]));
      const merged = { ...this.usual, ...Object.fromEntries(this.actions.filter(may).map((a) => [a, kept[a]])) };
      return new Set(Object.values(merged)).size === this.actions.length ? merged : { ...this.usual };
    } catch {
      return { ...this.usual };
    }
  }

  /** The other action that has this key already. */
  taken(action: A, code: string): A | null {
    const now = this.keys();
    return this.actions.find((a) => a !== action && now[a] === code) ?? null;
  }

  /** Gives the action this key; an action that had it gets the other's in exchange. */
  assign(action: A, code: string): void {
    const now = this.keys();
    const other = this.taken(action, code);
    if (other) now[other] = now[action];
    now[action] = code;
    localStorage.setItem(this.stored, JSON.stringify(now));
  }

  reset(): void {
    localStorage.removeItem(this.stored);
  }

  /** The action of a key press. */
  actionOf(code: string): A | null {
    const now = this.keys();
    return this.actions.find((a) => now[a] === code) ?? null;
  }
}
