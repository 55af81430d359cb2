/* A question that the plain form sent before this script ran becomes one of the viewer's own here too. */
import { data } from "../lib/page";
import type { Store, View } from "../lib/store";
import type { Keep } from "./keep";
import type { ViewerPage } from "./model";

/** Keeps it at once where the page brings it; else asks the page anew when the desk has taken in a question unknown here. */
export class Adoption {
  private asked = new Set<string>();

  constructor(
    private readonly keep: Keep,
    private readonly receipt: string | null,
    asked: ViewerPage["asked"],
  ) {
    if (asked) keep.adopt(asked);
  }

  /** Looks whether the store knows more than this browser; resolves with whether something was adopted. */
  async look(store: Store): Promise<boolean> {
    const known = new Set(this.keep.now.mine.map((m) => m.question));
    if (!this.receipt || this.keep.now.mine.some((m) => m.receipt === this.receipt)) return false;
    const fresh = [...store.own<View>().values()].filter((v) => v.kind === "question" && !known.has(v.id) && !this.asked.has(v.id));
    if (!fresh.length) return false;
    for (const view of fresh) this.asked.add(view.id);
    try {
      const page = await (await fetch(location.href, { cache: "no-store" })).text();
      const { asked } = data<Pick<ViewerPage, "asked">>("page", { asked: null }, new DOMParser().parseFromString(page, "text/html"));
      if (asked) this.keep.adopt(asked);
      return asked !== null;
    } catch {
      return false; // the line broke; the code stands on the page all the same
    }
  }
}
