/** What the moderator does, and what is on its way: the page renders this and holds nothing itself. */

import type { Lang } from "../lib/page";
import { whyOf, type Draft } from "./card_edit";
import type { Action, Deed } from "./card_deeds";
import { Facts, version } from "./card_facts";
import { masked, personal, type How, type Label } from "./card_model";
import type { SheetName } from "./card_sheets";
import { DECIDABLE, unsafe } from "./card_state";
import type { Answer, Message } from "./claims";
import * as model from "./model";
import type { Question, Wording } from "./model";
import type { Refusal } from "./refusals";
import { resumed } from "./outbox";

export type { Source } from "./card_facts";
export type { Action } from "./card_deeds";
export type { Refusal } from "./refusals";

/** How questions lie on the desk; what is left out stays. An empty `speaker` is nobody. */
export interface Change {
  held?: boolean;
  pinned?: boolean;
  speaker?: string;
  add?: string[];
  remove?: string[];
  language?: Lang;
  hidden?: ("name" | "region")[];
}

/** After these the card is done with; so it is after holding it. */
const LEAVES = new Set<Action>(["approve", "reject", "notice", "merge", "divert", "mark"]);

export class Desk extends Facts {
  /** Of the open card, like the three below: what is answered of another changes none of them. */
  shownLanguage: Lang | null = null;
  choosingReason = false;
  sheet: SheetName | null = null;
  /** What was asked "really?" about: the next press of it acts. */
  sureOf: string | null = null;
  readonly drafts = new Map<string, Draft>();
  /** Whether rows are being selected. */
  selecting = (): boolean => false;
  #fetching = false;
  /** Versions of questions decided here whose new record is still on its way. */
  readonly #stale = new Map<string, string | undefined>();

  /** The first card of the list that waits and that no colleague holds. */
  next(): Question | null {
    const found = this.list.rows.map((id) => this.question(id)).find((q) => q !== null && this.#waits(q));
    return found ?? null;
  }

  #waits(q: Question): boolean {
    const decidedHere = this.#stale.has(q.id) && this.#stale.get(q.id) === version(q);
    return q.state === "received" && this.list.stands(q) && !decidedHere && !this.pending.has(q.id) && !this.heldByColleague(q.id);
  }

  /** The wording that the open card shows, in the language chosen there. */
  shown(question: Question): Wording {
    return this.shownLanguage ? model.latest(question, this.shownLanguage) : model.current(question);
  }

  // -- the open card ------------------------------------------------------------------------------

  /** Opens a card and claims it, unless nothing can be decided on it or a colleague holds it. */
  openCard(id: string): void {
    this.list.touched();
    const fresh = this.open !== id;
    if (fresh) this.#leave();
    this.open = id;
    this.list.marked = id;
    this.deeds.last = null;
    this.shownLanguage = null;
    this.choosingReason = false;
    this.sheet = null;
    if (fresh) this.claims.open(id);
    if (fresh) this.abouts.forget(id);
    if (fresh && this.#wantsClaim(id)) this.claims.ask(this.now);
    this.changed();
    setTimeout(() => this.#askAbout()); // once the card is shown
  }

  closeCard(): void {
    this.#leave();
    this.choosingReason = false;
    this.sheet = null;
    this.changed();
  }

  takeOver(id: string): void {
    this.list.touched();
    this.claims.ask(this.now, true);
    void this.claims.settled(id).then((answer) => {
      if (answer?.type === "refused") this.#refused("claim", id, answer);
    });
    this.changed();
  }

  /** Once a second while the page is seen: renews the claim. */
  tick(): void {
    if (this.open && this.#wantsClaim(this.open)) this.claims.tick(this.now, this.claim(this.open) !== null);
    this.#askAbout();
    this.changed();
  }

  /** A frame of the server came: whoever asked may be restrained or free now, which only the server can say of a card. */
  heard(views: readonly { kind: string }[]): void {
    if (!views.some((view) => view.kind === "restraint")) return;
    this.abouts.forgetAll();
    this.#askAbout();
  }

  /** Asks what is near the open card, and for the cards that it names. */
  #askAbout(): void {
    const question = this.question(this.open);
    if (!question) return;
    void this.abouts.want(question.id, version(question));
    const named = question.master ? [question.master, ...question.merged] : question.merged;
    void this.#fetch(named.filter((id) => !this.question(id)));
  }

  async #fetch(ids: readonly string[]): Promise<void> {
    if (this.#fetching || ids.length === 0) return;
    this.#fetching = true;
    await this.list.fetch(ids);
    this.#fetching = false;
  }

  #wantsClaim(id: string): boolean {
    const state = this.question(id)?.state ?? "withdrawn";
    return DECIDABLE.has(state) && !this.pending.has(id) && !this.heldByColleague(id);
  }

  #leave(): void {
    this.claims.leave(this.open !== null && this.heldByColleague(this.open) !== null);
    this.open = null;
  }

  /** Opens a sheet, or closes the one that is open. */
  openSheet(name: SheetName | null): void {
    if (name === this.sheet) return;
    this.sheet = name;
    this.sureOf = null;
    this.finder.clear();
    this.changed();
  }

  askSure(what: string): void {
    this.sureOf = what;
    this.changed();
  }

  /** Shows the latest wording in this language. */
  showLanguage(language: Lang): void {
    this.shownLanguage = language;
    this.changed();
  }

  // -- writing ------------------------------------------------------------------------------------

  edit(question: Question): void {
    const wording = this.shown(question);
    if (!this.drafts.has(question.id)) this.drafts.set(question.id, { text: wording.text, language: wording.language });
    this.choosingReason = false;
    this.changed();
  }

  /** Opens the editor with personal data hidden; where only the asker's facts are such, hides those. */
  hideData(question: Question): void {
    const wording = this.shown(question);
    if (!personal(question, wording).some((f) => f.field === "text")) return void this.#hideAsker(question);
    const text = masked(wording, this.about(question.id));
    this.drafts.set(question.id, { text, language: wording.language, why: "data_hidden" });
    this.choosingReason = false;
    this.changed();
  }

  async #hideAsker(question: Question): Promise<boolean> {
    const fields = personal(question, this.shown(question)).map((f) => f.field).filter((f) => f !== "text");
    if (fields.length === 0) return true;
    return (await this.mark([question.id], { hidden: [...new Set([...question.hidden, ...fields])] })) !== null;
  }

  write(id: string, draft: Draft): void {
    this.drafts.set(id, draft);
    this.changed();
  }

  discard(id: string): void {
    this.drafts.delete(id);
    this.changed();
  }

  // -- deciding -----------------------------------------------------------------------------------

  /** Approves what the card shows, the wording or the draft; personal data are asked about once more. */
  approve(question: Question): void {
    const draft = this.drafts.get(question.id);
    const same = draft && question.wordings.find((w) => w.text === draft.text && w.language === draft.language);
    if (draft && !same) return void this.#approveDraft(question, draft);
    const wording = same ?? this.shown(question);
    if (same) this.shownLanguage = same.language;
    if (unsafe(question, wording)) return this.openSheet("personal");
    void this.#approve(question, { type: "approve", revision: wording.revision });
  }

  /** Approves what the card shows, although personal data stand in it. */
  approveSure(question: Question): Promise<void> {
    this.openSheet(null);
    return this.#approve(question, { type: "approve", revision: this.shown(question).revision, sure: true });
  }

  /** Approves what the card shows without its personal data. */
  async approveMasked(question: Question): Promise<void> {
    const wording = this.shown(question);
    const text = masked(wording, this.about(question.id));
    this.openSheet(null);
    if (!(await this.#hideAsker(question))) return;
    const edit = { type: "edit", text, language: wording.language, why: "data_hidden", approve: true };
    await this.#approve(question, text === wording.text ? { type: "approve", revision: wording.revision } : edit);
  }

  async #approve(question: Question, command: Message): Promise<void> {
    const asked = command["sure"] === true || command["why"] === "data_hidden";
    await this.#decide("approve", question.id, command);
    if (this.#tells(question.id) && !asked) this.#offerMasked(question.id);
  }

  /** A draft in which the server finds personal data is kept as a wording, and that is asked about. */
  async #approveDraft(question: Question, draft: Draft): Promise<void> {
    const edit = this.#wording(question, draft);
    await this.#decide("approve", question.id, { ...edit, approve: true }, draft);
    if (!this.#tells(question.id)) return;
    const kept = await this.#decide("edit", question.id, { ...edit, approve: false }, draft);
    if (kept && !this.drafts.has(question.id)) this.#offerMasked(question.id, draft.language);
  }

  #offerMasked(id: string, language = this.shownLanguage): void {
    if (this.open !== id || this.sheet || this.choosingReason) return; // the hand is at something else
    this.shownLanguage = language;
    this.deeds.refusals.drop([id]);
    this.openSheet("personal");
  }

  /** Whether the server has found personal data in what was to be approved. */
  #tells(id: string): boolean {
    return this.refused({ question: id })?.code === "personal_data";
  }

  save(question: Question): void {
    const draft = this.drafts.get(question.id);
    if (draft) void this.#decide("edit", question.id, { ...this.#wording(question, draft), approve: false });
  }

  #wording(question: Question, draft: Draft): Message {
    return { type: "edit", text: draft.text, language: draft.language, why: whyOf(question, draft) };
  }

  reject(question: Question, reason: string): void {
    void this.#decide("reject", question.id, { type: "reject", reason });
  }

  chooseReason(on: boolean): void {
    this.choosingReason = on;
    this.changed();
  }

  notice(id: string): Promise<Deed | null> {
    return this.#decide("notice", id, { type: "notice" });
  }

  merge(id: string, into: string): Promise<Deed | null> {
    return this.#decide("merge", id, { type: "merge", into });
  }

  unmerge(id: string): Promise<Deed | null> {
    return this.#decide("unmerge", id, { type: "unmerge" });
  }

  divert(id: string): Promise<Deed | null> {
    return this.#decide("divert", id, { type: "divert" });
  }

  async restrain(id: string, how: How, minutes = 10): Promise<Deed | null> {
    const done = await this.#decide("restrain", id, { type: "restrain", how, minutes });
    this.abouts.forget(id);
    this.#askAbout();
    return done;
  }

  /** Changes how one or several questions lie on the desk. */
  async mark(ids: readonly string[], change: Change): Promise<Deed | null> {
    const draft = this.drafts.get(ids[0] ?? "");
    const done = await this.#several("mark", ids, { type: "mark", ...change });
    if (done?.question && change.held) this.#decided(done, draft);
    return done;
  }

  approveAll(ids: readonly string[]): Promise<Deed | null> {
    return this.#several("approve", ids, { type: "approve_all" });
  }

  rejectAll(ids: readonly string[], reason: string): Promise<Deed | null> {
    return this.#several("reject", ids, { type: "reject_all", reason });
  }

  /** Takes back the decision made last, once it is known if that one is still on its way. */
  async undoLast(): Promise<void> {
    const list = this.list.name;
    const { making } = this.deeds;
    if (!making && [...this.pending.values()].includes("undo")) return;
    const decision = making ? (await making)?.decision : this.undoable()[0]?.id;
    if (decision) await this.undo(decision, list);
  }

  /** Takes back one of one's own decisions, by its id, and opens its card again unless the hand has gone elsewhere from this list. */
  async undo(decision: string, list = this.list.name): Promise<Deed | null> {
    this.list.touched();
    const past = this.undoable().find((p) => p.id === decision);
    const last = this.last?.decision === decision ? this.last : null;
    const ids = past?.questions ?? (last?.question ? [last.question] : []);
    const done = await this.deeds.carry("undo", ids, { type: "undo", decision }, decision);
    if (done && ids.length === 1 && past?.what !== "marked" && last?.action !== "mark" && list === this.list.name) this.#undone(ids[0]!);
    return done;
  }

  setIntake(intake: "open" | "paused" | "closed", message: { [lang: string]: string }): Promise<Deed | null> {
    return this.deeds.carry("intake", [], { type: "intake", intake, message });
  }

  /** Makes a label, or renames it. */
  putLabel(label: Label): Promise<Deed | null> {
    return this.deeds.carry("labels", [], { type: "put_label", label }, label.id);
  }

  dropLabel(label: string): Promise<Deed | null> {
    this.sureOf = null;
    return this.deeds.carry("labels", [], { type: "drop_label", label }, label);
  }

  /** Sends again what a reload has interrupted; under its own id it is carried out once. */
  async resume(message: Message): Promise<void> {
    const { action, ids, key } = resumed(message);
    const left = this.drafts.get(ids[0] ?? "");
    const sent = message.type === "edit" && left?.text !== message["text"] ? undefined : left;
    await this.list.fetch(ids);
    const done = await this.deeds.carry(action, ids, message, key);
    if (done && (action !== "mark" || message["held"] === true)) this.#decided(done, sent);
  }

  #refused(action: Action, id: string, answer: Answer, number = this.question(id)?.number ?? null): void {
    this.deeds.refuse({ action, question: id, number, keys: [id] }, answer);
  }

  /** Says that something changed under the hand, so that what it had begun was not done. */
  overtaken(action: Action, id: string, number: number): void {
    this.#refused(action, id, { type: "refused", code: "changed_meanwhile" }, number);
  }

  dismiss(shown: readonly Refusal[]): void {
    this.deeds.refusals.understood(shown);
    this.changed();
  }

  async #decide(action: Action, id: string, command: Message, draft = this.drafts.get(id)): Promise<Deed | null> {
    this.list.touched();
    if (this.open === id) this.choosingReason = false;
    const done = await this.deeds.carry(action, [id], { ...command, question: id });
    if (done) this.#decided(done, draft);
    return done;
  }

  #several(action: Action, ids: readonly string[], command: Message): Promise<Deed | null> {
    this.list.touched();
    this.choosingReason = false;
    const free = ids.filter((id) => !this.pending.has(id));
    return free.length > 0 ? this.deeds.carry(action, free, { ...command, questions: free }) : Promise.resolve(null);
  }

  /** What was decided leaves the list, and its card closes; what has been written since that `draft` stays, and keeps it open. */
  #decided({ action, question: id, message }: Deed, draft: Draft | undefined): void {
    if (!id) return;
    const written = this.drafts.get(id) !== draft;
    const leaves = LEAVES.has(action);
    if (!written && (action === "edit" || (leaves && action !== "mark"))) this.drafts.delete(id);
    if (action === "edit" && this.open === id) this.shownLanguage = message["language"] as Lang;
    const question = this.question(id);
    if (leaves && question?.state === "received") this.#stale.set(id, version(question));
    if (leaves && !written && this.open === id) this.#leave();
    this.changed();
  }

  #undone(id: string): void {
    if (this.open || this.selecting()) return;
    if (this.list.name !== "incoming") this.list.show("incoming");
    this.openCard(id);
  }
}
