/* What a captioner's page remembers on its device: the line that is being written, the language, who speaks. */

import type { Lang } from "../lib/page";

export interface Draft {
  text: string;
  /** When its first letter was typed; 0 while there is none. */
  since: number;
  /** The line that is being corrected. */
  line: string | null;
}

export interface Kept extends Draft {
  language: Lang | null;
  speaker: string;
}

export const EMPTY: Draft = { text: "", since: 0, line: null };

function opened(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null; // a browser that forbids it: the page works, and forgets when it is closed
  }
}

export class Memory {
  readonly storage = opened();

  constructor(private readonly name: string) {}

  read(): Partial<Kept> {
    try {
      return JSON.parse(this.storage?.getItem(this.name) ?? "{}") as Partial<Kept>;
    } catch {
      return {};
    }
  }

  keep(kept: Kept): void {
    try {
      this.storage?.setItem(this.name, JSON.stringify(kept));
    } catch {
      // a full storage: what is written lives as long as the page does
    }
  }
}
