/** What of the page is this hand's alone: which sheet is open, what is ticked, what the thumb has just begun. */

import type { Translated } from "../lib/i18n";
import { Typing } from "../lib/typing";
import type { Briefing } from "./model";
import { LongPress } from "./select";

export type FrameSheet = "lists" | "filters" | "undo" | "intake" | "reasons" | "label";

export class Ui extends EventTarget {
  sheet: FrameSheet | null = null;
  selecting = false;
  readonly ticked = new Set<string>();
  readonly press = new LongPress();
  /** What stands in the search field while it is typed; null is what the list is searched for. */
  typed: string | null = null;
  readonly typing = new Typing();
  /** What of the intake is chosen and written but not sent yet; null is what holds now. */
  intake: { chosen: Briefing["intake"] | null; written: Translated | null } = { chosen: null, written: null };
  #rest: ReturnType<typeof setTimeout> | undefined;

  /** Opens a sheet, or closes the one that is open. */
  open(sheet: FrameSheet | null): void {
    if (this.sheet === sheet) return;
    this.sheet = sheet;
    this.changed();
  }

  /** Begins or ends selecting; `first` is ticked at once. */
  select(on: boolean, first?: string): void {
    this.selecting = on;
    this.ticked.clear();
    if (on && first) this.ticked.add(first);
    this.changed();
  }

  tick(id: string): void {
    if (!this.ticked.delete(id)) this.ticked.add(id);
    this.changed();
  }

  /** Unticks these; true if any was ticked. */
  untick(ids: readonly string[]): boolean {
    const were = ids.filter((id) => this.ticked.delete(id));
    this.changed();
    return were.length > 0;
  }

  /** Ticks all of these, or none if all are. */
  tickAll(ids: readonly string[]): void {
    const all = ids.every((id) => this.ticked.has(id));
    this.ticked.clear();
    if (!all) for (const id of ids) this.ticked.add(id);
    this.changed();
  }

  /** Keeps what is typed, and does it once nothing more has been typed for so long. */
  type(text: string, ms: number, then: () => void): void {
    this.untype();
    this.typed = text;
    this.#rest = setTimeout(() => {
      this.typed = null;
      then();
    }, ms);
  }

  /** What was typed is not searched for any more. */
  untype(): void {
    clearTimeout(this.#rest);
    this.typed = null;
  }

  /** What was not sent of the intake is nobody's: the sheet begins anew. */
  forgetIntake(): void {
    this.intake = { chosen: null, written: null };
  }

  changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
