/* What the viewer's page shows, worked out from the store. Pure. */
import type { Translated } from "../lib/i18n";
import type { Page } from "../lib/page";
import type { Briefing } from "../wire.gen";
import type { Kept, Mine } from "./keep";
import type { Seen } from "./late";

export const LIMIT = 500;

export type QuestionState = "received" | "approved" | "rejected" | "on_notice" | "merged" | "diverted" | "on_air" | "answered" | "withdrawn";

/** A question as the public, or its author, may see it. */
export interface PublicQuestion {
  id: string;
  state: QuestionState;
  number: number;
  text?: string;
  language?: string;
  name?: string | null;
  region?: string | null;
  speaker?: string | null;
  edited?: boolean;
  reason?: string | null;
  labels?: string[];
  /** What it was merged into; told to its author alone. */
  master?: string | null;
  /** Where the last one of its chain stands, if it was merged; told to its author alone. */
  became?: { id: string; state: QuestionState; reason: string | null };
  /** For a department, never for air. */
  consultation?: boolean;
  /** Whether it was answered in speech or in writing. */
  answered_by?: "speech" | "writing";
}

export interface Label {
  id: string;
  name: string;
}

interface OnAir {
  layers: { [layer: string]: { question: string; language: string; text: string; name: string | null; region: string | null } };
}

export interface ViewerPage extends Page {
  details: Briefing["details"];
  state: Briefing["state"];
  intake: Briefing["intake"];
  regions: { [lang: string]: string }[];
  /** The code of a question that was sent without a script, just now. */
  receipt: string | null;
  /** That question, once the desk has taken it in. */
  asked: { question: string; receipt: string; text: string } | null;
  intake_message: Translated;
  /** Whether there is a confidential channel. */
  confidential: boolean;
}

export interface MyQuestion extends Mine {
  /** Where it stands; of a merged one, where the one stands that it went on in. */
  state: QuestionState;
  /** Where the question itself stands. */
  own: QuestionState;
  /** Answered in writing: the answer stands on the receipt. */
  written: boolean;
  /** What it goes on in, as far as everybody sees that. */
  master: { number: number; text: string } | null;
  consultation: boolean;
  reason: string | null;
  edited: string | null;
}

export interface Scene {
  state: Briefing["state"];
  intake: Briefing["intake"];
  details: Briefing["details"];
  /** What the studio says about the intake. */
  message: Translated;
  labels: Label[];
  mine: MyQuestion[];
  onAir: PublicQuestion[];
  next: PublicQuestion[];
  noticed: PublicQuestion[];
  answered: PublicQuestion[];
}

/** Everything that stands on the page, from the store; from the page's own data until the first snapshot. */
export function scene(store: Seen, kept: Kept, page: ViewerPage): Scene {
  const briefing = store.get<Briefing>("briefing", "briefing") ?? page;
  const questions = store.all<PublicQuestion>("question").filter((q) => q.text);
  const onAir = airing(store, questions);
  const airs = new Set(onAir.map((q) => q.id));
  const ended = briefing.state === "ended";
  const among = (state: QuestionState): PublicQuestion[] =>
    questions.filter((q) => q.state === state && !airs.has(q.id)).sort((a, b) => b.number - a.number);
  return {
    state: briefing.state,
    intake: ended ? "closed" : briefing.intake,
    details: briefing.details,
    message: briefing.intake_message ?? {},
    labels: store.get<{ labels: Label[] }>("labels", "labels")?.labels ?? [],
    mine: kept.mine.map((m) => myQuestion(m, store)),
    onAir,
    next: questions.filter((q) => q.state === "approved" && !airs.has(q.id)),
    noticed: among("on_notice"),
    answered: among("answered"),
  };
}

/** What stands on a screen right now, as it is worded there; programs know best, questions know also. */
function airing(store: Seen, questions: PublicQuestion[]): PublicQuestion[] {
  const found = new Map<string, PublicQuestion>();
  for (const program of store.all<OnAir>("program")) {
    for (const cue of Object.values(program.layers)) {
      const known = questions.find((q) => q.id === cue.question);
      found.set(cue.question, { number: 0, ...known, ...cue, id: cue.question, state: "on_air" });
    }
  }
  for (const q of questions) if (q.state === "on_air" && !found.has(q.id)) found.set(q.id, q);
  return [...found.values()];
}

function myQuestion(mine: Mine, store: Seen): MyQuestion {
  const shown = store.get<PublicQuestion>("question", mine.question);
  const own = store.own<PublicQuestion>().get(mine.question);
  // A public view is the newer one wherever there is one: what stops being public is taken out of the store.
  const view = shown?.text ? shown : own;
  // Of a merged one the last of its chain counts; its words only if everybody may read them.
  const became = view?.state === "merged" ? view.became : undefined;
  const known = became ? store.get<PublicQuestion>("question", became.id) : undefined;
  const master = known?.text ? { number: known.number, text: known.text } : null;
  return {
    ...mine,
    state: (view?.state === "merged" ? became?.state : view?.state) ?? "received",
    own: view?.state ?? "received",
    master,
    consultation: view?.consultation === true,
    written: (known ?? view)?.answered_by === "writing",
    reason: (became ?? view)?.reason ?? null,
    edited: shown?.edited && shown.text !== mine.text ? (shown.text ?? null) : null,
  };
}

const WITHDRAWABLE = new Set<QuestionState>(["received", "approved", "on_notice", "merged"]);

/** Whether its author may still take it back. */
export const withdrawable = (state: QuestionState): boolean => WITHDRAWABLE.has(state);

const segmenter = typeof Intl.Segmenter === "function" ? new Intl.Segmenter() : undefined;

/** Characters as a person counts them. */
export function graphemes(text: string): number {
  const clean = text.normalize("NFC").trim();
  if (!segmenter) return [...clean].length;
  let count = 0;
  for (const _ of segmenter.segment(clean)) count++;
  return count;
}

/**
 * Keeps cards where they are: the first list is ordered by votes, whatever comes later enters below.
 * Nothing moves that somebody is about to press.
 */
export class Order {
  private places = new Map<string, number>();

  /** The questions in their lasting order. */
  apply(questions: PublicQuestion[], votes: (id: string) => number): PublicQuestion[] {
    const fresh = questions.filter((q) => !this.places.has(q.id));
    const first = this.places.size === 0;
    fresh.sort((a, b) => (first ? votes(b.id) - votes(a.id) : 0) || a.number - b.number);
    for (const q of fresh) this.places.set(q.id, this.places.size);
    return [...questions].sort((a, b) => this.places.get(a.id)! - this.places.get(b.id)!);
  }
}
