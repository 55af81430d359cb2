/** The claim on the opened card: asked for on opening, renewed while it is open and seen, given up on closing. */

export interface Answer {
  type: "done" | "refused";
  code?: string;
  retry_after_ms?: number | null;
  view?: Record<string, unknown> | null;
  result?: Record<string, unknown> | null;
}

/** A third of the lease: two renewals may get lost before a colleague is let in. */
export const RENEW_MS = 10_000;

/** How soon a card that has become free is asked for again. */
export const RETRY_MS = 2_000;

export type Message = { type: string; [field: string]: unknown };
/** Sends a message, once it is settled what comes `first`; a refusal of that is the answer, and nothing is sent. */
export type Send = (message: Message, first?: Promise<Answer | null>) => Promise<Answer>;

export class Claims {
  #question: string | null = null;
  #flight: Promise<Answer> | null = null;
  #askedAt = 0;

  constructor(private readonly send: Send) {}

  /** Has the card in view; nothing is asked for yet. */
  open(question: string): void {
    this.#question = question;
    this.#flight = null;
    this.#askedAt = 0;
  }

  /** Asks for the card, or takes it `over` from the colleague who holds it. */
  ask(now: number, over = false): void {
    this.#askedAt = now;
    const flight = this.send({ type: "claim", question: this.#question, over });
    this.#flight = flight;
    void flight.finally(() => {
      if (this.#flight === flight) this.#flight = null;
    });
  }

  /** Gives the card up if it was asked for; `held` by a colleague it is theirs, and nothing is sent. */
  leave(held: boolean): void {
    const question = this.#question;
    this.#question = null;
    this.#flight = null;
    if (question && this.#askedAt && !held) void this.send({ type: "release", question });
  }

  /** Renews when due: a claim that is `mine` by the lease, one that is not as soon as it may be free. */
  tick(now: number, mine: boolean): void {
    if (this.#question && !this.#flight && now - this.#askedAt >= (mine ? RENEW_MS : RETRY_MS)) this.ask(now);
  }

  /** What became of the latest ask for this card, once known; null where none is on its way. */
  async settled(question: string): Promise<Answer | null> {
    return this.#question === question ? this.#flight : null;
  }
}
