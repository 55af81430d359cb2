/** What the console's rundown shows, worked out of the records alone: no element, no socket, no clock of its own. */

import type { Lang } from "../lib/page";
import type { Briefing, Clearance, ClearRecord, CueRecord, Item, Presence, Program, Question, Tally } from "../wire.gen";
import { onAir, programOf, screens, type Records } from "./air";

export type { Briefing, Clearance, CueRecord, Item, Presence, Program, Question, Records };
const LANGUAGES: readonly Lang[] = ["kk", "ru", "en"];

export interface Row {
  /** The rundown item's. */
  id: string;
  /** The question that it shows; null for what a producer prepared. */
  question: string | null;
  number: number | null;
  graphic: string;
  data: Record<string, unknown>;
  text: string;
  language: Lang | undefined;
  /** The languages it may be cued in. */
  languages: Lang[];
  /** Whether that wording fits its card. */
  fit: CueRecord["fit"];
  votes: number;
  hide: number | null;
  /** Made by a producer: it can be removed. */
  prepared: boolean;
  done: boolean;
  skipped: boolean;
  onAir: boolean;
  /** Other screens on which it is on air. */
  elsewhere: string[];
  /** In preview. */
  ready: boolean;
  /** What comes next: in preview, or without one the first whose turn it is. */
  next: boolean;
}

/** A move that the server has not confirmed yet. */
export interface Moving {
  item: string;
  before: string | null;
}

/** What the list is seen for. */
export interface Sight {
  screen: string;
  now: number;
  /** The language that the producer chose for an item, if any. */
  wish(item: string): Lang | undefined;
  moving?: Moving;
}

/** Whether its turn has passed: it stands at the end. */
export const ended = (item: { done: boolean; skipped: boolean }): boolean => item.done || item.skipped;

/** The approved wordings' languages, in the house's order. */
export const languages = (clearance: Clearance | undefined): Lang[] => LANGUAGES.filter((l) => clearance?.wordings[l]);

/** The language to cue a question in: the producer's wish, else what was asked, else the first there is. */
export function cueLanguage(records: Records, question: string, wish: Lang | undefined): Lang | undefined {
  const there = languages(records.get<Clearance>("clearance", question));
  const asked = records.get<Question>("question", question)?.language;
  return [wish, asked].find((l) => l && there.includes(l)) ?? there[0];
}

/** The items in order: by rank, those whose turn has passed at the end. */
export function inOrder(records: Records): Item[] {
  const items = [...records.all<Item>("item")].filter((i) => i.listed);
  return items.sort((a, b) => Number(ended(a)) - Number(ended(b)) || (a.rank < b.rank ? -1 : 1));
}

/** Those whose turn has not passed, in order. */
export const waiting = (records: Records): Item[] => inOrder(records).filter((item) => !ended(item));

/** The item after (`by` 1) or before (-1) the current one, whose turn may have passed; without one the first, or none before it. */
export function beside(items: readonly Item[], current: Item | null | undefined, by: 1 | -1): Item | undefined {
  const rank = current?.rank ?? "";
  return by > 0 ? items.find((i) => i.rank > rank) : items.filter((i) => i.rank < rank).at(-1);
}

/** What comes after what is in preview, else after where the show has come to: not on air already, nor shown beside the show. */
export function upNext(records: Records, program: Program | undefined, now: number): Item | undefined {
  const passed = new Set([...onAir(program, now).map((cue) => cue.item), ...(program?.beside ?? [])]);
  const cleared = (i: Item): boolean => !i.question || languages(records.get<Clearance>("clearance", i.question)).length > 0;
  const items = waiting(records).filter((i) => !passed.has(i.id) && cleared(i));
  return beside(items, records.get<Item>("item", program?.preview?.item ?? program?.last ?? ""), 1);
}

/** The rundown; a move on its way is shown as if it had happened. */
export function rows(records: Records, sight: Sight): Row[] {
  const program = programOf(records, sight.screen);
  const air = new Map(screens(records).map((s) => [s, new Set(onAir(programOf(records, s), sight.now).map((c) => c.item))]));
  const ready = program?.preview?.item;
  const next = ready ?? upNext(records, program, sight.now)?.id;
  const listed = inOrder(records).map((item): Row => ({
    ...content(records, item, sight.wish(item.id)),
    id: item.id,
    question: item.question,
    number: item.number,
    graphic: item.graphic,
    data: item.data,
    hide: item.hide_after_s,
    prepared: item.hash !== null,
    done: item.done,
    skipped: item.skipped,
    onAir: air.get(sight.screen)?.has(item.id) ?? false,
    elsewhere: [...air].filter(([screen, items]) => screen !== sight.screen && items.has(item.id)).map(([screen]) => screen),
    ready: ready === item.id,
    next: next === item.id,
  }));
  return sight.moving ? moved(listed, sight.moving) : listed;
}

function content(records: Records, item: Item, wish: Lang | undefined): Pick<Row, "text" | "language" | "languages" | "fit" | "votes"> {
  if (!item.question) return { text: item.title, language: item.data["language"] as Lang | undefined, languages: [], fit: "fits", votes: 0 };
  const question = records.get<Question>("question", item.question);
  const clearance = records.get<Clearance>("clearance", item.question);
  const language = cueLanguage(records, item.question, wish) ?? question?.language;
  const wording = clearance?.wordings[language ?? "kk"];
  const text = wording?.text ?? question?.wordings[question.wordings.length - 1]?.text ?? "";
  return { text, language, languages: languages(clearance), fit: wording?.fit ?? "fits", votes: records.get<Tally>("tally", item.question)?.votes ?? 0 };
}

/** The list with one row standing elsewhere. */
export function moved<T extends { id: string; done: boolean; skipped: boolean }>(list: readonly T[], { item, before }: Moving): T[] {
  const row = list.find((r) => r.id === item);
  if (!row || before === item) return [...list];
  const rest = list.filter((r) => r.id !== item);
  const found = rest.findIndex((r) => (before === null ? ended(r) : r.id === before));
  if (found < 0 && before !== null) return [...list];
  const at = found < 0 ? rest.length : found;
  return [...rest.slice(0, at), row, ...rest.slice(at)];
}

/** One step up or down as a move; null at the ends, and across the line to those whose turn has passed. */
export function step(list: readonly Row[], id: string, by: 1 | -1): Moving | null {
  const open = list.filter((r) => !ended(r));
  const at = open.findIndex((r) => r.id === id);
  const to = at + by;
  if (at < 0 || to < 0 || to >= open.length) return null;
  const before = by < 0 ? open[to] : open[to + 1];
  return { item: id, before: before?.id ?? null };
}

/** Whether the very thing in preview may still be taken: each of its wordings is approved, the prepared item is what it was. */
export function stillCleared(records: Records, cue: CueRecord): boolean {
  const parts = cue.question && cue.language ? [{ question: cue.question, language: cue.language, hash: cue.hash }, ...cue.parts] : cue.parts;
  const clear = parts.every((p) => records.get<Clearance>("clearance", p.question)?.wordings[p.language]?.hash === p.hash);
  if (cue.question) return clear && cue.language !== null;
  const item = records.get<Item>("item", cue.item);
  return clear && item !== undefined && item.listed && item.hash === cue.hash;
}

/** A wording that was approved since the one on air was taken, in its language. */
export interface Offer {
  cue: CueRecord;
  wording: ClearRecord;
}

export function offer(records: Records, air: readonly CueRecord[]): Offer | undefined {
  for (const cue of air) {
    const wording = cue.question && cue.language ? records.get<Clearance>("clearance", cue.question)?.wordings[cue.language] : undefined;
    if (wording && wording.hash !== cue.hash) return { cue, wording };
  }
  return undefined;
}

/**
 * The question that "answered" is about: the one on air, else the one that was on air last and still waits for its
 * answer: a card is often taken off while the speaker still speaks.
 */
export function answering(records: Records, air: readonly CueRecord[]): Question | undefined {
  const cue = air.find((c) => c.question);
  if (cue?.question) {
    const question = records.get<Question>("question", cue.question);
    return question?.state === "answered" ? undefined : question;
  }
  const last = (q: Question): number => Math.max(0, ...q.airings.map((a) => a.since));
  const aired = [...records.all<Question>("question")].filter((q) => q.airings.length > 0);
  aired.sort((a, b) => last(b) - last(a));
  return aired[0]?.state === "answered" ? undefined : aired[0];
}

/** Who is there now: those at a console first. */
export function present(records: Records, now: number): Presence[] {
  const here = [...records.all<Presence>("presence")].filter((p) => p.until > now);
  return here.sort((a, b) => a.seat.localeCompare(b.seat) || a.initials.localeCompare(b.initials));
}

/** "00:41:07": time since, in hours, minutes, seconds. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((n) => String(n).padStart(2, "0")).join(":");
}
