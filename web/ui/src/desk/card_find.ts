/** Looks for a question to merge into, aside from the list. */

import type { Answer, Send } from "./claims";

type View = Record<string, unknown>;

interface Found {
  ids: string[];
  views: View[];
}

const REST_MS = 250;
const MOST = 100;

export class Finder {
  words = "";
  rows: string[] = [];
  going = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(
    private readonly send: Send,
    private readonly learn: (views: View[]) => void,
    private readonly changed: () => void,
  ) {}

  /** Looks for words, or for a number, once the hand rests. */
  look(words: string): void {
    clearTimeout(this.#timer);
    this.#asked += 1; // what is on its way answers other words
    this.words = words;
    this.going = words.trim() !== "";
    if (this.going) this.#timer = setTimeout(() => void this.#search(words.trim()), REST_MS);
    else this.rows = [];
    this.changed();
  }

  clear(): void {
    this.rows = [];
    this.look("");
  }

  async #search(words: string): Promise<void> {
    const asked = this.#asked;
    const digits = /^(?:№|#)?\s*(\d+)$/.exec(words)?.[1];
    const found = await this.#found({ list: "all", search: digits ? `№${digits}` : words, count: digits ? MOST : 20 });
    if (asked !== this.#asked) return;
    this.going = false;
    this.rows = found?.ids ?? [];
    if (digits) this.rows = byNumber(found, Number(digits));
    this.changed();
  }

  async #found(query: View): Promise<Found | null> {
    const answer: Answer = await this.send({ type: "look", ...query });
    if (answer.type !== "done") return null;
    const found = answer.result as unknown as Found;
    this.learn(found.views);
    this.changed();
    return found;
  }
}

/** The exact number first, then those that begin with it. */
function byNumber(found: Found | null, number: number): string[] {
  const numbers = new Map((found?.views ?? []).filter((v) => v["kind"] === "question").map((v) => [v["id"] as string, v["number"] as number]));
  return [...(found?.ids ?? [])].sort((a, b) => Number(numbers.get(b) === number) - Number(numbers.get(a) === number));
}
