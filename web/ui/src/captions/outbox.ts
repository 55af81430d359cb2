/** Lines on their way: one after another, in the order in which they were written, kept on this device until answered. */

import type { Live } from "../lib/live";
import type { Written } from "./model";

/** What is refused so is only late: the same command is tried again. */
const LATER = new Set(["busy", "unavailable", "too_fast"]);
const AGAIN_MS = 1_000;

/** Event: `change`. */
export class Outbox extends EventTarget {
  #waiting: Written[] = [];
  #sending = false;
  readonly #prefix: string;

  /** Each line has a place of its own in the storage, so that two pages of one person take nothing from each other. */
  constructor(
    private readonly live: Live,
    name: string,
    private readonly storage: Storage | null,
  ) {
    super();
    this.#prefix = `${name}:line:`;
    for (const key of Object.keys(storage ?? {})) if (key.startsWith(this.#prefix)) this.#restore(key);
    this.#waiting.sort((a, b) => a.at - b.at);
  }

  /** What is on its way or was refused, in the order in which it was written. */
  get waiting(): readonly Written[] {
    return this.#waiting;
  }

  put(written: Written): void {
    // A correction of what never left takes its place; what is on its way may have arrived.
    const [first] = this.#waiting;
    const before = this.#waiting.filter((w) => w.line === written.line && (w.refused || !(this.#sending && w === first)));
    for (const one of before) this.#drop(one);
    this.#waiting.push(written);
    this.#keep(written);
    this.#tell();
    void this.flush();
  }

  /** Gives up what was refused. */
  drop(written: Written): void {
    this.#drop(written);
    this.#tell();
  }

  /** Sends what waits, one line at a time: what was said first arrives first, and no burst is cut as a flood. */
  async flush(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    for (let next; (next = this.#waiting.find((w) => !w.refused)); ) {
      const { id, line, language, text, speaker, since, until } = next;
      const reply = await this.live.send({ type: "caption", id, line, language, text, speaker, since, until });
      if (reply.type === "refused" && LATER.has(reply.code)) {
        await new Promise((again) => setTimeout(again, reply.retry_after_ms ?? AGAIN_MS));
        continue;
      }
      if (reply.type === "refused") this.#refuse(next, reply.code);
      else this.#drop(next);
      this.#tell();
    }
    this.#sending = false;
  }

  #refuse(written: Written, code: string): void {
    written.refused = code;
    this.#keep(written);
  }

  #drop(written: Written): void {
    this.#waiting = this.#waiting.filter((w) => w !== written);
    this.storage?.removeItem(this.#prefix + written.id);
  }

  #keep(written: Written): void {
    try {
      this.storage?.setItem(this.#prefix + written.id, JSON.stringify(written));
    } catch {
      // a full storage: the line lives as long as the page does
    }
  }

  #restore(key: string): void {
    try {
      this.#waiting.push(JSON.parse(this.storage!.getItem(key)!) as Written);
    } catch {
      this.storage?.removeItem(key);
    }
  }

  #tell(): void {
    this.dispatchEvent(new Event("change"));
  }
}
