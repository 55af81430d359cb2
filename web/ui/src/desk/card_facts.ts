/** What is true at the desk now, as the page reads it; what is done about it stands in `controller`. */

import { t } from "../lib/i18n";
import { Abouts } from "./card_about";
import { Deeds, type Action, type Deed } from "./card_deeds";
import { Finder } from "./card_find";
import type { About, Label, Restraint } from "./card_model";
import { Claims, type Send } from "./claims";
import { Firm } from "./firm";
import * as model from "./model";
import type { List } from "./list";
import type { Briefing, ClaimRecord, Past, Question, Reason } from "./model";
import type { Refusal } from "./refusals";

/** What the desk needs of the connection and its store. */
export interface Source {
  readonly me: string;
  now(): number;
  all<T>(kind: string): Iterable<T>;
  get<T>(kind: string, id: string): T | undefined;
  /** Takes in views that came with an answer. */
  learn(views: readonly Record<string, unknown>[]): void;
  send: Send;
}

/** How long an opened card tells what was done. */
const TOLD_MS = 5_000;

export const version = (question: Question): string | undefined => (question as Question & { version?: string }).version;

export class Facts extends EventTarget {
  open: string | null = null;
  readonly finder: Finder;
  readonly firm: Firm;
  protected readonly claims: Claims;
  protected readonly deeds: Deeds;
  protected readonly abouts: Abouts;

  constructor(
    protected readonly source: Source,
    readonly list: List,
  ) {
    super();
    const changed = (): void => this.changed();
    this.firm = new Firm(changed);
    this.claims = new Claims(source.send);
    const { send } = source;
    const numberOf = (id: string): number | null => this.question(id)?.number ?? null;
    this.deeds = new Deeds({ send, numberOf, now: () => source.now(), learn: (views) => source.learn(views) }, this.claims, changed);
    this.abouts = new Abouts(source.send, changed);
    this.finder = new Finder(source.send, (views) => source.learn(views), changed);
  }

  get now(): number {
    return this.source.now();
  }

  get me(): string {
    return this.source.me;
  }

  get briefing(): Briefing | null {
    return this.source.get<Briefing>("briefing", "briefing") ?? null;
  }

  get pending(): ReadonlyMap<string, Action> {
    return this.deeds.pending;
  }

  /** What was refused and is not understood yet, oldest first. */
  get refusals(): readonly Refusal[] {
    return this.deeds.refusals.all;
  }

  /** The latest of them of an action, or of a question. */
  refused(of: { action: Action } | { question: string }): Refusal | null {
    return this.deeds.refusals.latest(of);
  }

  /** What was just done. */
  get last(): Deed | null {
    return this.deeds.last;
  }

  /** What was just done, for as long as the opened card tells it. */
  get told(): Deed | null {
    return this.last && this.now - this.last.at < TOLD_MS ? this.last : null;
  }

  get labels(): readonly Label[] {
    return this.source.get<{ labels: Label[] }>("labels", "labels")?.labels ?? [];
  }

  /** The reasons that may be chosen; a retired one only names old refusals. */
  get reasons(): readonly Reason[] {
    return (this.briefing?.details.reasons ?? []).filter((r) => !r.retired);
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

  /** One's own decisions that can be taken back, latest first; those whose undo is on its way keep their places. */
  undoable(): Past[] {
    return [...(this.source.get<{ decisions: Past[] }>("history", this.me)?.decisions ?? [])].reverse();
  }

  /** A person as this desk knows them. */
  who(id: string): string {
    if (id === this.me) return t("by you");
    const initials = this.source.get<{ initials: string }>("presence", id)?.initials;
    return initials ? t("by {who}", { who: initials }) : t("by a colleague");
  }

  /** What is near the card, once that is known. */
  about(id: string): About | undefined {
    return this.abouts.get(id);
  }

  askedAbout(id: string): boolean {
    return this.abouts.asked(id);
  }

  /** The restraint that whoever asked this is under now. */
  restraint(id: string): Restraint | null {
    const about = this.about(id);
    const made = about ? about.asker.restraint : this.source.get<Restraint>("restraint", id);
    return made && made.how !== "none" && (made.until === null || made.until > this.now) ? made : null;
  }

  protected changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
