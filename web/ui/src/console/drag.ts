/** Moving a row by hand: a mouse takes it anywhere, a finger by its handle, so that the list still scrolls. */

import type { Moving } from "./model";

const START_PX = 6;

export class Drag {
  /** The row in the hand. */
  item: string | null = null;
  /** The row that it would stand before; null is the end. */
  before: string | null = null;
  #from: { id: string; y: number; pointer: number } | null = null;

  constructor(
    private readonly list: () => HTMLElement | null,
    private readonly changed: () => void,
    private readonly drop: (move: Moving) => void,
  ) {}

  down = (event: PointerEvent, id: string): void => {
    const handle = (event.target as Element).closest("[data-handle]");
    if (event.button !== 0 || (event.pointerType !== "mouse" && !handle)) return;
    this.#from = { id, y: event.clientY, pointer: event.pointerId };
    window.addEventListener("pointermove", this.#move);
    window.addEventListener("pointerup", this.#up);
    window.addEventListener("pointercancel", this.#cancel);
    window.addEventListener("keydown", this.#escape, true);
  };

  #move = (event: PointerEvent): void => {
    const from = this.#from;
    if (!from || event.pointerId !== from.pointer) return;
    if (!this.item && Math.abs(event.clientY - from.y) < START_PX) return;
    event.preventDefault();
    this.item = from.id;
    this.before = this.#under(event.clientY);
    this.changed();
  };

  /** The first row that can be moved whose middle is below the pointer. */
  #under(y: number): string | null {
    for (const row of this.list()?.querySelectorAll<HTMLElement>("[data-item]:not([data-done], [data-skipped])") ?? []) {
      const box = row.getBoundingClientRect();
      if (row.dataset["item"] !== this.item && y < box.top + box.height / 2) return row.dataset["item"] ?? null;
    }
    return null;
  }

  #up = (event: PointerEvent): void => {
    if (event.pointerId !== this.#from?.pointer) return; // another finger's
    const move = this.item ? { item: this.item, before: this.before } : null;
    this.#end();
    if (!move) return;
    // A click that comes with the same lifting is the end of the drag and means nothing else.
    window.addEventListener("click", stop, true);
    setTimeout(() => window.removeEventListener("click", stop, true));
    this.drop(move);
  };

  #escape = (event: KeyboardEvent): void => {
    if (event.code !== "Escape" || !this.item) return;
    event.stopImmediatePropagation(); // it lets the row go and takes nothing off air
    event.preventDefault();
    this.#end();
  };

  #cancel = (event: PointerEvent): void => {
    if (event.pointerId === this.#from?.pointer) this.#end();
  };

  #end(): void {
    this.#from = this.item = this.before = null;
    window.removeEventListener("pointermove", this.#move);
    window.removeEventListener("pointerup", this.#up);
    window.removeEventListener("pointercancel", this.#cancel);
    window.removeEventListener("keydown", this.#escape, true);
    this.changed();
  }
}

const stop = (event: Event): void => event.stopPropagation();
