/* The viewer's dealings with the server: sends the outbox, votes, withdraws. Knows nothing of the page's looks. */
import { newId } from "../lib/ids";
import type { Live, Reply } from "../lib/live";
import type { StoreFrame, View } from "../lib/store";
import type { Keep, Outgoing, To } from "./keep";

export interface Draft {
  text: string;
  name: string | null;
  region: string | null;
  speaker: string | null;
  language: string;
  to: To;
  sure?: boolean;
  /** The same id again, where the server has refused it before: nothing of it was kept there. */
  id?: string;
}

/** What moderators have taken from this viewer; a time-out ends by itself. */
export interface Restraint {
  how: "time_out" | "mute" | "ban";
  until: number | null;
}

/** Events: `change`; `received` and `refused` (detail: the question), `failed` (detail: code and wait) for other commands. */
export class Session extends EventTarget {
  private sending = new Set<string>();
  private pendingVotes = new Map<string, { up: boolean; base: number }>();
  /** Questions with votes on their way: what the server is known to have, and how many were sent. */
  private casting = new Map<string, { has: boolean; sent: number }>();
  private restrained: Restraint | null = null;

  constructor(
    private readonly live: Live,
    private readonly keep: Keep,
  ) {
    super();
    live.addEventListener("change", (e) => this.learn((e as CustomEvent<StoreFrame>).detail));
  }

  /** What this viewer may not do now; over by comparison with the server's clock. */
  get restraint(): Restraint | null {
    const found = this.restrained;
    return found?.how === "time_out" && (found.until ?? 0) <= this.live.now() ? null : found;
  }

  /** Keeps the question, then sends it; whatever happens in between, it is sent under this one id. */
  ask(draft: Draft): void {
    const { id = newId(), text, name, region, speaker, language, to, sure = false } = draft;
    this.keep.put({ id, text, name, region, speaker, language, to, sure });
    this.flush();
  }

  /** Sends everything that lies in the outbox and is not on its way. */
  flush(): void {
    for (const question of this.keep.now.outbox) {
      if (!this.sending.has(question.id) && !question.refused) void this.deliver(question);
    }
    this.tell("change");
  }

  /** Takes a refused question back out of the outbox; the text is the caller's. */
  discard(id: string): void {
    this.keep.drop(id);
    this.tell("change");
  }

  /** How many votes to show: the tally, and this viewer's own one until the tally has it. */
  votes(question: string): number {
    const counted = this.tally(question);
    const pending = this.pendingVotes.get(question);
    return pending ? Math.max(0, counted + (pending.up ? 1 : -1)) : counted;
  }

  private tally(question: string): number {
    return this.live.store.get<{ votes: number }>("tally", question)?.votes ?? 0;
  }

  /** Gives the vote, or takes it back; shown at once, rolled back to what the server has if it refuses the latest. */
  async vote(question: string): Promise<void> {
    const up = !this.keep.now.votes.includes(question);
    const base = this.tally(question);
    const before = this.pendingVotes.get(question);
    if (before && before.up !== up) this.pendingVotes.delete(question);
    else this.pendingVotes.set(question, { up, base });
    const cast = this.casting.get(question) ?? { has: !up, sent: 0 };
    this.casting.set(question, cast);
    const turn = ++cast.sent;
    this.keep.vote(question, up);
    this.tell("change");
    const reply = await this.live.send({ type: "vote", question, up });
    if (reply.type !== "refused") cast.has = up;
    if (cast.sent !== turn) return;
    this.casting.delete(question);
    if (reply.type !== "refused") return;
    this.pendingVotes.delete(question);
    this.keep.vote(question, cast.has);
    this.failed(reply);
  }

  /** Takes the viewer's own question back. */
  async withdraw(question: string): Promise<void> {
    const reply = await this.live.send({ type: "withdraw", question });
    if (reply.type === "refused") this.failed(reply);
  }

  /** A snapshot begins anew: what is still in force comes with the viewer's own states right behind it. */
  private learn(frame: StoreFrame): void {
    // Once the tally has moved it says all: at the same number again it would else be added to once more.
    for (const [question, { base }] of this.pendingVotes) if (this.tally(question) !== base) this.pendingVotes.delete(question);
    if (frame.type === "snapshot") this.restrained = null;
    if (frame.type !== "own") return;
    const view = frame.views?.find((v) => v.kind === "restraint") as (View & Restraint) | undefined;
    if (view) this.restrained = view.gone ? null : { how: view.how, until: view.until };
  }

  private async deliver(question: Outgoing): Promise<void> {
    this.sending.add(question.id);
    // What an earlier page kept says nothing of where it goes.
    const { id, text, name, region, speaker, language, to = "studio", sure = false } = question;
    const reply = await this.live.send({ type: "ask", id, text, name, region, speaker, language, to, sure });
    this.sending.delete(id);
    if (reply.type === "received") {
      this.keep.received(id, reply.question, reply.receipt);
      this.tell("received", { question: reply.question, receipt: reply.receipt });
    } else if (reply.type === "refused") {
      this.refused(question, reply.code, reply.retry_after_ms ?? 0);
    }
    this.tell("change");
  }

  private refused(question: Outgoing, code: string, wait: number): void {
    const refused: Outgoing = { ...question, refused: { code, until: Date.now() + wait } };
    this.keep.put(refused);
    this.tell("refused", refused);
  }

  private failed(reply: Extract<Reply, { type: "refused" }>): void {
    this.tell("change");
    this.tell("failed", { code: reply.code, wait: reply.retry_after_ms ?? 0 });
  }

  private tell(type: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
