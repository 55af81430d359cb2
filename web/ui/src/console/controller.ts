/** What the producer does, and what is on its way: the page renders this and holds nothing itself. */

import type { Lang } from "../lib/page";
import { answering, cueLanguage, LAYER, onAir, rows, step, type Moving, type Program, type Question, type Records, type Row } from "./model";

export type Action = "cue" | "take" | "cut" | "clear" | "clear_all" | "answered" | "move";
export interface Answer {
  type: string;
  code?: string;
  retry_after_ms?: number | null;
}
export interface Refusal {
  action: Action;
  code: string;
  retryAfter: number | null;
}

/** What the console needs of the connection and its store. */
export interface Source extends Records {
  now(): number;
  readonly live: boolean;
  send(message: { type: string; [field: string]: unknown }): Promise<Answer>;
}

/** How long a take waits for the preview that was asked for just before it. */
const CUE_WAIT_MS = 5_000;

export class Console extends EventTarget {
  screen = "main";
  focus: string | null = null;
  refusal: Refusal | null = null;
  readonly flying = new Set<Action>();
  readonly chosen = new Map<string, Lang>();
  moving: Moving | undefined;
  /** The question whose cue is on its way. */
  cueing: string | null = null;
  #cue: Promise<boolean> = Promise.resolve(true);
  #move: Promise<void> = Promise.resolve();
  /** How often something was cleared here: a take that still waits for its preview gives way to it. */
  #clears = 0;
  #waiting: (() => void)[] = [];

  constructor(private readonly source: Source) {
    super();
  }

  // -- what is true now ---------------------------------------------------------------------------

  get program(): Program | undefined {
    return this.source.get<Program>("program", this.screen);
  }

  get rows(): Row[] {
    return rows(this.source, this.program, this.chosen, this.moving);
  }

  get answering(): Question | undefined {
    return answering(this.source, this.program);
  }

  get ended(): boolean {
    return this.source.get<{ state: string }>("briefing", "briefing")?.state === "ended";
  }

  /** Whether the key does something now. */
  can(action: Action): boolean {
    if (!this.source.live || this.flying.has(action)) return false;
    if (action === "clear" || action === "clear_all") return onAir(this.program).length > 0 || this.#taking();
    if (this.ended) return false;
    if (action === "answered") return this.answering !== undefined;
    if (action === "take" || action === "cut") return !this.#taking() && Boolean(this.program?.preview ?? this.cueing);
    return true;
  }

  #taking(): boolean {
    return this.flying.has("take") || this.flying.has("cut");
  }

  /** The store changed: whoever waits for a record looks again. */
  changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const look of waiting) look();
    if (this.focus && !this.rows.some((r) => r.id === this.focus)) this.focus = null;
    this.#tell();
  }

  // -- preview ------------------------------------------------------------------------------------

  /** Puts a question into preview, in this language or the one it would be shown in. */
  cue(id: string, language?: Lang): void {
    if (!this.source.live || this.ended || (this.cueing === id && !language)) return;
    if (language) this.chosen.set(id, language);
    this.focus = id;
    this.cueing = id;
    this.refusal = null;
    const before = this.program?.preview?.id;
    const wanted = cueLanguage(this.source, id, this.chosen.get(id));
    const { screen } = this;
    // One after the other: what was clicked last is in preview at the end.
    const mine = this.#cue.then(() => this.#cued(screen, id, wanted, before));
    this.#cue = mine;
    void mine.then(() => {
      if (this.#cue === mine) this.cueing = null;
      this.#tell();
    });
    this.#tell();
  }

  async #cued(screen: string, id: string, language: Lang | undefined, before: string | undefined): Promise<boolean> {
    const answer = await this.#send("cue", { type: "cue", screen, item: id, language: language ?? null });
    if (!answer) return false;
    const preview = (): Program["preview"] | undefined => this.source.get<Program>("program", screen)?.preview;
    const shown = await this.#until(() => preview()?.question === id && preview()?.id !== before);
    if (!shown) this.#refuse("cue", { type: "refused", code: "moved_on" }); // a colleague's cue came over it
    return shown;
  }

  /** Whether the store says so, now or within a while. */
  #until(true_: () => boolean): Promise<boolean> {
    return new Promise((resolve) => {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        resolve(false);
      }, CUE_WAIT_MS);
      const look = (): void => {
        if (late) return;
        if (!true_()) return void this.#waiting.push(look);
        clearTimeout(timer);
        resolve(true);
      };
      look();
    });
  }

  // -- air ----------------------------------------------------------------------------------------

  /** Puts preview on air; right after a click in the rundown it waits for that click's preview. */
  async take(cut = false): Promise<void> {
    const action: Action = cut ? "cut" : "take";
    if (!this.can(action)) return;
    this.refusal = null;
    this.flying.add(action);
    const { screen } = this; // and what is on it, as the producer sees it at this moment
    const expected = this.program?.layers[LAYER]?.id ?? null;
    const clears = this.#clears;
    this.#tell();
    const ready = this.cueing ? await this.#cue : true;
    this.flying.delete(action);
    const cue = this.source.get<Program>("program", screen)?.preview?.id;
    if (!ready || clears !== this.#clears) return this.#tell(); // the refusal of the cue is shown already
    if (!cue) return this.#refuse(action, { type: "refused", code: "nothing_in_preview" });
    await this.#send(action, { type: "take", screen, cue, expected, cut });
  }

  clear(): void {
    this.#clear("clear", { layer: LAYER, cut: false });
  }

  /** The panic key: everything off at once, without animation. */
  clearAll(): void {
    this.#clear("clear_all", { layer: null, cut: true });
  }

  /** Also with nothing on air as far as this page knows: a take may have landed that it has not heard of yet. */
  #clear(action: Action, what: { layer: string | null; cut: boolean }): void {
    if (!this.source.live || this.flying.has(action)) return;
    this.#clears++;
    void this.#send(action, { type: "clear", screen: this.screen, ...what });
  }

  answered(): void {
    const question = this.answering;
    if (question && this.can("answered")) void this.#send("answered", { type: "answered", question: question.id });
  }

  // -- the rundown --------------------------------------------------------------------------------

  focusBy(by: 1 | -1): void {
    const list = this.rows;
    const at = list.findIndex((r) => r.id === this.focus);
    const to = at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + by));
    this.focus = list[to]?.id ?? null;
    this.#tell();
  }

  moveBy(by: 1 | -1): void {
    const { focus } = this;
    if (focus) this.#moves(() => step(this.rows, focus, by));
  }

  move(move: Moving): void {
    this.#moves(() => move);
  }

  /** One after the other, each from where the one before it left the row. */
  #moves(next: () => Moving | null): void {
    this.#move = this.#move.then(async () => {
      const move = next();
      if (move && this.can("move") && move.item !== move.before) await this.#moved(move);
    });
  }

  async #moved(move: Moving): Promise<void> {
    this.moving = move;
    const shown = this.source.get<{ rank: string }>("item", move.item)?.rank;
    const answer = await this.#send("move", { type: "move", ...move });
    if (answer) await Promise.race([this.#until(() => this.source.get<{ rank: string }>("item", move.item)?.rank !== shown), rest()]);
    this.moving = undefined;
    this.#tell();
  }

  pick(screen: string): void {
    this.screen = screen;
    this.#tell();
  }

  dismiss(): void {
    this.refusal = null;
    this.#tell();
  }

  // -- on its way ---------------------------------------------------------------------------------

  async #send(action: Action, message: { type: string; [field: string]: unknown }): Promise<Answer | null> {
    this.refusal = null;
    this.flying.add(action);
    this.#tell();
    const answer = await this.source.send(message);
    this.flying.delete(action);
    if (answer.type === "refused") {
      this.#refuse(action, answer);
      return null;
    }
    this.#tell();
    return answer;
  }

  #refuse(action: Action, answer: Answer): void {
    this.refusal = { action, code: answer.code ?? "unavailable", retryAfter: answer.retry_after_ms ?? null };
    this.#tell();
  }

  #tell(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** A move that changed no rank needs no record to come. */
const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_000));
