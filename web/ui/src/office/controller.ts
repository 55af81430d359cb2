/** What the office does, and what is on its way. */

import { newId } from "../lib/ids";
import type { Reply } from "../lib/live";
import * as model from "./model";
import type { Briefing, Faults, Form, InviteRecord, Listed, Person, Role, Scope } from "./model";

export interface Source {
  readonly me: string;
  now(): number;
  all<T>(kind: string): T[];
  get<T>(kind: string, id: string): T | undefined;
  send(message: { type: string; [field: string]: unknown }): Promise<Reply>;
}

/** What was refused, and where the page says so. */
export interface Refusal {
  at: "form" | "controls" | "people";
  code: string;
  retryAfter: number | null;
}

/** What is handed out: a link, or the key that a program sends to `url`. */
export interface Link {
  url: string;
  key?: string;
  name: string;
  role: Role;
}

export interface Question {
  kind: "end" | "revoke";
  id: string;
}

export class Office extends EventTarget {
  chosen: string | null = null;
  /** The id of a briefing that is being written for the first time. */
  creating: string | null = null;
  refusal: Refusal | null = null;
  /** The link just made: shown once, kept nowhere. */
  link: Link | null = null;
  /** What is asked before it is done. */
  asking: Question | null = null;
  invitee: { role: Role; name: string; scope: Scope; fault: boolean } = { role: "moderator", name: "", scope: "read", fault: false };
  saved: string | null = null;
  /** The rehearsal just made. */
  made: string | null = null;
  readonly drafts = new Map<string, Form>();
  readonly faults = new Map<string, Faults>();
  /** The record's version that a draft began from. */
  readonly bases = new Map<string, string | undefined>();
  readonly pending = new Set<string>();

  constructor(private readonly source: Source) {
    super();
  }

  get now(): number {
    return this.source.now();
  }

  get me(): string {
    return this.source.me;
  }

  get listings(): Listed[] {
    return model.sorted(this.source.all<Listed>("listing"));
  }

  briefing(id: string | null): Briefing | null {
    return id ? (this.source.get<Briefing>("briefing", id) ?? null) : null;
  }

  /** The id of what the right side shows: the new one, the chosen, or the likeliest. */
  get selected(): string | null {
    if (this.creating) return this.creating;
    const listings = this.source.all<Listed>("listing");
    // One just made stays chosen although its line in the list is still on its way.
    if (this.chosen && (this.chosen === this.made || this.chosen === this.saved || listings.some((l) => l.id === this.chosen))) return this.chosen;
    // Chosen once and kept, so that nothing jumps when another briefing goes live.
    this.chosen = model.likely(listings, this.now);
    return this.chosen;
  }

  people(briefing: string | null): Person[] {
    const rank: Role[] = ["owner", "archivist", "moderator", "producer", "speaker", "captioner", "confidential", "screen", "control"];
    const own = this.source.all<Person>("person").filter((p) => p.briefing === briefing);
    return own.sort((a, b) => Number(a.revoked) - Number(b.revoked) || rank.indexOf(a.role) - rank.indexOf(b.role));
  }

  /** Those of the office, and of a briefing: a rehearsal's are those of the briefing that it rehearses. */
  everybody(id: string | null): Person[] {
    return [...this.people(null), ...this.people(this.home(id))];
  }

  /** The real briefing. */
  home(id: string | null): string | null {
    return this.briefing(id)?.rehearses ?? id;
  }

  invite(person: string): InviteRecord | undefined {
    return this.source.get<InviteRecord>("invite", person);
  }

  // -- the form -----------------------------------------------------------------------------------

  choose(id: string): void {
    this.chosen = id;
    this.creating = null;
    this.saved = this.made = null;
    this.refusal = null;
    this.#changed();
  }

  create(): void {
    this.creating = `b${newId().replaceAll("-", "").slice(0, 15)}`;
    this.drafts.set(this.creating, model.blank(this.now));
    this.refusal = null;
    this.#changed();
  }

  form(id: string): Form {
    const briefing = this.briefing(id);
    return this.drafts.get(id) ?? (briefing ? model.fromDetails(briefing.details) : model.blank(this.now));
  }

  write(id: string, change: Partial<Form>): void {
    if (!this.drafts.has(id)) this.bases.set(id, this.#version(id));
    const form = { ...this.form(id), ...change };
    const before = this.form(id);
    const suggested = model.slugOf(before.title.en || before.title.kk || before.title.ru);
    // The address follows the title until somebody writes it; of a briefing that exists it never moves by itself.
    if (this.creating === id && change.title && (before.slug === "" || before.slug === suggested)) {
      form.slug = model.slugOf(form.title.en || form.title.kk || form.title.ru);
    }
    this.drafts.set(id, form);
    this.saved = null;
    if (this.faults.has(id)) this.faults.set(id, model.toDetails(form, this.briefing(id)?.details).faults);
    this.#changed();
  }

  discard(id: string): void {
    this.drafts.delete(id);
    this.faults.delete(id);
    if (this.creating === id) this.creating = null;
    this.refusal = null;
    this.#changed();
  }

  /** Whether a colleague has changed the briefing since the draft began. */
  overtaken(id: string): boolean {
    return this.drafts.has(id) && this.briefing(id) !== null && this.bases.get(id) !== this.#version(id);
  }

  async save(id: string): Promise<boolean> {
    const form = this.form(id);
    const { details, faults } = model.toDetails(form, this.briefing(id)?.details);
    this.faults.set(id, faults);
    this.#changed();
    if (!details) return false;
    const reply = await this.#send(`save ${id}`, "form", { type: "save_briefing", briefing: id, details });
    if (reply?.type !== "done") return false;
    // What was typed while the answer was on its way stays a draft.
    if (this.drafts.get(id) === form) this.drafts.delete(id);
    this.faults.delete(id);
    if (this.creating === id) this.creating = null;
    this.chosen = id;
    this.saved = id;
    this.#changed();
    return true;
  }

  #version(id: string): string | undefined {
    return (this.briefing(id) as { version?: string } | null)?.version;
  }

  // -- rehearsals ---------------------------------------------------------------------------------

  /** Those of a briefing that are not over. */
  rehearsals(id: string): Listed[] {
    return this.listings.filter((l) => l.rehearses === id && l.listing.state !== "ended");
  }

  async rehearse(id: string): Promise<void> {
    const reply = await this.#send(`rehearse ${id}`, "controls", { type: "rehearse", briefing: id });
    if (reply?.type !== "done" || !("result" in reply)) return;
    this.choose(String(reply.result?.["briefing"] ?? id));
    this.made = this.chosen;
    this.#changed();
  }

  // -- the briefing's course ----------------------------------------------------------------------

  open(id: string): void {
    void this.#send(`course ${id}`, "controls", { type: "open_briefing", briefing: id });
  }

  intake(id: string, intake: Briefing["intake"]): void {
    void this.#send(`course ${id}`, "controls", { type: "set_intake", briefing: id, intake });
  }

  ask(question: Question | null): void {
    this.asking = question;
    this.#changed();
  }

  /** Does what was asked about. */
  confirm(): void {
    const asked = this.asking;
    this.asking = null;
    if (asked?.kind === "end") void this.#end(asked.id);
    if (asked?.kind === "revoke") void this.#send(`revoke ${asked.id}`, "people", { type: "revoke", person: asked.id });
    this.#changed();
  }

  async #end(id: string): Promise<void> {
    const real = this.briefing(id)?.rehearses;
    const reply = await this.#send(`course ${id}`, "controls", { type: "end_briefing", briefing: id });
    if (reply?.type !== "done" || !real) return;
    this.discard(id);
    this.choose(real); // of a rehearsal nothing is left to look at
  }

  // -- people -------------------------------------------------------------------------------------

  describe(change: Partial<Office["invitee"]>): void {
    this.invitee = { ...this.invitee, fault: false, ...change };
    this.#changed();
  }

  async sendInvite(briefing: string | null): Promise<void> {
    const { role, scope } = this.invitee;
    const name = this.invitee.name.trim();
    if (!name) return this.describe({ fault: true });
    const above = model.OFFICE_ROLES.includes(role);
    const reply = await this.#send("invite", "people", { type: "invite", role, name, scope, briefing: above ? null : briefing });
    if (reply?.type !== "done" || !("result" in reply)) return;
    const { url, key } = reply.result ?? {};
    this.link = { url: String(url ?? ""), name, role, ...(key ? { key: String(key) } : {}) };
    this.describe({ name: "" });
  }

  /** Lets the link go; nobody can show it again. */
  forget(): void {
    this.link = null;
    this.#changed();
  }

  async #send(work: string, at: Refusal["at"], message: { type: string; [field: string]: unknown }): Promise<Reply | null> {
    if (this.pending.has(work)) return null;
    this.pending.add(work);
    this.refusal = null;
    this.#changed();
    const reply = await this.source.send(message);
    this.pending.delete(work);
    if (reply.type === "refused") this.refusal = { at, code: reply.code, retryAfter: reply.retry_after_ms };
    this.#changed();
    return reply;
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
