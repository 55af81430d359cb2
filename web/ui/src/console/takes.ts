/** Preview and air of one screen after the other: cue, take, clear, the panic key, and what is changed on air. */

import type { Lang } from "../lib/page";
import { allLogged, latest, onAir, programOf, QUESTION, type CueRecord, type Program } from "./air";
import type { Data } from "./fields";
import type { Action, Line } from "./line";
import type { Memory } from "./memory";
import { answering, cueLanguage, offer, type Item, type Question } from "./model";

/** How long a take waits for the preview that was asked for just before it. */
const CUE_WAIT_MS = 5_000;

/** A screen, and what the producer has chosen there. */
export interface Place {
  screen: string;
  /** The layer chosen for Clear; null: what went on air last. */
  layer: string | null;
}

export class Takes {
  /** The item whose cue is on its way. */
  cueing: string | null = null;
  readonly #chosen = new Map<string, Lang>();
  #cue: Promise<boolean> = Promise.resolve(true);
  /** How often something was cleared here: a take that still waits for its preview gives way to it. */
  #clears = 0;
  /** Where the latest take went: a clear right behind it is about that. */
  #layer = QUESTION;

  constructor(
    private readonly line: Line,
    private readonly place: Place,
    private readonly memory: Memory,
  ) {}

  // -- what is true now ---------------------------------------------------------------------------

  get program(): Program | undefined {
    return programOf(this.line.source, this.place.screen);
  }

  get air(): CueRecord[] {
    return onAir(this.program, this.line.source.now());
  }

  get answering(): Question | undefined {
    return answering(this.line.source, this.air);
  }

  get taking(): boolean {
    return this.line.flying.has("take") || this.line.flying.has("cut");
  }

  /** The layer that Clear is about. */
  get target(): string {
    const air = this.air;
    if (air.some((cue) => cue.layer === this.place.layer)) return this.place.layer!;
    return (this.taking ? undefined : latest(air)?.layer) ?? this.#layer;
  }

  /** Whether the key does something now. */
  can(action: Action): boolean {
    if (action === "panic") return true;
    if (!this.line.source.live || this.line.flying.has(action)) return false;
    if (action === "clear") return this.air.length > 0 || this.taking;
    if (this.line.ended) return false;
    if (action === "answered") return this.answering !== undefined;
    if (action === "update") return offer(this.line.source, this.air) !== undefined;
    if (action === "take" || action === "cut") return !this.taking && Boolean(this.program?.preview ?? this.cueing);
    return true;
  }

  // -- preview ------------------------------------------------------------------------------------

  /** The language that the producer wants for an item: as chosen for it here, else the screen's. */
  wish(item: string): Lang | undefined {
    return this.#chosen.get(`${this.place.screen}/${item}`) ?? this.memory.language(this.place.screen);
  }

  /** Puts an item into preview, in this language or the one it would be shown in. */
  cue(id: string, language?: Lang): void {
    if (!this.line.open || (this.cueing === id && !language)) return;
    if (language) this.#chosen.set(`${this.place.screen}/${id}`, language);
    const question = this.line.source.get<Item>("item", id)?.question;
    this.#ask(id, question ? cueLanguage(this.line.source, question, this.wish(id)) : undefined);
  }

  /** Puts what is in preview there anew: as it is now, and as it is to be shown now. */
  again(): void {
    const preview = this.program?.preview;
    if (preview && this.line.open) this.#ask(preview.item, preview.language ?? undefined);
  }

  /** Puts what is in preview there in this language. */
  speak(language: Lang | undefined): void {
    const item = this.program?.preview?.item;
    if (item && language) this.cue(item, language);
  }

  #ask(id: string, language: Lang | undefined): void {
    const { screen } = this.place;
    this.cueing = id;
    this.line.refusal = null;
    const before = this.program?.preview?.id;
    const question = this.line.source.get<Item>("item", id)?.question;
    const message = { type: "cue", screen, item: id, language: language ?? null, hide_after_s: question ? this.memory.hide : null };
    // One after the other: what was clicked last is in preview at the end.
    const mine = this.#cue.then(() => this.#cued(message, before));
    this.#cue = mine;
    void mine.then(() => {
      if (this.#cue === mine) this.cueing = null;
      this.line.tell();
    });
    this.line.tell();
  }

  async #cued(message: { type: string; screen: string; item: string }, before: string | undefined): Promise<boolean> {
    const answer = await this.line.send("cue", message);
    if (!answer) return false;
    const preview = (): CueRecord | null | undefined => this.line.source.get<Program>("program", message.screen)?.preview;
    const shown = await this.line.until(() => preview()?.item === message.item && preview()?.id !== before, CUE_WAIT_MS);
    if (!shown) this.line.refuse("cue", { code: "moved_on" }); // a colleague's cue came over it
    return shown;
  }

  /** The next approved wording of what is in preview. */
  turn(languages: readonly Lang[]): void {
    const now = this.program?.preview?.language;
    if (languages.length > 1 && now) this.speak(languages[(languages.indexOf(now) + 1) % languages.length]);
  }

  /** Questions hide by themselves after so many seconds from now on, also the one in preview. */
  hideAfter(seconds: number | null): void {
    this.memory.hide = seconds;
    if (this.program?.preview?.question) this.again();
    this.line.tell();
  }

  // -- air ----------------------------------------------------------------------------------------

  /** Puts preview on air; right after a click in the rundown it waits for that click's preview. */
  async take(cut = false): Promise<void> {
    const action: Action = cut ? "cut" : "take";
    if (!this.can(action)) return;
    this.line.refusal = null;
    this.line.flying.add(action);
    const { screen } = this.place; // and what is on it, as the producer sees it at this moment
    const coming = this.cueing ? this.line.source.get<Item>("item", this.cueing)?.layer : this.program?.preview?.layer;
    this.#layer = coming ?? QUESTION;
    const expected = this.program?.layers[this.#layer]?.id ?? null;
    const clears = this.#clears;
    this.line.tell();
    const ready = this.cueing ? await this.#cue : true;
    this.line.flying.delete(action);
    const cue = this.line.source.get<Program>("program", screen)?.preview?.id;
    if (!ready || clears !== this.#clears) return this.line.tell(); // the refusal of the cue is shown already
    if (!cue) return this.line.refuse(action, { code: "nothing_in_preview" });
    this.place.layer = null;
    await this.line.send(action, { type: "take", screen, cue, expected, cut });
  }

  /**
   * Takes one layer off. Also with nothing on air as far as this page knows: a take may have landed that it has not
   * heard of yet.
   */
  clear(layer: string = this.target): void {
    if (!this.line.source.live) return;
    this.#clears++;
    this.place.layer = null;
    void this.line.send("clear", { type: "clear", screen: this.place.screen, layer, cut: false });
  }

  /** The panic key: every screen dark at once, whatever else is on its way. */
  async panic(): Promise<void> {
    this.#clears++;
    this.line.say(this.line.source.live ? null : "not_heard");
    const answer = await this.line.send("panic", { type: "panic", screen: null });
    this.line.say(answer?.result?.["logged"] === false && !allLogged(this.line.source) ? "dark" : null);
  }

  /** Says no more that it will be logged, once it is. */
  check(): void {
    if (this.line.notice === "dark" && allLogged(this.line.source)) this.line.say(null);
  }

  answered(): void {
    const question = this.answering;
    if (question && this.can("answered")) void this.line.send("answered", { type: "answered", question: question.id });
  }

  /** Puts the wording approved since in place of the one on air. */
  update(): void {
    const found = offer(this.line.source, this.air);
    if (found && this.can("update")) void this.line.send("update", { type: "revise", ...this.#at(found.cue) });
  }

  /** Has it hide by itself so many seconds from now, or stay. */
  hide(cue: CueRecord, seconds: number | null): void {
    if (this.line.open) void this.line.send("hide", { type: "hide", ...this.#at(cue), after_s: seconds });
  }

  time(cue: CueRecord, action: "start" | "pause" | "set" | "add", seconds = 0): void {
    if (this.line.open) void this.line.send("time", { type: "time", ...this.#at(cue), action, seconds });
  }

  /** Has the graphic stand at a step, from 0. */
  step(cue: CueRecord, step: number): void {
    if (this.line.open) void this.line.send("step", { type: "step", ...this.#at(cue), step });
  }

  /** Has the graphic carry out one of its custom actions. */
  perform(cue: CueRecord, action: string, payload: Data): void {
    if (this.line.open) void this.line.send("perform", { type: "perform", ...this.#at(cue), action, payload });
  }

  #at(cue: CueRecord): { screen: string; layer: string; cue: string } {
    return { screen: this.place.screen, layer: cue.layer, cue: cue.id };
  }
}
