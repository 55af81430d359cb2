/** The panic key as this page knows it: what was taken up to a revision is dark here, also after a reload. */

interface Kept {
  /** Briefing and screen; empty while the page had not been told yet. */
  place: string;
  revision: number;
}

const NAME = "tynda.dark";

export class Latch {
  /** What was taken with this revision or before is dark; 0: nothing is. */
  revision = 0;
  /** When that was last raised, on the page's clock. */
  since = 0;
  #place = "";
  #kept: Kept | undefined;

  constructor(private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">) {
    try {
      this.#kept = (JSON.parse(storage.getItem(NAME) ?? "null") as Kept | null) ?? undefined;
    } catch {
      // A page that may keep nothing begins anew.
    }
  }

  /**
   * Says which screen this is, and what the program's revision is; what was kept for it holds again.
   *
   * Pressed before anybody knew, the key is about all that is on air now.
   */
  at(place: string, revision: number): void {
    if (this.#place === place) return;
    this.#place = place;
    if (this.#kept?.place === "") this.raise(revision);
    else if (this.#kept?.place === place) this.raise(this.#kept.revision);
  }

  /** Pressed here; `revision` is the program's, undefined while it is not known. */
  press(revision: number | undefined): void {
    if (revision === undefined) this.#keep({ place: "", revision: 0 });
    else this.raise(revision);
  }

  raise(revision: number): void {
    if (revision <= this.revision) return;
    this.revision = revision;
    this.since = performance.now();
    this.#keep({ place: this.#place, revision });
  }

  /** What the program itself holds dark up to `killed` needs no latch any more. */
  settle(killed: number): void {
    if (killed < this.revision || !this.#kept || !this.#place) return;
    this.revision = 0;
    this.#keep(undefined);
  }

  #keep(kept: Kept | undefined): void {
    this.#kept = kept;
    try {
      if (kept) this.storage.setItem(NAME, JSON.stringify(kept));
      else this.storage.removeItem(NAME);
    } catch {
      // A page that may keep nothing holds it as long as it lives.
    }
  }
}
