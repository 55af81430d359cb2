/** What is on air and what the pages say of their pixels, worked out of the records alone: as overlays/program.py and screens.py do. */

import type { CueRecord, FaultRecord, Page, Program, Screen } from "../wire.gen";

export type { CueRecord, Page, Program, Screen };
export type TallyState = "dark" | "taken" | "painted" | "alarm";
export type Why = "" | "late" | "lost" | "faulty" | "inactive";
export interface Tally {
  state: TallyState;
  why: Why;
}

/** As in overlays/screens.py. */
export const ALARM_MS = 1000;
/** A painting this long after the take tells of an absence, not of how quick the screen is. */
const ABSENCE_MS = 10_000;
export const QUESTION = "question";
/** Layers from back to front; others lie in front of them. */
const LAYERS = [QUESTION, "message", "lower-third", "qr", "countdown", "captions", "ticker"];

/** What is asked of the store. */
export interface Records {
  all<T>(kind: string): Iterable<T>;
  get<T>(kind: string, id: string): T | undefined;
}

/** A kill that went round the log: what was taken up to this revision is dark. */
interface Kill {
  id: string;
  revision: number;
}

/** A screen's program; what a panic key has darkened counts as such before the log says so. */
export function programOf(records: Records, screen: string): Program | undefined {
  const program = records.get<Program>("program", screen);
  const killed = records.get<Kill>("kill", screen)?.revision ?? 0;
  return program && killed > program.killed ? { ...program, killed } : program;
}

/** Whether every kill stands in the log by now. */
export function allLogged(records: Records): boolean {
  return [...records.all<Kill>("kill")].every((k) => k.revision <= (records.get<Program>("program", k.id)?.killed ?? 0));
}

const place = (layer: string): number => (LAYERS.indexOf(layer) + LAYERS.length + 1) % (LAYERS.length + 1);

/** Layers as they lie on each other, the backmost first. */
export const stacked = (layers: Iterable<string>): string[] => [...new Set(layers)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));

/** The cues on air at `now`, the backmost first: not what the panic key killed, nor what has hidden by itself. */
export function onAir(program: Program | undefined, now: number): CueRecord[] {
  const shows = (cue: CueRecord): boolean => cue.taken > program!.killed && (cue.until === null || cue.until > now);
  return program ? stacked(Object.keys(program.layers)).map((layer) => program.layers[layer]!).filter(shows) : [];
}

/** What Clear is about unless a layer was chosen: what went on air last. */
export const latest = (air: readonly CueRecord[]): CueRecord | undefined => [...air].sort((a, b) => b.taken - a.taken)[0];

/** What the monitor's head names: the question, else what went on air last. */
export const foremost = (air: readonly CueRecord[]): CueRecord | undefined => air.find((c) => c.question) ?? latest(air);

/** What program will be after the take of what is in preview: a countdown stands still until then. */
export function afterTake(program: Program | undefined, now: number): Record<string, CueRecord> {
  const preview = program?.preview;
  if (!preview) return {};
  const standing = preview.graphic === "countdown" && !("ends_at" in preview.data) && !("left_ms" in preview.data);
  const data = standing ? { ...preview.data, left_ms: Number(preview.data["seconds"] ?? 0) * 1000 } : preview.data;
  const air = onAir(program, now).map((cue) => [cue.layer, cue]);
  return { ...(Object.fromEntries(air) as Record<string, CueRecord>), [preview.layer]: { ...preview, data } };
}

/** The pages of a screen that are there at `now`. */
export const there = (screen: Screen | undefined, now: number): Page[] => Object.values(screen?.pages ?? {}).filter((page) => page.until > now);

/** What the red light shows at `now`: the pixels, not the wish. */
export function tally(program: Program | undefined, screen: Screen | undefined, now: number): Tally {
  if (!program) return { state: "dark", why: "" };
  const shown = onAir(program, now).map((cue) => cue.layer);
  const pages = there(screen, now);
  const late = program.taken_at !== null && now - program.taken_at > ALARM_MS;
  const behind = pages.some((page) => page.painted < program.revision);
  // Without a page there are no pixels to remove; one that is behind may show what was there before.
  if (shown.length === 0) return behind && late ? { state: "alarm", why: "late" } : { state: "dark", why: "" };
  if (failed(screen, shown, now)) return { state: "alarm", why: "faulty" };
  if (behind || pages.length === 0) {
    const why = behind ? "late" : "lost";
    return late || (pages.length === 0 && program.painted > 0) ? { state: "alarm", why } : { state: "taken", why: "" };
  }
  return pages.every((page) => page.active === false) ? { state: "taken", why: "inactive" } : { state: "painted", why: "" };
}

/** The first graphic that failed on a page that is there, of these layers. */
export function failed(screen: Screen | undefined, layers: readonly string[], now: number): FaultRecord | undefined {
  return there(screen, now).flatMap((page) => page.faults).find((fault) => layers.includes(fault.layer));
}

/** Milliseconds from the latest take or clear to the pixels, once they are there. */
export function paintedIn(program: Program | undefined): number | null {
  if (!program?.painted_at || !program.taken_at || program.painted < program.revision) return null;
  const ms = Math.max(0, program.painted_at - program.taken_at);
  return ms > ABSENCE_MS ? null : ms;
}

/** All screens that there are to control, the main one first. */
export function screens(records: Records): string[] {
  const known = new Set(["main"]);
  for (const { id } of records.all<Program>("program")) known.add(id);
  for (const { id } of records.all<Screen>("screen")) known.add(id);
  return [...known];
}

/** What is left of a countdown at `now`, in ms. */
export function left(cue: CueRecord, now: number): number {
  const { ends_at, left_ms, seconds } = cue.data as { ends_at?: number; left_ms?: number; seconds?: number };
  return ends_at !== undefined ? Math.max(0, ends_at - now) : (left_ms ?? (seconds ?? 0) * 1000);
}

/** "1:05", "1:00:05": rounded up, as a countdown shows it. */
export function minutes(ms: number): string {
  const all = Math.ceil(ms / 1000);
  const [hours, rest, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, String(all % 60).padStart(2, "0")];
  return hours ? `${hours}:${String(rest).padStart(2, "0")}:${seconds}` : `${rest}:${seconds}`;
}
