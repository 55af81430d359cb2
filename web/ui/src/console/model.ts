/** What the console shows, worked out of the records alone: no element, no socket, no clock of its own. */

import type { Lang } from "../lib/page";
import type { Briefing, Clearance, CueRecord, Item, Program, Question, Tally } from "../wire.gen";

export type { Briefing, Clearance, CueRecord, Item, Program, Question };
export type TallyState = "dark" | "taken" | "painted" | "alarm";
export const LAYER = "question";
/** As in overlays/program.py. */
export const ALARM_MS = 1000;
const LANGUAGES: readonly Lang[] = ["kk", "ru", "en"];

/** A page that renders a program: whether one is connected. */
export interface ScreenState {
  id: string;
  connected: boolean;
}

export interface Row {
  id: string;
  number: number;
  text: string;
  language: Lang;
  languages: Lang[];
  votes: number;
  done: boolean;
  onAir: boolean;
  next: boolean;
}

/** What the rundown needs of the store. */
export interface Records {
  all<T>(kind: string): Iterable<T>;
  get<T>(kind: string, id: string): T | undefined;
}

/** A move that the server has not confirmed yet. */
export interface Moving {
  item: string;
  before: string | null;
}

/** The approved wordings' languages, in the house's order. */
export function languages(clearance: Clearance | undefined): Lang[] {
  return LANGUAGES.filter((l) => clearance?.wordings[l]);
}

/** The language to cue: the producer's choice, else what was asked, else the first there is. */
export function cueLanguage(records: Records, id: string, chosen: Lang | undefined): Lang | undefined {
  const there = languages(records.get<Clearance>("clearance", id));
  const asked = records.get<Question>("question", id)?.language;
  return [chosen, asked].find((l) => l && there.includes(l)) ?? there[0];
}

/** The rundown: by rank, answered ones at the end; a move on its way is shown as if it had happened. */
export function rows(records: Records, program: Program | undefined, chosen: Map<string, Lang>, moving?: Moving): Row[] {
  const items = [...records.all<Item>("item")].filter(isQuestion).filter((i) => i.listed);
  items.sort((a, b) => Number(a.done) - Number(b.done) || (a.rank < b.rank ? -1 : 1));
  const air = new Set(onAir(program).map((c) => c.question ?? ""));
  const listed = items.map((item) => row(records, item, air, program?.preview?.question ?? undefined, chosen.get(item.id)));
  return moving ? moved(listed, moving) : listed;
}

type QuestionItem = Item & { question: string; number: number };
const isQuestion = (item: Item): item is QuestionItem => item.question !== null;

function row(records: Records, item: QuestionItem, air: Set<string>, preview: string | undefined, chosen: Lang | undefined): Row {
  const question = records.get<Question>("question", item.question);
  const clearance = records.get<Clearance>("clearance", item.question);
  const language = cueLanguage(records, item.question, chosen) ?? question?.language ?? "kk";
  const text = clearance?.wordings[language]?.text ?? question?.wordings[question.wordings.length - 1]?.text ?? "";
  return {
    id: item.question,
    number: item.number,
    text,
    language,
    languages: languages(clearance),
    votes: records.get<Tally>("tally", item.question)?.votes ?? 0,
    done: item.done,
    onAir: air.has(item.question),
    next: !air.has(item.question) && preview === item.question,
  };
}

/** The list with one row standing elsewhere. */
export function moved<T extends { id: string; done: boolean }>(list: readonly T[], { item, before }: Moving): T[] {
  const row = list.find((r) => r.id === item);
  if (!row || before === item) return [...list];
  const rest = list.filter((r) => r.id !== item);
  const found = rest.findIndex((r) => (before === null ? r.done : r.id === before));
  if (found < 0 && before !== null) return [...list];
  const at = found < 0 ? rest.length : found;
  return [...rest.slice(0, at), row, ...rest.slice(at)];
}

/** One step up or down as a move; null at the ends, and across the line to the answered ones. */
export function step(list: readonly Row[], id: string, by: 1 | -1): Moving | null {
  const open = list.filter((r) => !r.done);
  const at = open.findIndex((r) => r.id === id);
  const to = at + by;
  if (at < 0 || to < 0 || to >= open.length) return null;
  const before = by < 0 ? open[to] : open[to + 1];
  return { item: id, before: before?.id ?? null };
}

/** The cues on air. */
export function onAir(program: Program | undefined): CueRecord[] {
  return program ? Object.entries(program.layers).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cue]) => cue) : [];
}

/**
 * What the red light shows at `now`: the same rule as overlays/program.py, and no more red once the screen is gone: what
 * it reported then says nothing of the pixels now.
 */
export function tally(program: Program | undefined, now: number, connected: boolean): TallyState {
  if (!program) return "dark";
  const layers = Object.keys(program.layers).length > 0;
  if (program.painted >= program.revision) return !layers ? "dark" : connected ? "painted" : "alarm";
  const late = program.taken_at !== null && now - program.taken_at > ALARM_MS;
  if (late && (layers || program.lit)) return "alarm";
  return layers ? "taken" : "dark";
}

/** Milliseconds from the latest take or clear to the pixels, once they are there. */
export function paintedIn(program: Program | undefined): number | null {
  if (!program?.painted_at || !program.taken_at || program.painted < program.revision) return null;
  return Math.max(0, program.painted_at - program.taken_at);
}

/** Whether the very wording in preview may still be taken. */
export function stillCleared(cue: CueRecord, clearance: Clearance | undefined): boolean {
  return cue.language !== null && clearance?.wordings[cue.language]?.hash === cue.hash;
}

/**
 * The question that "answered" is about: the one on air, else the one that was on air last and still waits for its
 * answer: a card is often taken off while the speaker still speaks.
 */
export function answering(records: Records, program: Program | undefined): Question | undefined {
  const cue = onAir(program)[0];
  if (cue?.question) {
    const question = records.get<Question>("question", cue.question);
    return question?.state === "answered" ? undefined : question;
  }
  const last = (q: Question): number => Math.max(0, ...q.airings.map((a) => a.since));
  const aired = [...records.all<Question>("question")].filter((q) => q.airings.length > 0);
  aired.sort((a, b) => last(b) - last(a));
  return aired[0]?.state === "answered" ? undefined : aired[0];
}

/** All screens that there are to control, the main one first. */
export function screens(records: Records): ScreenState[] {
  const known = new Map<string, ScreenState>([["main", { id: "main", connected: false }]]);
  for (const program of records.all<Program>("program")) known.set(program.id, { id: program.id, connected: false });
  for (const screen of records.all<ScreenState>("screen")) known.set(screen.id, screen);
  return [...known.values()];
}

/** "00:41:07": time since, in hours, minutes, seconds. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((n) => String(n).padStart(2, "0")).join(":");
}
