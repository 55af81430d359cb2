/** What the desk shows, worked out of the records alone: no element, no socket, no clock of its own. */

import type { Lang } from "../lib/page";
import type { Briefing, ClaimRecord, Question, Reason, Wording } from "../wire.gen";

export type { Briefing, ClaimRecord, Question, Reason, Wording };
export type QuestionState = Question["state"];
export type Tab = "incoming" | "approved" | "rejected";
export const TABS: readonly Tab[] = ["incoming", "approved", "rejected"];

/** How many cards stand in the page at once, whatever the queue's length. */
export const WINDOW = 100;

/** The list of the tab that a question of this state stands in; a withdrawn one stands in none. */
export function tabOf(state: QuestionState): Tab | null {
  if (state === "received") return "incoming";
  if (state === "rejected") return "rejected";
  return state === "withdrawn" ? null : "approved";
}

const decidedAt = (q: Question): number => q.decision?.at ?? q.asked_at;

/** The questions by tab: incoming oldest first, decided ones latest decision first. */
export function lists(questions: Iterable<Question>): Record<Tab, Question[]> {
  const out: Record<Tab, Question[]> = { incoming: [], approved: [], rejected: [] };
  for (const q of questions) {
    const tab = tabOf(q.state);
    if (tab) out[tab].push(q);
  }
  out.incoming.sort((a, b) => a.number - b.number);
  out.approved.sort((a, b) => decidedAt(b) - decidedAt(a));
  out.rejected.sort((a, b) => decidedAt(b) - decidedAt(a));
  return out;
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

/** The wording that the card shows: the one approved for the question's own language, else the latest. */
export function current(question: Question): Wording {
  const approved = question.approvals[question.language];
  return question.wordings.find((w) => w.revision === approved) ?? latest(question);
}

/** A claim that still holds at `now`, or null. */
export function held(claim: ClaimRecord | undefined, now: number): ClaimRecord | null {
  return claim && claim.until > now ? claim : null;
}

/** Who holds cards now, each colleague once. */
export function colleagues(claims: Iterable<ClaimRecord>, now: number): { holder: string; initials: string }[] {
  const out = new Map<string, { holder: string; initials: string }>();
  for (const claim of claims) {
    if (claim.until > now) out.set(claim.holder, { holder: claim.holder, initials: claim.initials });
  }
  return [...out.values()].sort((a, b) => a.initials.localeCompare(b.initials));
}

/** This moderator's own decisions that undo can take back, latest first; one that air has overtaken is none. */
export function undoable(questions: Iterable<Question>, me: string): Question[] {
  const own: Question[] = [];
  for (const q of questions) {
    const decided = q.state === "approved" || q.state === "rejected";
    if (decided && q.decision?.by === me && !q.airings.length) own.push(q);
  }
  return own.sort((a, b) => decidedAt(b) - decidedAt(a));
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
