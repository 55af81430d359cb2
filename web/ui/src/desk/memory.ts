/** What a reload brings back: the list, its filters, the page of it, the open card, what was written. It lives as long as the tab does. */

import type { Draft } from "./card_edit";
import { LISTS, NO_FILTERS, type Filters, type ListName } from "./list";

export interface Left {
  list: ListName;
  filters: Filters;
  start: number;
  open: string | null;
  /** By question. */
  drafts: [string, Draft][];
}

/** The person's own, like the outbox. */
const key = (briefing: string, person: string): string => `tynda-desk:${briefing}:${person}`;

export function leave(briefing: string, person: string, left: Left): void {
  sessionStorage.setItem(key(briefing, person), JSON.stringify(left));
}

/** What was left here; null where nothing was, or what is there is none of ours. */
export function found(briefing: string, person: string): Left | null {
  try {
    const left = JSON.parse(sessionStorage.getItem(key(briefing, person)) ?? "null") as Left | null;
    if (!left || !LISTS.includes(left.list)) return null;
    return { ...left, filters: { ...NO_FILTERS, ...left.filters }, drafts: left.drafts ?? [] };
  } catch {
    return null;
  }
}
