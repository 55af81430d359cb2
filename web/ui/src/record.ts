/* The player of a record, and of a transcript for who corrects it. Moments are links that work without this script; with it
   they seek, and the record's transcript follows. */

/** A line or a chapter, and the second of the recording at which it begins. */
interface Row {
  element: HTMLElement;
  from: number;
}

/** Players report a moment a little before the one that they were sent to. */
const SLACK_S = 0.05;
/** How long a smooth scroll may take where the browser does not tell of its end. */
const SCROLL_MS = 1000;

/** The index of the row that is on at a second: the last that has begun; -1 before the first. */
export function on(rows: readonly Pick<Row, "from">[], second: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.from ?? Infinity) <= second + SLACK_S) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function rowsOf(list: string): Row[] {
  const elements = document.querySelectorAll<HTMLElement>(`${list} > li`);
  return [...elements].map((element) => ({ element, from: Number(element.dataset["from"]) }));
}

/** Marks in one list what is on now. */
class Marked {
  current: HTMLElement | undefined;

  constructor(private readonly rows: Row[]) {}

  /** Whether another row is on than before. */
  at(second: number): boolean {
    const next = this.rows[on(this.rows, second)]?.element;
    if (next === this.current) return false;
    this.current?.removeAttribute("aria-current");
    next?.setAttribute("aria-current", "true");
    this.current = next;
    return true;
  }
}

class Player {
  private readonly lines = new Marked(rowsOf(".lines"));
  private readonly chapters = new Marked(rowsOf(".chapters ol"));
  private following = false;
  private scrolling: number | undefined;

  constructor(
    private readonly media: HTMLMediaElement,
    private readonly button: HTMLButtonElement | null,
  ) {
    for (const event of ["timeupdate", "seeked", "play", "pause"]) media.addEventListener(event, () => this.tick());
    document.addEventListener("click", (event) => this.clicked(event));
    button?.addEventListener("click", () => this.follow());
    addEventListener("scroll", () => this.scrolled(), { passive: true });
    addEventListener("scrollend", () => this.settled());
    for (const event of ["wheel", "touchmove", "keydown"]) addEventListener(event, () => this.settled(), { passive: true });
  }

  /** A moment's link, or a line's own words unless they are being selected. */
  private clicked(event: MouseEvent): void {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const target = event.target as Element;
    const link = target.closest<HTMLAnchorElement>("a[data-t]") ?? this.ownLink(target);
    if (link === null) return;
    event.preventDefault();
    if (location.pathname.startsWith("/archive/")) history.replaceState(null, "", link.href); // else it is the recording's
    this.media.currentTime = Number(link.dataset["t"]);
    void this.media.play().catch(() => undefined); // refused before the reader has touched the page, or no file
    this.tick();
    if (link.closest(".lines")) this.following = true;
  }

  private ownLink(target: Element): HTMLAnchorElement | null {
    const words = target.closest(".lines p");
    if (words === null || target.closest("a") || !getSelection()?.isCollapsed) return null;
    return words.parentElement?.querySelector<HTMLAnchorElement>("a[data-t]") ?? null;
  }

  private tick(): void {
    const first = this.lines.current === undefined;
    this.chapters.at(this.media.currentTime);
    if (this.lines.at(this.media.currentTime)) {
      if (first) this.following = this.visible();
      else if (this.following) this.show();
    }
    this.offer();
  }

  /** The reader scrolled: who sees the current line follows on, who has gone elsewhere is left there. */
  private scrolled(): void {
    if (this.scrolling !== undefined) return;
    this.following = this.visible();
    this.offer();
  }

  private settled(): void {
    clearTimeout(this.scrolling);
    this.scrolling = undefined;
  }

  private follow(): void {
    this.following = true;
    this.show();
    this.offer();
    this.lines.current?.querySelector<HTMLElement>("a")?.focus({ preventScroll: true });
  }

  private offer(): void {
    if (this.button) this.button.hidden = this.following || this.media.paused || this.lines.current === undefined;
  }

  private visible(): boolean {
    const box = this.lines.current?.getBoundingClientRect();
    return box !== undefined && box.top >= this.covered() && box.bottom <= innerHeight;
  }

  /** How much of the window's top the player itself covers: on narrow windows it stays there. */
  private covered(): number {
    const box = this.media.getBoundingClientRect();
    const column = this.lines.current?.getBoundingClientRect();
    return column && box.left < column.right && box.right > column.left ? Math.max(0, box.bottom) : 0;
  }

  private show(): void {
    const line = this.lines.current;
    if (line === undefined || this.visible()) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.settled();
    this.scrolling = window.setTimeout(() => this.settled(), SCROLL_MS);
    const top = line.getBoundingClientRect().top - this.covered() - (innerHeight - this.covered()) / 3;
    scrollBy({ top, behavior: calm ? "auto" : "smooth" });
  }
}

const media = document.querySelector<HTMLMediaElement>(".player");
if (media) new Player(media, document.querySelector<HTMLButtonElement>(".follow"));
