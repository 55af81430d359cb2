/** The list that the page shows: which one, narrowed how, which rows. The server finds and sorts; this asks and keeps. */

import type { Look } from "../wire.gen";
import type { Answer, Message } from "./claims";
import { listOf, settle, WINDOW, type Question } from "./model";

export type ListName = NonNullable<Look["list"]>;
export const LISTS: readonly ListName[] = ["incoming", "held", "approved", "on_notice", "consultations", "rejected", "all"];

/** What narrows and orders a list; an empty word narrows nothing. */
export interface Filters {
  /** As it was typed, spaces and all; it is trimmed where it is asked for. */
  search: string;
  language: string;
  speaker: string;
  label: string;
  region: string;
  flag: string;
  sort: string;
}

export const NO_FILTERS: Filters = { search: "", language: "", speaker: "", label: "", region: "", flag: "", sort: "age" };

/** What a list needs of the connection and its store. */
export interface ListSource {
  now(): number;
  get<T>(kind: string, id: string): T | undefined;
  send(message: Message): Promise<Answer>;
  /** Takes in views that came with an answer. */
  learn(views: readonly Record<string, unknown>[]): void;
  /** Lets go of a view that the server no longer shows. */
  forget(kind: string, id: string): void;
}

interface Found {
  total: number;
  counts: Record<ListName, number>;
  ids: string[];
  views: Record<string, unknown>[];
}

interface Frame {
  type: string;
  views?: { kind: string; id: string }[];
}

/** How long the hand must have rested before rows may close up. */
export const REST_MS = 3_000;
/** How soon after one look the next may follow by itself: with a resting hand, and with one at work. */
const GAP_MS = 400;
const BUSY_GAP_MS = 1_500;
const RETRY_MS = 2_000;

export class List extends EventTarget {
  name: ListName = "incoming";
  filters: Filters = NO_FILTERS;
  start = 0;
  total = 0;
  counts: Record<ListName, number> | null = null;
  rows: string[] = [];
  /** The row that keys act on. */
  marked: string | null = null;
  /** Whether the rows are those of the list asked for. */
  here = false;
  #present: string[] = [];
  #touchedAt = 0;
  #lookedAt = -Infinity;
  #flying = false;
  #dirty = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly source: ListSource) {
    super();
  }

  /** How many filters narrow it; search and order are none. */
  get narrowed(): number {
    const { search: _, sort: __, ...narrow } = this.filters;
    return Object.values(narrow).filter(Boolean).length;
  }

  /** What is searched for. */
  get words(): string {
    return this.filters.search.trim();
  }

  // -- what to show -------------------------------------------------------------------------------

  show(name: ListName): void {
    this.name = name;
    this.marked = null;
    this.page(0);
  }

  /** Shows the rows from this one of the list on. */
  page(start: number): void {
    this.start = Math.max(0, start);
    this.#anew();
  }

  narrow(change: Partial<Filters>): void {
    const next = { ...this.filters, ...change };
    const asked = JSON.stringify(this.#query());
    this.filters = next;
    if (JSON.stringify(this.#query()) !== asked) this.page(0);
  }

  /** Everything as it was left: the list, its filters, the page. */
  restore(name: ListName, filters: Filters, start: number): void {
    this.name = name;
    this.filters = filters;
    this.start = start;
  }

  #anew(): void {
    this.rows = [];
    this.here = false;
    this.#want(0);
    this.#changed();
  }

  // -- the hand -----------------------------------------------------------------------------------

  /** Says that the hand is at the queue: rows stay where they are until it rests. */
  touched(): void {
    this.#touchedAt = this.source.now();
  }

  get #resting(): boolean {
    return this.rows.length === 0 || this.source.now() - this.#touchedAt > REST_MS;
  }

  /** Once a second while the page is seen: closes rows up when the hand rests. */
  tick(): void {
    if (this.here) this.rows = settle(this.rows, this.#present, this.#resting);
  }

  /** Whether the question stands in this list now; one that does not keeps its row until the hand rests. */
  stands(question: Question): boolean {
    const own = listOf(question);
    return own !== null && (this.name === "all" || own === this.name);
  }

  /** Marks the next row, or the one before. */
  step(step: 1 | -1, from: string | null): void {
    const live = this.rows.filter((id) => this.#live(id));
    const at = live.indexOf(this.marked ?? from ?? "");
    const to = at < 0 ? 0 : Math.min(live.length - 1, Math.max(0, at + step));
    this.marked = live[to] ?? null;
    this.touched();
    this.#changed();
  }

  #live(id: string): boolean {
    const question = this.source.get<Question>("question", id);
    return question !== undefined && this.stands(question);
  }

  // -- asking -------------------------------------------------------------------------------------

  /** A frame of the server came: looks again if it may change what stands in the list. */
  heard(frame: Frame): void {
    if (frame.type === "snapshot") {
      void this.fetch(this.rows); // those that left the list during a cut are not in what it holds now
      return this.#want(0);
    }
    const matters = (kind: string): boolean => kind === "question" || (kind === "tally" && this.filters.sort === "votes");
    if (frame.views?.some((view) => matters(view.kind))) this.#want(this.#resting ? GAP_MS : BUSY_GAP_MS);
  }

  /** Fetches these questions whatever the list; one that the server does not show is let go. */
  async fetch(ids: readonly string[]): Promise<void> {
    const of = ids.slice(0, WINDOW);
    if (of.length === 0) return;
    const answer = await this.source.send({ type: "look", of });
    if (answer.type !== "done") return;
    const { views } = answer.result as unknown as Found;
    const seen = new Set(views.filter((v) => v["kind"] === "question").map((v) => v["id"]));
    for (const id of of) if (!seen.has(id)) this.source.forget("question", id);
    this.source.learn(views);
    this.#changed();
  }

  #want(gap: number): void {
    this.#dirty = true;
    if (this.#flying || (gap > 0 && this.#timer !== undefined)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), Math.max(0, this.#lookedAt + gap - performance.now()));
  }

  #query(): Message {
    const narrow = Object.entries({ ...this.filters, search: this.words }).filter(([, value]) => value !== "");
    return { type: "look", list: this.name, ...Object.fromEntries(narrow), start: this.start, count: WINDOW };
  }

  async #look(): Promise<void> {
    const query = this.#query();
    this.#timer = undefined;
    this.#dirty = false;
    this.#flying = true;
    const answer = await this.source.send(query);
    this.#flying = false;
    this.#lookedAt = performance.now();
    if (JSON.stringify(query) !== JSON.stringify(this.#query())) return this.#want(0);
    if (answer.type === "done") this.#take(answer.result as unknown as Found);
    else this.#lookedAt += (answer.retry_after_ms ?? RETRY_MS) - GAP_MS;
    if (this.#dirty || answer.type !== "done") this.#want(GAP_MS);
    this.#changed();
  }

  #take(found: Found): void {
    this.source.learn(found.views);
    this.total = found.total;
    this.counts = found.counts;
    if (found.ids.length === 0 && this.start > 0) return this.page(Math.floor(Math.max(0, found.total - 1) / WINDOW) * WINDOW);
    this.#present = found.ids;
    this.rows = settle(this.here ? this.rows : [], found.ids, !this.here || this.#resting);
    this.here = true;
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
