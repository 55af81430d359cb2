/** What lies under a thumb has just changed: a tap that comes too soon is the second of two, aimed at what lay there before. */

const FIRM_MS = 600;

export class Firm {
  readonly #places = new Map<string, { shows: string; firm: boolean }>();

  constructor(private readonly changed: () => void) {}

  /** Whether what this place shows has lain there for long enough to be meant. */
  is(place: string, shows: string): boolean {
    const known = this.#places.get(place);
    if (known?.shows === shows) return known.firm;
    const fresh = { shows, firm: false };
    this.#places.set(place, fresh);
    setTimeout(() => {
      fresh.firm = true;
      this.changed();
    }, FIRM_MS);
    return false;
  }
}
