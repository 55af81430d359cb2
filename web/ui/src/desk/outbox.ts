/** Decisions that were on their way when the page was reloaded: sent again under their own id, so carried out once. */

import type { Action } from "./card_deeds";
import type { Answer, Message } from "./claims";

/** What only asks, or is renewed by itself, is not kept. */
const PASSING = new Set(["look", "about", "claim", "release"]);

export class Outbox {
  readonly #key: string;
  readonly #kept: Record<string, Message>;

  /** The person's own: whoever joins after them in this tab sends nothing of theirs. */
  constructor(briefing: string, person: string) {
    this.#key = `tynda-desk-outbox:${briefing}:${person}`;
    this.#kept = read(this.#key);
  }

  /** What an earlier page left unanswered. */
  left(): Message[] {
    return Object.values(this.#kept);
  }

  /** Keeps a command until it is answered, from before it is sent. */
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

/** What a kept command was: its action, and what it is pending by. */
export function resumed(message: Message): { action: Action; ids: string[]; key?: string } {
  const { type } = message;
  if (type === "put_label") return { action: "labels", ids: [], key: (message["label"] as { id: string }).id };
  if (type === "drop_label") return { action: "labels", ids: [], key: String(message["label"]) };
  if (type === "undo") return { action: "undo", ids: [], key: String(message["decision"]) };
  if (type === "intake") return { action: "intake", ids: [] };
  const ids = (message["questions"] ?? [message["question"]]) as string[];
  const approved = type === "edit" && message["approve"] === true;
  return { action: approved ? "approve" : (type.replace("_all", "") as Action), ids };
}
