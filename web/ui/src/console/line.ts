/** What the console has on its way to the server, what was refused, and what there is to say of it. */

import type { Records } from "./air";

export type Action =
  | "cue" | "take" | "cut" | "clear" | "panic" | "answered" | "update" | "time" | "hide" | "step" | "perform"
  | "move" | "prepare" | "duplicate" | "skip" | "put_back" | "remove";

export interface Answer {
  type: string;
  code?: string;
  retry_after_ms?: number | null;
  result?: Record<string, unknown> | null;
}

export interface Refusal {
  action: Action;
  code: string;
  retryAfter: number | null;
}

/** What is said although nothing was refused. */
export type Notice = "dark" | "not_heard";

export type Message = { type: string; [field: string]: unknown };

/** What the console needs of the connection and its store. */
export interface Source extends Records {
  now(): number;
  readonly live: boolean;
  send(message: Message): Promise<Answer>;
}

export class Line extends EventTarget {
  refusal: Refusal | null = null;
  notice: Notice | null = null;
  readonly flying = new Set<Action>();
  #waiting = new Set<() => void>();

  constructor(readonly source: Source) {
    super();
  }

  get ended(): boolean {
    return this.source.get<{ state: string }>("briefing", "briefing")?.state === "ended";
  }

  /** Whether anything but clearing may be asked for now. */
  get open(): boolean {
    return this.source.live && !this.ended;
  }

  /** Sends a command; null if it was refused, which is then shown. */
  async send(action: Action, message: Message): Promise<Answer | null> {
    this.refusal = null;
    this.flying.add(action);
    this.tell();
    const answer = await this.source.send(message);
    this.flying.delete(action);
    if (answer.type === "refused") {
      this.refuse(action, answer);
      return null;
    }
    this.tell();
    return answer;
  }

  refuse(action: Action, answer: Pick<Answer, "code" | "retry_after_ms">): void {
    this.refusal = { action, code: answer.code ?? "unavailable", retryAfter: answer.retry_after_ms ?? null };
    this.tell();
  }

  say(notice: Notice | null): void {
    this.notice = notice;
    this.tell();
  }

  dismiss(): void {
    this.refusal = null;
    this.notice = null;
    this.tell();
  }

  /** Whether the store says so, now or within a while. */
  until(true_: () => boolean, ms: number): Promise<boolean> {
    if (true_()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (found: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(found);
      };
      const look = (): void => void (true_() && end(true));
      const timer = setTimeout(() => end(false), ms);
      this.#waiting.add(look);
    });
  }

  /** The store changed: whoever waits for a record looks again. */
  changed(): void {
    for (const look of [...this.#waiting]) look();
    this.tell();
  }

  tell(): void {
    this.dispatchEvent(new Event("change"));
  }
}
