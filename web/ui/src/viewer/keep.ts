/* What this browser keeps of one briefing: the outbox, the viewer's own questions, votes and a draft. */

/** Who is to read it. */
export type To = "studio" | "consultation" | "confidential";

/** A question on its way: kept under its id before it is sent, so that neither a tunnel nor a reload loses it. */
export interface Outgoing {
  id: string;
  text: string;
  name: string | null;
  region: string | null;
  speaker: string | null;
  language: string;
  to: To;
  /** To the studio, although it reads like a tip-off. */
  sure: boolean;
  /** Why the server refused it, with the text still here because the box was in use. */
  refused?: { code: string; until: number };
}

/** A question that arrived. */
export interface Mine {
  id: string;
  question: string;
  receipt: string;
  /** Empty for what was told in confidence: nobody who finds the phone shall read it here. */
  text: string;
}

export interface Kept {
  outbox: Outgoing[];
  mine: Mine[];
  votes: string[];
  draft: string;
  name: string;
  region: string;
  to: To;
}

type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem">;
const nothing = (): Kept => ({ outbox: [], mine: [], votes: [], draft: "", name: "", region: "", to: "studio" });

const MOST = 100; // own questions remembered; the oldest go first

/** Reads and writes through to `storage`; every change starts from what lies there, since another tab may have written. */
export class Keep {
  private memory = nothing();

  constructor(
    readonly key: string,
    private readonly storage: Storage | null,
  ) {}

  /** What is kept now. */
  get now(): Kept {
    try {
      const text = this.storage?.getItem(this.key);
      if (text) this.memory = { ...this.memory, ...(JSON.parse(text) as Partial<Kept>) };
    } catch {
      // Storage that is forbidden or damaged: what this page knows still holds.
    }
    return this.memory;
  }

  /** Puts a question into the outbox; before anything is sent. */
  put(question: Outgoing): void {
    this.change((kept) => ({ outbox: [...kept.outbox.filter((q) => q.id !== question.id), question] }));
  }

  /** The server has it: from the outbox to the viewer's own. */
  received(id: string, question: string, receipt: string): void {
    this.change((kept) => {
      const sent = kept.outbox.find((q) => q.id === id);
      const mine = kept.mine.filter((m) => m.question !== question);
      const said = sent?.to === "confidential" ? "" : sent?.text;
      const text = said ?? kept.mine.find((m) => m.question === question)?.text ?? "";
      return {
        outbox: kept.outbox.filter((q) => q.id !== id),
        mine: [{ id, question, receipt, text }, ...mine].slice(0, MOST),
      };
    });
  }

  /** Remembers a question that came another way, as its author's own. */
  adopt(asked: Omit<Mine, "id">): void {
    this.change(({ mine }) => (mine.some((m) => m.question === asked.question) ? {} : { mine: [{ id: "", ...asked }, ...mine].slice(0, MOST) }));
  }

  /** Takes a question out of the outbox. */
  drop(id: string): void {
    this.change((kept) => ({ outbox: kept.outbox.filter((q) => q.id !== id) }));
  }

  /** Remembers a vote, or that it was taken back. */
  vote(question: string, up: boolean): void {
    this.change((kept) => {
      const others = kept.votes.filter((v) => v !== question);
      return { votes: up ? [...others, question] : others };
    });
  }

  /** Remembers what stands in the form. */
  form(fields: Partial<Pick<Kept, "draft" | "name" | "region" | "to">>): void {
    this.change(() => fields);
  }

  /** Lets go of everything: it was a rehearsal. */
  forget(): void {
    this.memory = nothing();
    try {
      this.storage?.removeItem(this.key);
    } catch {
      // What can't be written holds nothing.
    }
  }

  private change(next: (kept: Kept) => Partial<Kept>): void {
    const kept = this.now;
    this.memory = { ...kept, ...next(kept) };
    try {
      this.storage?.setItem(this.key, JSON.stringify(this.memory));
    } catch {
      // Full or forbidden: the page goes on from memory.
    }
  }
}
