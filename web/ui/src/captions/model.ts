/** What the captioner's page works out from what it knows. Pure. */

import type { Lang } from "../lib/page";
import type { Line } from "../wire.gen";

/**
 * Letters of one subtitle: two rows of 42 at most (Netflix Timed Text Style Guide, "Character limitation"); the BBC's
 * guidelines count on 37 a row. What is longer leaves the screen before it is read.
 */
export const LIMIT = 84;
export const COMFORT = 74;
/** What the server takes. */
export const MOST = 400;
/** The longest time that one line may have taken to write: the server's rule. */
const LONGEST_MS = 60_000;
/** Letters after which a word at hand is offered. */
const PREFIX = 2;
const OFFERED = 5;

/** A line on its way to the server: written, or written anew. */
export interface Written {
  /** Of the command. */
  id: string;
  line: string;
  language: Lang;
  text: string;
  speaker: string;
  since: number;
  until: number;
  /** Its place among what was written on this device. */
  at: number;
  refused?: string;
}

/** A line as the page shows it. */
export interface Row {
  line: string;
  language: Lang;
  text: string;
  speaker: string;
  since: number;
  by: string;
  /** What of it is still on its way, or was refused. */
  waits: Written | null;
}

/** The server's lines with what is on its way laid over them, in the order in which they were said; the latest ones. */
export function rows(lines: readonly Line[], waiting: readonly Written[], me: string, most: number): Row[] {
  const all = new Map<string, Row>(lines.map((l) => [l.id, { line: l.id, language: l.language, text: l.text, speaker: l.speaker, since: l.since, by: l.by, waits: null }]));
  for (const w of waiting) {
    const known = all.get(w.line);
    all.set(w.line, { line: w.line, language: w.language, text: w.text, speaker: w.speaker, since: known?.since ?? w.since, by: known?.by ?? me, waits: w });
  }
  return [...all.values()].sort((a, b) => a.since - b.since || (a.line < b.line ? -1 : 1)).slice(-most);
}

/** When a line was written: at least a millisecond, at most a minute, whatever the clock did meanwhile. */
export function times(since: number, now: number): { since: number; until: number } {
  return { since: Math.min(Math.max(since || now, now - LONGEST_MS), now - 1), until: now };
}

/** Letters as people count them. */
export function letters(text: string): number {
  return [...new Intl.Segmenter().segment(text.trim())].length;
}

export type Length = "fits" | "long" | "over";
export const length = (count: number): Length => (count <= COMFORT ? "fits" : count <= LIMIT ? "long" : "over");

/** The word that is being typed before the caret. */
const begun = (text: string, caret: number): string => /[\p{L}\p{N}-]*$/u.exec(text.slice(0, caret))![0];

/** The words at hand that begin like what is being typed. */
export function offers(text: string, caret: number, words: readonly string[]): string[] {
  const typed = begun(text, caret).toLocaleLowerCase();
  if ([...typed].length < PREFIX) return [];
  return words.filter((w) => w.toLocaleLowerCase().startsWith(typed) && w.toLocaleLowerCase() !== typed).slice(0, OFFERED);
}

/** The text with a word at hand in place of what was begun, or put in where the caret is; and where the caret is then. */
export function insert(text: string, caret: number, word: string, instead: boolean): { text: string; caret: number } {
  const from = instead ? caret - begun(text, caret).length : caret;
  const before = text.slice(0, from);
  const space = before && !/\s$/.test(before) ? " " : "";
  const after = text.slice(caret);
  const put = `${before}${space}${word}${/^[\s.,!?;:]/.test(after) ? "" : " "}`;
  return { text: put + after, caret: put.length };
}

/** The words as they were edited; what colleagues changed in them meanwhile stays. */
export function merged(edited: readonly string[], base: readonly string[], now: readonly string[]): string[] {
  if (JSON.stringify(base) === JSON.stringify(now)) return [...edited];
  const gone = base.filter((w) => !edited.includes(w));
  const fresh = edited.filter((w) => !base.includes(w));
  return [...new Set([...now.filter((w) => !gone.includes(w)), ...fresh])];
}
