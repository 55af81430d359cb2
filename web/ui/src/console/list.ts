/** The rundown's order and what stands in it: moved, skipped, put back, prepared, duplicated, removed. */

import { newId } from "../lib/ids";
import type { Line } from "./line";
import type { Item, Moving } from "./model";

/** How long the answer to a move may be ahead of the record that it changes. */
const MOVE_WAIT_MS = 1_000;

/** What a producer prepares. */
export interface Content {
  graphic: string;
  title: string;
  data: Record<string, unknown>;
  hide_after_s: number | null;
}

export class List {
  moving: Moving | undefined;
  #move: Promise<void> = Promise.resolve();

  constructor(private readonly line: Line) {}

  item(id: string | null): Item | undefined {
    return id === null ? undefined : this.line.source.get<Item>("item", id);
  }

  /** One after the other, each from where the one before it left the row. */
  move(next: () => Moving | null): void {
    this.#move = this.#move.then(async () => {
      const move = next();
      if (move && this.line.open && move.item !== move.before) await this.#moved(move);
    });
  }

  async #moved(move: Moving): Promise<void> {
    this.moving = move;
    const shown = this.item(move.item)?.rank;
    const answer = await this.line.send("move", { type: "move", ...move });
    // A move that changed no rank needs no record to come.
    if (answer) await this.line.until(() => this.item(move.item)?.rank !== shown, MOVE_WAIT_MS);
    this.moving = undefined;
    this.line.tell();
  }

  /** Puts a new item into the rundown, or changes this one; its id, or null when it was refused. */
  async prepare(content: Content, item: string = newId()): Promise<string | null> {
    return this.line.open && (await this.line.send("prepare", { type: "prepare", item, ...content })) ? item : null;
  }

  duplicate(item: string): void {
    if (this.line.open) void this.line.send("duplicate", { type: "duplicate", item });
  }

  /** Passes it over, or puts back what was passed over or answered. */
  turn(item: string): void {
    const there = this.item(item);
    if (!there || !this.line.open) return;
    const type = there.skipped || there.done ? "put_back" : "skip";
    void this.line.send(type, { type, item });
  }

  remove(item: string): void {
    if (this.line.open && this.item(item)?.hash) void this.line.send("remove", { type: "remove", item });
  }
}
