/** What is near an opened card, asked for once the card is shown, and anew when its record has changed. */

import type { Answer, Send } from "./claims";
import type { About } from "./card_model";

export class Abouts {
  readonly #known = new Map<string, { version: string | undefined; about: About | null }>();
  #asking: string | null = null;
  /** Whether what is on its way was asked too early. */
  #late = false;

  constructor(
    private readonly send: Send,
    private readonly changed: () => void,
  ) {}

  /** What was said last; undefined until there is an answer. */
  get(id: string): About | undefined {
    return this.#known.get(id)?.about ?? undefined;
  }

  /** Whether the answer of this card has come, be it that nothing is known. */
  asked(id: string): boolean {
    return this.#known.has(id);
  }

  /** Asks anew the next time; what was said stands until then. */
  forget(id: string): void {
    const known = this.#known.get(id);
    if (known) known.version = "";
    if (this.#asking === id) this.#late = true;
  }

  forgetAll(): void {
    for (const id of this.#known.keys()) this.forget(id);
    this.#late = true;
  }

  /** Asks, unless this version was asked for; one at a time, so that cards leafed through are not all asked for. */
  async want(id: string, version: string | undefined): Promise<void> {
    const known = this.#known.get(id);
    if (this.#asking !== null || (known && known.version === version)) return;
    this.#asking = id;
    this.#late = false;
    const answer: Answer = await this.send({ type: "about", question: id });
    this.#asking = null;
    const about = answer.type === "done" ? ((answer.result ?? null) as About | null) : (known?.about ?? null);
    this.#known.set(id, { version: this.#late ? "" : version, about });
    this.changed();
  }
}
