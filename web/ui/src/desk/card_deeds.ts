/** What is on its way to the server and what became of it: each deed once, its buttons off until it is answered. */

import { newId } from "../lib/ids";
import type { Answer, Claims, Message, Send } from "./claims";
import { Refusals, type Refusal } from "./refusals";

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

interface Several {
  decided?: string[];
  refused?: Record<string, string>;
}

/** The actions that undo takes back by the id of their command. */
const DECISIONS = new Set<Action>(["approve", "reject", "mark", "notice", "merge"]);

/** What deeds need of the page around them. */
export interface Around {
  send: Send;
  now(): number;
  numberOf(id: string): number | null;
  learn(views: readonly Record<string, unknown>[]): void;
}

export class Deeds {
  readonly refusals = new Refusals();
  /** The latest thing done, until the next one is begun or another card is opened. */
  last: Deed | null = null;
  /** By question; what concerns none goes by its action, an undo by its decision, a label by its id. */
  readonly pending = new Map<string, Action>();
  /** The decisions on their way, in the order in which they were made. */
  readonly #making = new Set<Promise<Deed | null>>();

  constructor(
    private readonly around: Around,
    private readonly claims: Claims,
    private readonly changed: () => void,
  ) {}

  /** The latest decision that is on its way. */
  get making(): Promise<Deed | null> | undefined {
    return [...this.#making].pop();
  }

  /** Carries it out; null if it is refused, or one of these is on its way already. */
  async carry(action: Action, ids: readonly string[], message: Message, key?: string): Promise<Deed | null> {
    const keys = [...ids, ...(key ? [key] : ids.length > 0 ? [] : [action])];
    if (keys.some((k) => this.pending.has(k))) return null;
    const doing = this.#carry(action, ids, message, keys);
    if (!DECISIONS.has(action)) return doing;
    this.#making.add(doing);
    return doing.finally(() => this.#making.delete(doing));
  }

  async #carry(action: Action, ids: readonly string[], message: Message, keys: readonly string[]): Promise<Deed | null> {
    const question = ids.length === 1 ? ids[0]! : null;
    const number = question ? this.around.numberOf(question) : null; // what is handed over is gone when it is answered
    const id = typeof message["id"] === "string" ? message["id"] : newId();
    this.last = null;
    this.refusals.drop(keys);
    for (const k of keys) this.pending.set(k, action);
    this.changed();
    // A decision waits for the claim that is on its way, so that the two arrive in their order.
    const answer = await this.around.send({ ...message, id }, question ? this.#lost(question) : undefined);
    for (const k of keys) this.pending.delete(k);
    const deed = { action, question, number, count: Math.max(1, ids.length), decision: DECISIONS.has(action) ? id : null, message, at: 0 };
    const done = answer.type === "refused" ? this.refuse({ ...deed, keys }, answer) : this.#done(deed, keys, (answer.result ?? {}) as Several);
    this.changed();
    return done;
  }

  /** The refusal of the claim, if a colleague holds it. */
  async #lost(question: string): Promise<Answer | null> {
    const claim = await this.claims.settled(question);
    return claim?.type === "refused" && claim.code === "claimed" ? claim : null;
  }

  #done(deed: Deed, keys: readonly string[], result: Several): Deed {
    const others = Object.entries(result.refused ?? {}).map(([id, code]) => ({ question: id, number: this.around.numberOf(id), code }));
    const count = result.decided ? Math.max(result.decided.length, others.length > 0 ? 0 : 1) : deed.count;
    const done = { ...deed, count, at: this.around.now() };
    if (others.length > 0) this.refusals.add({ ...deed, keys, code: others[0]!.code, retryAfter: null, count, others });
    this.last = done;
    return done;
  }

  /** Keeps what was refused for the page to say, and the state that came with it: it may be newer than what is shown. */
  refuse({ action, question, number, keys }: Pick<Refusal, "action" | "question" | "number" | "keys">, answer: Answer): null {
    if (answer.view) this.around.learn([answer.view]);
    const [code, retryAfter] = [answer.code ?? "unavailable", answer.retry_after_ms ?? null];
    this.refusals.add({ action, question, number, keys, code, retryAfter, count: 0, others: [] });
    this.changed();
    return null;
  }
}
