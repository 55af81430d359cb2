/** What the opened card works out of a record: flagged places, masked wordings, the chain. Pure: no element, no socket. */

import type { Lang } from "../lib/page";
import type { Flag, Label } from "../wire.gen";
import { difference, type Question, type Wording } from "./model";

export type { Flag, Label };
export type FlagKind = Flag["kind"];
export type Why = NonNullable<Wording["why"]>;
export const WHYS: readonly Why[] = ["typo", "shortened", "clarified", "data_hidden", "translated"];
export type How = "none" | "time_out" | "mute" | "ban";

/** The present restraint of whoever asked: what the desk may know of it. */
export interface Restraint {
  how: How;
  until: number | null;
}

export interface Similar {
  question: string;
  number: number;
  language: Lang;
  text: string;
  votes: number;
  score: number;
  how: "words" | "meaning";
}

/** What is near an opened card. */
export interface About {
  similar: Similar[];
  asker: { questions: number; refused: number; restraint: Restraint | null };
  /** A wording with personal data hidden, and which one. */
  masked: string | null;
  revision: number | null;
}

/** What tells a person, or leads to one: approving with it is asked once more. */
const PERSONAL: ReadonlySet<FlagKind> = new Set(["iin", "bin", "phone", "email", "card", "iban", "plate", "address"]);

export const isPersonal = (flag: Pick<Flag, "kind">): boolean => PERSONAL.has(flag.kind);

/** The flags of a wording and of what is shown of its asker; what is hidden flags nothing any more. */
export function openFlags(question: Question, wording: Wording): Flag[] {
  const hidden = new Set<string>(question.hidden);
  return [...wording.flags, ...question.asker_flags.filter((f) => !hidden.has(f.field))];
}

/** The personal data that would be shown with this wording. */
export const personal = (question: Question, wording: Wording): Flag[] => openFlags(question, wording).filter(isPersonal);

export interface Piece {
  text: string;
  kinds: FlagKind[];
}

/** A text cut at the edges of its flags, whose offsets count code points. */
export function pieces(text: string, flags: readonly Flag[]): Piece[] {
  const points = [...text];
  const edges = new Set([0, points.length]);
  for (const { start, end } of flags) for (const edge of [start, end]) edges.add(Math.min(Math.max(0, edge), points.length));
  const cuts = [...edges].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, i) => ({
    text: points.slice(from, cuts[i + 1]).join(""),
    kinds: [...new Set(flags.filter((f) => f.start <= from && from < f.end).map((f) => f.kind))],
  }));
}

/** The wording without its personal data: the server's where it is of this wording, else with dots in their places. */
export function masked(wording: Wording, about: About | undefined): string {
  if (about && about.masked !== null && about.revision === wording.revision) return about.masked;
  let open = true;
  return pieces(wording.text, wording.flags.filter(isPersonal))
    .map((piece) => {
      if (piece.kinds.length === 0) return ((open = true), piece.text);
      const dots = open ? "•••" : "";
      open = false;
      return dots;
    })
    .join("");
}

/** The likely reason of a new wording, offered as the first choice. */
export function guessWhy(before: Wording, text: string, language: Lang): Why {
  if (before.language !== language) return "translated";
  const parts = difference(before.text, text);
  const words = (kind: "added" | "removed"): number =>
    parts.filter((part) => part.kind === kind).reduce((n, part) => n + part.text.split(/\s+/).filter(Boolean).length, 0);
  const added = words("added");
  const removed = words("removed");
  if (added === removed && added <= 2) return "typo";
  return removed > 2 * added ? "shortened" : "clarified";
}

/** One step of what became of a question. */
export interface Step {
  what: "asked" | "worded" | "approved" | "rejected" | "noticed" | "merged" | "aired" | "answered";
  at: number;
  by: string | null;
  until?: number | null;
  wording?: Wording;
}

/** Asked, moderated, aired: the whole chain, in its order. */
export function chain(question: Question): Step[] {
  const of = (revision: number): Wording | undefined => question.wordings.find((w) => w.revision === revision);
  const steps: Step[] = question.wordings.map((w) => ({ what: w.revision === 0 ? "asked" : "worded", at: w.at, by: w.by, wording: w }));
  if (question.decision) steps.push({ what: question.decision.kind, at: question.decision.at, by: question.decision.by });
  for (const airing of question.airings) {
    steps.push({ what: "aired", at: airing.since, until: airing.until, by: null, wording: of(airing.revision) });
  }
  if (question.answered_at !== null) steps.push({ what: "answered", at: question.answered_at, by: null });
  return steps.sort((a, b) => a.at - b.at);
}

/** The chain as a file: what was asked, each wording with its reason, what was on air. */
export function exported(question: Question): string {
  const { number, state, language, asked_at, wordings, approvals, decision, airings, answered_at } = question;
  const texts = wordings.map(({ flags: _, ...kept }) => kept);
  return JSON.stringify({ number, state, language, asked_at, wordings: texts, approvals, decision, airings, answered_at }, null, 2);
}
