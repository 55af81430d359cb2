/** What the producer does: the page renders this and holds nothing itself. */

import type { Lang } from "../lib/page";
import { screens, stacked } from "./air";
import { Line, type Source } from "./line";
import { List } from "./list";
import { Memory } from "./memory";
import { languages, rows, step, upNext, type Clearance, type Item, type Moving, type Row } from "./model";
import { Takes, type Place } from "./takes";

export class Console extends EventTarget implements Place {
  screen = "main";
  layer: string | null = null;
  focus: string | null = null;
  readonly memory = new Memory();
  readonly line: Line;
  readonly takes: Takes;
  readonly list: List;
  /** Layers that had something on this screen since the page was opened. */
  readonly #had = new Map<string, Set<string>>();

  constructor(readonly records: Source) {
    super();
    this.line = new Line(records);
    this.takes = new Takes(this.line, this, this.memory);
    this.list = new List(this.line);
    this.line.addEventListener("change", () => this.#tell());
  }

  get rows(): Row[] {
    const { moving } = this.list;
    const sight = { screen: this.screen, now: this.records.now(), wish: (item: string) => this.takes.wish(item) };
    return rows(this.records, moving ? { ...sight, moving } : sight);
  }

  /** The layers to show: those that have something, had, or may get something from the rundown. */
  get layers(): string[] {
    const had = this.#had.get(this.screen) ?? [];
    const listed = [...this.records.all<Item>("item")].filter((i) => i.listed).map((i) => i.layer);
    return stacked(["question", "lower-third", "ticker", "countdown", ...had, ...listed]);
  }

  /** The store changed. */
  changed(): void {
    for (const screen of screens(this.records)) this.#note(screen);
    this.takes.check();
    if (this.focus && !this.records.get<Item>("item", this.focus)?.listed) this.focus = null;
    this.line.changed();
  }

  #note(screen: string): void {
    const had = this.#had.get(screen) ?? new Set();
    for (const layer of Object.keys(this.records.get<{ layers: object }>("program", screen)?.layers ?? {})) had.add(layer);
    this.#had.set(screen, had);
  }

  // -- the rundown --------------------------------------------------------------------------------

  focusOn(item: string): void {
    if (this.focus === item) return;
    this.focus = item;
    this.#tell();
  }

  focusBy(by: 1 | -1): void {
    const list = this.rows;
    const at = list.findIndex((r) => r.id === this.focus);
    const to = at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + by));
    this.focus = list[to]?.id ?? null;
    this.#tell();
  }

  moveBy(by: 1 | -1): void {
    const { focus } = this;
    if (focus) this.list.move(() => step(this.rows, focus, by));
  }

  move(move: Moving): void {
    this.list.move(() => move);
  }

  cue(item: string, language?: Lang): void {
    this.focus = item;
    this.takes.cue(item, language);
  }

  /** Puts what comes next into preview. */
  next(): void {
    const item = upNext(this.records, this.takes.program, this.records.now());
    if (item) this.cue(item.id);
  }

  /** The approved wordings of what is in preview. */
  get wordings(): Lang[] {
    const question = this.takes.program?.preview?.question;
    return question ? languages(this.records.get<Clearance>("clearance", question)) : [];
  }

  // -- screens ------------------------------------------------------------------------------------

  pick(screen: string): void {
    this.screen = screen;
    this.layer = null;
    this.#tell();
  }

  pickBy(by: 1 | -1): void {
    const all = screens(this.records);
    this.pick(all[(all.indexOf(this.screen) + by + all.length) % all.length]!);
  }

  /** The language in which questions are cued for this screen. */
  speak(language: Lang | undefined): void {
    this.memory.speak(this.screen, language);
    this.#tell();
  }

  /** The layer that Clear shall be about, by its tile's number; the same once more: none. */
  choose(number: number): void {
    const layer = this.layers[number - 1] ?? null;
    this.layer = layer === this.layer ? null : layer;
    this.#tell();
  }

  #tell(): void {
    this.dispatchEvent(new Event("change"));
  }
}
