/** What the desk shows, worked out of the records alone: no element, no socket, no clock of its own. */

import type { Lang } from "../lib/page";
import type { ListName } from "./list";
import type { Briefing, ClaimRecord, Question, Reason, Wording } from "../wire.gen";

export type { Briefing, ClaimRecord, Question, Reason, Wording };
export type QuestionState = Question["state"];
/** How many cards stand in the page at once, whatever the queue's length. */
export const WINDOW = 100;

/** The list that a question stands in, as the server sorts them; null for what has left the desk. */
export function listOf(q: Question): Exclude<ListName, "all"> | null {
  if (q.state === "withdrawn" || q.state === "merged" || q.state === "diverted") return null;
  if (q.state === "rejected") return "rejected";
  if (q.state === "on_notice") return q.consultation ? "consultations" : "on_notice";
  if (q.state === "received") return q.held ? "held" : "incoming";
  return "approved";
}

/**
 * The rows to show, so that nothing moves under the thumb: what was shown stays where it was, what is new
 * enters below, and only when the hand rests (`rest`) the list becomes what it is.
 */
export function settle(shown: readonly string[], present: readonly string[], rest: boolean): string[] {
  if (rest) return present.slice(0, WINDOW);
  const known = new Set(shown);
  const added = present.filter((id) => !known.has(id));
  return [...shown, ...added].slice(0, WINDOW);
}

/** Of one language the latest wording, else the latest of all. */
export function latest(question: Question, language?: Lang): Wording {
  const own = question.wordings.filter((w) => w.language === language);
  const of = own.length > 0 ? own : question.wordings;
  return of[of.length - 1]!;
}

/** The wording that stands in the queue and on the card: in the question's own language the approved one, else the latest. */
export function current(question: Question): Wording {
  const approved = question.approvals[question.language];
  return question.wordings.find((w) => w.revision === approved) ?? latest(question, question.language);
}

/** A claim that still holds at `now`, or null. */
export function held(claim: ClaimRecord | undefined, now: number): ClaimRecord | null {
  return claim && claim.until > now ? claim : null;
}

/** A person at the desk; they have left once `until` has passed. */
export interface Presence {
  id: string;
  initials: string;
  until: number;
}

/** Who is at the desk now. */
export function present(people: Iterable<Presence>, now: number): Presence[] {
  return [...people].filter((p) => p.until > now).sort((a, b) => a.initials.localeCompare(b.initials));
}

/** One command's decision, which undo takes back as a whole. */
export interface Past {
  id: string;
  at: number;
  what: "approved" | "rejected" | "noticed" | "merged" | "marked";
  questions: string[];
}

export type Part = { kind: "same" | "added" | "removed"; text: string };

/** The difference of two texts, word by word (longest common subsequence). */
export function difference(before: string, after: string): Part[] {
  const a = before.split(/(\s+)/);
  const b = after.split(/(\s+)/);
  const length = common(a, b);
  const parts: Part[] = [];
  const push = (kind: Part["kind"], text: string): void => {
    const last = parts[parts.length - 1];
    if (last?.kind === kind) last.text += text;
    else if (text) parts.push({ kind, text });
  };
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push("same", a[i]!);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && length[i + 1]![j]! >= length[i]![j + 1]!)) {
      push("removed", a[i]!);
      i += 1;
    } else {
      push("added", b[j]!);
      j += 1;
    }
  }
  return parts;
}

function common(a: string[], b: string[]): number[][] {
  const length = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      length[i]![j] = a[i] === b[j] ? length[i + 1]![j + 1]! + 1 : Math.max(length[i + 1]![j]!, length[i]![j + 1]!);
    }
  }
  return length;
}
