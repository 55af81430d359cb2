/** What a reload brings back: the list, its filters, the page of it, the open card. It lives as long as the tab does. */

import { LISTS, NO_FILTERS, type Filters, type ListName } from "./list";

export interface Left {
  list: ListName;
  filters: Filters;
  start: number;
  open: string | null;
}

const key = (briefing: string): string => `tynda-desk:${briefing}`;

export function leave(briefing: string, left: Left): void {
  sessionStorage.setItem(key(briefing), JSON.stringify(left));
}

/** What was left here; null where nothing was, or what is there is none of ours. */
export function found(briefing: string): Left | null {
  try {
    const left = JSON.parse(sessionStorage.getItem(key(briefing)) ?? "null") as Left | null;
    if (!left || !LISTS.includes(left.list)) return null;
    return { ...left, filters: { ...NO_FILTERS, ...left.filters } };
  } catch {
    return null;
  }
}
