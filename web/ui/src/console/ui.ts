/** What of the page is this hand's alone: which sheet is open, what is being written in it, what failed in preview. */

import type { Lang } from "../lib/page";
import { Typing } from "../lib/typing";
import type { Alarm } from "../stage/stage";
import type { Draft } from "./draft";

export type Sheet =
  | { kind: "add"; language?: Lang }
  | { kind: "form"; draft: Draft }
  | { kind: "row"; item: string }
  | { kind: "time"; layer: string; cue: string }
  | { kind: "action"; layer: string; cue: string; action: string; draft: Draft }
  | { kind: "help" };

export class Ui extends EventTarget {
  sheet: Sheet | null = null;
  readonly typing = new Typing();
  /** By layer: what failed in preview, before it is on air. */
  readonly failures = new Map<string, Alarm>();

  open(sheet: Sheet | null): void {
    this.sheet = sheet;
    this.changed();
  }

  failed = (event: Event): void => {
    const { detail } = event as CustomEvent<Alarm>;
    this.failures.set(detail.layer, detail);
    this.changed();
  };

  recovered = (event: Event): void => {
    if (this.failures.delete((event as CustomEvent<Alarm>).detail.layer)) this.changed();
  };

  changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
