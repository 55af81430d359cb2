/** What is on its way to the server and what became of it: each deed once, its buttons off until it is answered. */

import { newId } from "../lib/ids";
import type { Answer, Claims, Message, Send } from "./claims";

export type Action =
  | "approve" | "reject" | "edit" | "undo" | "claim" | "mark" | "notice" | "merge" | "unmerge" | "divert" | "restrain"
  | "labels" | "intake";

/** Something that the server has done. `decision` is what undo takes back; `count` more than one for a bulk. */
export interface Deed {
  action: Action;
  question: string | null;
  number: number | null;
  count: number;
  decision: string | null;
  message: Message;
  at: number;
}

/** Something that the server refused, wholly or (`count` were done) for the questions in `others`. */
export interface Refusal {
  action: Action;
  question: string | null;
  number: number | null;
  code: string;
  retryAfter: number | null;
  count: number;
  others: { number: number | null; code: string }[];
}

interface Several {
  decided?: string[];
  refused?: Record<string, string>;
}

/** The actions that undo takes back by the id of their command. */
const DECISIONS = new Set<Action>(["approve", "reject", "mark", "notice", "merge"]);

export class Deeds {
  refusal: Refusal | null = null;
  /** The latest thing done, until the next one is begun or another card is opened. */
  last: Deed | null = null;
  /** By question; what concerns none goes by its action, an undo by its decision. */
  readonly pending = new Map<string, Action>();

  constructor(
    private readonly send: Send,
    private readonly claims: Claims,
    private readonly now: () => number,
    private readonly numberOf: (id: string) => number | null,
    private readonly changed: () => void,
  ) {}

  /** Carries it out; null if it is refused, or one of these is on its way already. */
  async carry(action: Action, ids: readonly string[], message: Message, key?: string): Promise<Deed | null> {
    const keys = [...ids, ...(key ? [key] : ids.length > 0 ? [] : [action])];
    if (keys.some((k) => this.pending.has(k))) return null;
    const number = ids.length === 1 ? this.numberOf(ids[0]!) : null;
    const id = typeof message["id"] === "string" ? message["id"] : newId();
    this.refusal = this.last = null;
    for (const k of keys) this.pending.set(k, action);
    this.changed();
    const answer = await this.#answer(ids, { ...message, id });
    for (const k of keys) this.pending.delete(k);
    const deed = { action, question: ids.length === 1 ? ids[0]! : null, number, count: Math.max(1, ids.length), decision: DECISIONS.has(action) ? id : null, message, at: 0 };
    const done = answer.type === "refused" ? this.refuse(deed, answer) : this.#done(deed, (answer.result ?? {}) as Several);
    this.changed();
    return done;
  }

  /** A decision waits for the claim that is on its way, so that the two arrive in their order. */
  async #answer(ids: readonly string[], message: Message): Promise<Answer> {
    const claim = ids.length === 1 ? await this.claims.settled(ids[0]!) : null;
    return claim?.type === "refused" && claim.code === "claimed" ? claim : this.send(message);
  }

  #done(deed: Deed, result: Several): Deed {
    const others = Object.entries(result.refused ?? {}).map(([id, code]) => ({ number: this.numberOf(id), code }));
    const count = result.decided ? Math.max(result.decided.length, others.length > 0 ? 0 : 1) : deed.count;
    const done = { ...deed, count, at: this.now() };
    if (others.length > 0) this.refusal = { ...deed, code: others[0]!.code, retryAfter: null, count, others };
    this.last = done;
    return done;
  }

  /** Keeps what was refused for the page to say. */
  refuse(deed: Pick<Deed, "action" | "question" | "number">, answer: Answer): null {
    this.refusal = { ...deed, code: answer.code ?? "unavailable", retryAfter: answer.retry_after_ms ?? null, count: 0, others: [] };
    this.changed();
    return null;
  }
}
