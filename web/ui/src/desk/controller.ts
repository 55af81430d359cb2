/** What the moderator does, and what is on its way: the page renders this and holds nothing itself. */

import type { Lang } from "../lib/page";
import { Claims, type Answer, type Message, type Send } from "./claims";
import * as model from "./model";
import type { Briefing, ClaimRecord, Question, Tab, Wording } from "./model";

export type Action = "approve" | "reject" | "edit" | "undo" | "claim";

export interface Refusal {
  action: Action;
  question: string;
  number: number | null;
  code: string;
  retryAfter: number | null;
}

export interface Draft {
  text: string;
  language: Lang;
}

/** What the desk needs of the connection and its store. */
export interface Source {
  readonly me: string;
  now(): number;
  all<T>(kind: string): Iterable<T>;
  get<T>(kind: string, id: string): T | undefined;
  send: Send;
}

/** The states in which something can be decided, so that opening the card claims it. */
const CLAIMED = new Set<Question["state"]>(["received", "approved", "on_air"]);

/** How long the hand must have rested before rows may close up. */
export const REST_MS = 3_000;

const version = (question: Question): string | undefined => (question as Question & { version?: string }).version;

export class Desk extends EventTarget {
  tab: Tab = "incoming";
  open: string | null = null;
  marked: string | null = null;
  shownLanguage: Lang | null = null;
  choosingReason = false;
  refusal: Refusal | null = null;
  /** The decision just made here, while no other card is open. */
  last: { question: string; action: "approve" | "reject" } | null = null;
  readonly drafts = new Map<string, Draft>();
  readonly pending = new Map<string, Action>();
  rows: string[] = [];
  from = 0;
  #touchedAt = 0;
  /** Versions of questions decided here whose new record is still on its way. */
  readonly #stale = new Map<string, string | undefined>();
  readonly #claims: Claims;

  constructor(private readonly source: Source) {
    super();
    this.#claims = new Claims(source.send);
  }

  // -- what is true now ---------------------------------------------------------------------------

  get now(): number {
    return this.source.now();
  }

  get me(): string {
    return this.source.me;
  }

  get briefing(): Briefing | null {
    return this.source.get<Briefing>("briefing", "briefing") ?? null;
  }

  question(id: string | null): Question | null {
    return id ? (this.source.get<Question>("question", id) ?? null) : null;
  }

  claim(id: string): ClaimRecord | null {
    return model.held(this.source.get<ClaimRecord>("claim", id), this.now);
  }

  /** The colleague who holds the card, or null where it is free or one's own. */
  heldByColleague(id: string): ClaimRecord | null {
    const claim = this.claim(id);
    return claim && claim.holder !== this.me ? claim : null;
  }

  votes(id: string): number {
    return this.source.get<{ votes: number }>("tally", id)?.votes ?? 0;
  }

  get colleagues(): { holder: string; initials: string }[] {
    return model.colleagues(this.source.all<ClaimRecord>("claim"), this.now);
  }

  lists(): Record<Tab, Question[]> {
    const lists = model.lists(this.source.all<Question>("question"));
    lists.incoming = lists.incoming.filter((q) => this.#stale.get(q.id) !== version(q));
    return lists;
  }

  undoable(): Question[] {
    return model.undoable(this.source.all<Question>("question"), this.me).filter((q) => !this.pending.has(q.id));
  }

  /** The oldest card that waits and that no colleague holds. */
  next(incoming: readonly Question[]): Question | null {
    return incoming.find((q) => !this.pending.has(q.id) && !this.heldByColleague(q.id)) ?? null;
  }

  /** The wording that the open card shows, in the language chosen there. */
  shown(question: Question): Wording {
    return this.shownLanguage ? model.latest(question, this.shownLanguage) : model.current(question);
  }

  // -- the list -----------------------------------------------------------------------------------

  /** Says that the hand is at the queue: rows stay where they are until it rests. */
  touched(): void {
    this.#touchedAt = this.now;
  }

  /** Brings the rows up to what is true, without moving any under the thumb. */
  settle(present: readonly string[]): void {
    const window = present.slice(this.from, this.from + model.WINDOW);
    const rest = this.rows.length === 0 || this.now - this.#touchedAt > REST_MS;
    if (window.length === 0 && this.from > 0) this.page(0);
    this.rows = model.settle(this.rows, window, rest);
  }

  /** Shows the cards from this one of the list on. */
  page(from: number): void {
    this.from = Math.max(0, from);
    this.rows = [];
    this.#changed();
  }

  show(tab: Tab): void {
    this.tab = tab;
    this.marked = null;
    this.page(0);
  }

  mark(step: 1 | -1): void {
    const live = this.rows.filter((id) => this.#stands(id));
    const at = live.indexOf(this.marked ?? this.open ?? "");
    const to = at < 0 ? 0 : Math.min(live.length - 1, Math.max(0, at + step));
    this.marked = live[to] ?? null;
    this.touched();
    this.#changed();
  }

  #stands(id: string): boolean {
    const question = this.question(id);
    return question !== null && model.tabOf(question.state) === this.tab;
  }

  // -- the open card ------------------------------------------------------------------------------

  /** Opens a card and claims it, unless nothing can be decided on it or a colleague holds it. */
  openCard(id: string): void {
    this.touched();
    const fresh = this.open !== id;
    if (fresh) this.#leave();
    this.open = id;
    this.marked = id;
    this.last = null;
    this.shownLanguage = null;
    this.choosingReason = false;
    if (fresh) this.#claims.open(id);
    if (fresh && this.#wantsClaim(id)) this.#claims.ask(this.now);
    this.#changed();
  }

  closeCard(): void {
    this.#leave();
    this.open = null;
    this.choosingReason = false;
    this.#changed();
  }

  takeOver(id: string): void {
    this.touched();
    this.#claims.ask(this.now, true);
    void this.#claims.settled(id).then((answer) => {
      if (answer?.type === "refused") this.#refuse("claim", id, answer);
    });
    this.#changed();
  }

  /** Once a second while the page is seen: renews the claim, closes rows up when the hand rests. */
  tick(): void {
    if (this.open && this.#wantsClaim(this.open)) this.#claims.tick(this.now, this.claim(this.open) !== null);
    this.#changed();
  }

  #wantsClaim(id: string): boolean {
    const state = this.question(id)?.state ?? "withdrawn";
    return CLAIMED.has(state) && !this.pending.has(id) && !this.heldByColleague(id);
  }

  #leave(): void {
    this.#claims.leave(this.open !== null && this.heldByColleague(this.open) !== null);
  }

  /** Shows the latest wording in this language. */
  showLanguage(language: Lang): void {
    this.shownLanguage = language;
    this.#changed();
  }

  // -- writing ------------------------------------------------------------------------------------

  edit(question: Question): void {
    const wording = this.shown(question);
    if (!this.drafts.has(question.id)) this.drafts.set(question.id, { text: wording.text, language: wording.language });
    this.choosingReason = false;
    this.#changed();
  }

  write(id: string, draft: Draft): void {
    this.drafts.set(id, draft);
    this.#changed();
  }

  discard(id: string): void {
    this.drafts.delete(id);
    this.#changed();
  }

  // -- deciding -----------------------------------------------------------------------------------

  /** Approves what the card shows: the wording, or the draft as a new revision where it differs. */
  approve(question: Question): void {
    const draft = this.drafts.get(question.id);
    const same = draft && question.wordings.find((w) => w.text === draft.text && w.language === draft.language);
    if (draft && !same) void this.#edit(question, draft, true);
    else void this.#decide("approve", question.id, { type: "approve", revision: (same ?? this.shown(question)).revision });
  }

  save(question: Question): void {
    const draft = this.drafts.get(question.id);
    if (draft) void this.#edit(question, draft, false);
  }

  async #edit(question: Question, draft: Draft, approve: boolean): Promise<void> {
    const sent = { ...draft };
    await this.#decide(approve ? "approve" : "edit", question.id, { type: "edit", ...sent, approve });
  }

  reject(question: Question, reason: string): void {
    void this.#decide("reject", question.id, { type: "reject", reason });
  }

  chooseReason(on: boolean): void {
    this.choosingReason = on;
    this.#changed();
  }

  undo(id: string): void {
    void this.#decide("undo", id, { type: "undo" });
  }

  dismiss(): void {
    this.refusal = null;
    this.#changed();
  }

  async #decide(action: Action, id: string, command: Message): Promise<void> {
    if (this.pending.has(id)) return;
    this.touched();
    this.refusal = null;
    this.choosingReason = false;
    this.pending.set(id, action);
    this.#changed();
    // A decision waits for the claim that is on its way, so that the two arrive in their order.
    const claim = await this.#claims.settled(id);
    const refused = claim?.type === "refused" && claim.code === "claimed";
    const answer = refused ? claim : await this.source.send({ ...command, question: id });
    this.pending.delete(id);
    if (answer.type === "refused") this.#refuse(action, id, answer);
    else this.#decided(action, id);
    this.#changed();
  }

  #refuse(action: Action, id: string, answer: Answer): void {
    const number = this.question(id)?.number ?? null;
    this.refusal = { action, question: id, number, code: answer.code ?? "unavailable", retryAfter: answer.retry_after_ms ?? null };
    this.#changed();
  }

  #decided(action: Action, id: string): void {
    if (action === "undo") this.#undone(id);
    if (action === "undo" || action === "claim") return;
    this.drafts.delete(id);
    this.shownLanguage = null;
    const question = this.question(id);
    if (action !== "edit" && question?.state === "received") this.#stale.set(id, version(question));
    if (action === "edit" || this.open !== id) return;
    this.#leave();
    this.open = null;
    this.last = { question: id, action };
  }

  #undone(id: string): void {
    if (this.open) return;
    if (this.tab !== "incoming") this.show("incoming");
    this.openCard(id);
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
