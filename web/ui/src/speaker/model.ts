/** What the speaker sees, worked out of the records alone. */

import type { Lang } from "../lib/page";
import type { CueRecord, Item, Program, Question } from "../wire.gen";

export interface Words {
  question: string;
  number: number;
  text: string;
  language: Lang;
  who: string;
}

export interface Records {
  all<T>(kind: string): Iterable<T>;
  get<T>(kind: string, id: string): T | undefined;
}

const who = (...parts: (string | null | undefined)[]): string => parts.filter(Boolean).join(", ");

/** The questions on air on the main screen at `at` (the server's time): not what has hidden by itself. */
function onAir(program: Program | undefined, at: number): CueRecord[] {
  const shows = (cue: CueRecord): boolean => cue.question !== null && (cue.until === null || cue.until > at);
  return program ? Object.values(program.layers).filter(shows) : [];
}

/** The question on air on the main screen. */
export function now(records: Records, at: number): Words | null {
  const [cue] = onAir(records.get<Program>("program", "main"), at);
  if (!cue?.question || cue.number === null || !cue.language) return null;
  return { question: cue.question, number: cue.number, text: cue.text, language: cue.language, who: who(cue.name, cue.region) };
}

/** What comes next: preview while it is approved, else the first of the rundown that is neither on air nor answered. */
export function next(records: Records, at: number): Words | null {
  const program = records.get<Program>("program", "main");
  const air = new Set(onAir(program, at).map((c) => c.question));
  const cue = program?.preview;
  const cued = cue?.question && !air.has(cue.question) ? approved(records.get<Question>("question", cue.question), cue.revision ?? undefined) : null;
  if (cued) return cued;
  const items = [...records.all<Item>("item")].filter((i) => i.listed && !i.done && !i.skipped && !air.has(i.question));
  items.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  for (const item of items) {
    const words = item.question ? approved(records.get<Question>("question", item.question)) : null;
    if (words) return words;
  }
  return null;
}

/** The approved wording in the language that was asked in, else the latest one; or this revision, if it is approved. */
function approved(question: Question | undefined, revision?: number): Words | null {
  if (!question) return null;
  const standing = question.wordings.filter((w) => question.approvals[w.language] === w.revision);
  const wordings = revision === undefined ? standing : standing.filter((w) => w.revision === revision);
  const wording = wordings.find((w) => w.language === question.language) ?? wordings[wordings.length - 1];
  if (!wording) return null;
  return { question: question.id, number: question.number, text: wording.text, language: wording.language, who: who(question.name, question.region) };
}
