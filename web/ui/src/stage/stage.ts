/**
 * The picture: renders a whole program with OGraf graphics in a 1920x1080 box scaled to its container.
 *
 * The screen's page and the console's monitors use this same element, so what the producer sees is what is on air. One
 * item a layer: a new cue of the same item and graphic updates it, another item replaces it, each with its own
 * animation. What hides by itself does so by the clock, without a new program.
 *
 * Events:
 *   painted    { revision, layers, failed }: this is on the pixels, two frames after all that can stand stood; `layers`
 *              stand, `failed` should and do not. Again whenever that changes.
 *   alarm      { layer, graphic, what }: a graphic threw, refused, or answers no more. It is off the picture and will be
 *              tried again; the rest stays.
 *   recovered  { layer }: what alarmed there stands again, or is no longer wanted.
 */
import { preload } from "./catalogue";
import { frame } from "./host";
import { letters } from "./letters";
import { dark, next, same, stacked, visible, type Shown } from "./shown";
import { Slot, type Alarm, type Ground } from "./slot";

export type { Item, Shown } from "./shown";
export type { Alarm } from "./slot";

export interface Painted {
  revision: number;
  layers: string[];
  failed: string[];
}

const WIDTH = 1920;
const FRAME_MS = 20; // each measuring of a clock differs by some ms, which nobody sees
const LOOK_MS = 60_000; // a timer further ahead than this is set in steps: the clock may be set anew meanwhile

export class Stage extends HTMLElement {
  #box = document.createElement("div");
  #slots = new Map<string, Slot>();
  #shown: Shown | undefined;
  #clock = (): number => Date.now();
  #offset = 0;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unseen = false;
  #resize = new ResizeObserver(() => {
    this.#scale();
    if (this.#unseen && this.clientWidth) void this.#settle();
  });
  #ground: Ground = {
    offset: () => this.#offset,
    alarm: (what) => this.#tell<Alarm>("alarm", what),
    changed: () => void this.#settle(),
  };

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.innerHTML = `<style>
      :host { display: block; position: relative; overflow: hidden; aspect-ratio: 16 / 9; contain: content; }
      .box { position: absolute; left: 0; top: 0; width: 1920px; height: 1080px; transform-origin: 0 0; }
      .layer, iframe { position: absolute; left: 0; top: 0; width: 1920px; height: 1080px; }
      .layer { isolation: isolate; pointer-events: none; }
      iframe { border: 0; background: transparent; color-scheme: light; }
      :host([hidden]), [hidden] { display: none !important; }
    </style>`;
    this.#box.className = "box";
    this.#box.style.setProperty("--tynda-font", '"Golos Text Variable"');
    root.append(this.#box);
  }

  connectedCallback(): void {
    this.#resize.observe(this);
    void preload().catch(() => undefined);
    void letters();
    if (this.#shown) this.#show(true);
  }

  disconnectedCallback(): void {
    this.#resize.disconnect();
    clearTimeout(this.#timer);
    for (const slot of this.#slots.values()) slot.close();
  }

  /** The server's time, ms since the epoch; the page says how it knows that. */
  set clock(clock: () => number) {
    this.#clock = clock;
    if (this.#wasSet() && this.#shown) this.#show(false);
  }

  get program(): Shown | undefined {
    return this.#shown;
  }

  /** The whole state to show; the latest one wins. The first, and one that skips a revision, come without animation. */
  set program(shown: Shown | undefined) {
    const before = this.#shown;
    const anew = this.#wasSet();
    if (!shown || (before && same(before, shown) && !anew)) return;
    this.#shown = shown;
    const follows = before && (shown.revision === before.revision || shown.revision === before.revision + 1);
    if (this.isConnected) this.#show(shown.cut || !follows);
  }

  /** Whether the clock was set since it was last looked at. */
  #wasSet(): boolean {
    const offset = this.#clock() - Date.now();
    if (Math.abs(offset - this.#offset) < FRAME_MS) return false;
    this.#offset = offset;
    return true;
  }

  /** What must go goes first, whatever the letters and modules of what comes do. */
  #show(skip: boolean): void {
    const shown = this.#shown!;
    const now = this.#clock();
    const items = visible(shown, now);
    for (const layer of items.keys()) this.#slot(layer);
    for (const [layer, slot] of this.#slots) {
      const item = shown.layers[layer];
      slot.leave(items.get(layer), skip || (item !== undefined && dark(item, shown.killed)));
    }
    for (const slot of this.#slots.values()) slot.enter(skip);
    clearTimeout(this.#timer);
    const wait = next(shown, now) - now;
    if (wait < Infinity) this.#timer = setTimeout(() => this.#show(false), Math.min(wait, LOOK_MS));
    void this.#settle();
  }

  #slot(layer: string): void {
    if (this.#slots.has(layer)) return;
    this.#slots.set(layer, new Slot(layer, this.#ground));
    const order = stacked(this.#slots.keys());
    const { box } = this.#slots.get(layer)!;
    this.#box.insertBefore(box, this.#slots.get(order[order.indexOf(layer) + 1] ?? "")?.box ?? null);
  }

  /** Tells what stands once it does; one that failed is not waited for, its return is told by itself. */
  async #settle(): Promise<void> {
    const turn = ++this.#turn;
    const { revision } = this.#shown!;
    const slots = [...this.#slots.values()];
    await Promise.all(slots.map((slot) => slot.ready));
    await frame();
    await frame();
    if (turn !== this.#turn || !this.isConnected) return;
    this.#unseen = !this.clientWidth;
    if (this.#unseen) return; // what is hidden is on no pixels
    const names = (those: Slot[]): string[] => stacked(those.map((slot) => slot.layer));
    const failed = slots.filter((slot) => slot.wanted && !slot.stands);
    for (const slot of slots.filter((s) => s.faulty && !failed.includes(s))) {
      slot.faulty = false;
      this.#tell("recovered", { layer: slot.layer });
    }
    this.#tell<Painted>("painted", { revision, layers: names(slots.filter((slot) => slot.stands)), failed: names(failed) });
  }

  #tell<T>(type: string, detail: T): void {
    this.dispatchEvent(new CustomEvent<T>(type, { detail }));
  }

  #scale(): void {
    const scale = this.clientWidth / WIDTH;
    this.#box.style.transform = scale === 1 ? "none" : `scale(${scale})`;
  }
}

if (!customElements.get("tynda-stage")) customElements.define("tynda-stage", Stage);

declare global {
  interface HTMLElementTagNameMap {
    "tynda-stage": Stage;
  }
}
