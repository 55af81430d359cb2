/** Tells who listens that new questions have come: as a count, and not more often than one can bear. */

import type { Question } from "./model";

export const EVERY_MS = 10_000;

interface Frame {
  type: string;
  now?: number;
  views?: { kind: string }[];
}

export class Announcer {
  /** How many have come; 0 while there is nothing to say. */
  said = 0;
  #fresh = new Set<string>();
  #highest = 0;
  #since = Infinity;
  #saidAt = -Infinity;

  /** Counts the questions that were asked while this page was open. */
  heard(frame: Frame, now: number): void {
    if (this.#since === Infinity) this.#since = now;
    for (const view of frame.views ?? []) {
      if (view.kind !== "question") continue;
      const question = view as unknown as Question;
      if (question.state !== "received" || question.number <= this.#highest || question.asked_at < this.#since) continue;
      this.#highest = question.number;
      this.#fresh.add(question.id);
    }
  }

  /** Whether there is something new to say now. */
  tick(now: number): boolean {
    if (this.#fresh.size === 0 || now - this.#saidAt < EVERY_MS) return false;
    this.said = this.#fresh.size;
    this.#fresh.clear();
    this.#saidAt = now;
    return true;
  }
}
