/** Whether somebody writes: then no single key acts. */

const FIELDS = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
/** How soon after a letter the next one is of the same word. */
const ON_MS = 1_000;

export class Typing {
  /** The field of the latest letter, unless the hand has left it since. */
  #last: { field: Element; at: number } | null = null;

  /** Whether this key is typed: in a field, or on as in one that has gone from under the hand a moment ago. */
  is(event: KeyboardEvent): boolean {
    const at = target(event);
    const gone = this.#last && !this.#last.field.isConnected && event.timeStamp - this.#last.at < ON_MS ? this.#last.field : null;
    const field = at?.matches(FIELDS) ? at : gone;
    const leaves = event.key === "Escape" || event.key === "Tab";
    this.#last = field && !leaves ? { field, at: event.timeStamp } : null;
    return field !== null;
  }

  /** The hand is elsewhere. */
  rest = (): void => {
    this.#last = null;
  };
}

/** The element that an event is about, also within a shadow root. */
export const target = (event: Event): Element | null => (event.composedPath()[0] instanceof Element ? (event.composedPath()[0] as Element) : null);
