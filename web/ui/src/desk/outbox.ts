/** Decisions that were on their way when the page was reloaded: sent again under their own id, so carried out once. */

import type { Answer, Message } from "./claims";

/** What only asks, or is renewed by itself, is not kept. */
const PASSING = new Set(["look", "about", "claim", "release"]);

export class Outbox {
  readonly #key: string;
  readonly #kept: Record<string, Message>;

  constructor(briefing: string) {
    this.#key = `tynda-desk-outbox:${briefing}`;
    this.#kept = read(this.#key);
  }

  /** What an earlier page left unanswered. */
  left(): Message[] {
    return Object.values(this.#kept);
  }

  /** Keeps a command until it is answered. */
  async carry(message: Message, send: (message: Message) => Promise<Answer>): Promise<Answer> {
    const id = message["id"];
    if (typeof id !== "string" || PASSING.has(message.type)) return send(message);
    this.#kept[id] = message;
    this.#write();
    const answer = await send(message);
    delete this.#kept[id];
    this.#write();
    return answer;
  }

  #write(): void {
    sessionStorage.setItem(this.#key, JSON.stringify(this.#kept));
  }
}

function read(key: string): Record<string, Message> {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "{}") as Record<string, Message>;
  } catch {
    return {};
  }
}
