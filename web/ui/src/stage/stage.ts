/**
 * The picture: renders a whole program state with OGraf graphics in a 1920x1080 box scaled to its container.
 *
 * The screen's page and the console's monitors use this same element, so what the producer sees is what is on air.
 * Events: `painted` (detail: the revision on the pixels, two frames after the graphics stood), `alarm` (a graphic
 * failed; detail: what it said).
 */
import type { CueRecord } from "../wire.gen";
import { letters } from "./letters";

export interface Shown {
  revision: number;
  layers: Record<string, CueRecord>;
  cut: boolean;
}

interface Reply {
  statusCode?: number;
  statusMessage?: string;
}
interface Graphic extends HTMLElement {
  load(params: object): Promise<Reply | undefined>;
  dispose(params: object): Promise<Reply | undefined>;
  playAction(params: object): Promise<Reply | undefined>;
  updateAction(params: object): Promise<Reply | undefined>;
  stopAction(params: object): Promise<Reply | undefined>;
}
interface Instance {
  cue: string;
  element: Graphic;
}

const MAIN = "/graphics/question-card/question-card.mjs";
const TAG = "ograf-question-card";
const WIDTH = 1920;
const AGAIN_MS = 2_000; // until a graphic that failed is tried once more

const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

let defining: Promise<void> | undefined;

/** Brings the graphic's module once; a failed try is forgotten, so that the next one asks again. */
function define(): Promise<void> {
  defining ??= (async () => {
    const address = new URL(MAIN, location.href).href;
    const module = (await import(/* @vite-ignore */ address)) as { default: CustomElementConstructor };
    if (!customElements.get(TAG)) customElements.define(TAG, module.default);
  })();
  defining.catch(() => (defining = undefined));
  return defining;
}

function dataOf(cue: CueRecord): object {
  return { text: cue.text, name: cue.name ?? "", region: cue.region ?? "", language: cue.language };
}

export class Stage extends HTMLElement {
  #box = document.createElement("div");
  #instances = new Map<string, Instance>();
  #wanted: Shown | undefined;
  #applied: Shown | undefined;
  #busy = false;
  #again: ReturnType<typeof setTimeout> | undefined;
  #resize = new ResizeObserver(() => this.#scale());

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.innerHTML = `<style>
      :host { display: block; position: relative; overflow: hidden; aspect-ratio: 16 / 9; contain: content; }
      .box { position: absolute; left: 0; top: 0; width: 1920px; height: 1080px; transform-origin: 0 0; }
    </style>`;
    this.#box.className = "box";
    this.#box.style.setProperty("--tynda-font", '"Golos Text Variable"');
    root.append(this.#box);
  }

  connectedCallback(): void {
    this.#resize.observe(this);
    void define().catch(() => undefined);
    void letters();
  }

  disconnectedCallback(): void {
    this.#resize.disconnect();
    clearTimeout(this.#again);
  }

  get program(): Shown | undefined {
    return this.#wanted;
  }

  /** The whole state to show; the latest one wins. The first is shown without animation. */
  set program(shown: Shown | undefined) {
    if (!shown || (this.#wanted && same(this.#wanted, shown))) return;
    this.#wanted = shown;
    void this.#follow();
  }

  async #follow(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    clearTimeout(this.#again);
    try {
      while (this.#wanted && this.#wanted !== this.#applied) await this.#paint(this.#wanted);
    } catch (error) {
      this.#alarm(error);
      this.#again = setTimeout(() => void this.#follow(), AGAIN_MS);
    } finally {
      this.#busy = false;
    }
  }

  async #paint(shown: Shown): Promise<void> {
    const before = this.#applied;
    const skipAnimation = shown.cut || !before || shown.revision !== before.revision + 1;
    // What has to go goes at once, whatever the fonts and the modules of what comes do.
    for (const [layer, instance] of this.#instances) if (!shown.layers[layer]) this.#leave(layer, instance, skipAnimation);
    const layers = Object.entries(shown.layers).sort(([a], [b]) => (a < b ? -1 : 1));
    if (layers.length) await Promise.all([define(), ...layers.map(([, cue]) => letters(`${cue.text} ${cue.name ?? ""} ${cue.region ?? ""}`))]);
    if (shown !== this.#wanted) return;
    for (const [layer, cue] of layers) await this.#place(layer, cue, skipAnimation);
    await frame();
    await frame();
    if (shown !== this.#wanted) return;
    this.#applied = shown;
    this.dispatchEvent(new CustomEvent("painted", { detail: shown.revision }));
  }

  async #place(layer: string, cue: CueRecord, skipAnimation: boolean): Promise<void> {
    const there = this.#instances.get(layer);
    if (there?.cue === cue.id) return;
    if (there) {
      there.cue = cue.id;
      this.#watch(layer, there.element.updateAction({ data: dataOf(cue), skipAnimation }));
      return;
    }
    const element = document.createElement(TAG) as Graphic;
    this.#box.append(element);
    const instance = { cue: cue.id, element };
    this.#instances.set(layer, instance);
    try {
      good(await element.load({ data: dataOf(cue), renderType: "realtime", renderCharacteristics: {} }));
    } catch (error) {
      this.#drop(layer, instance);
      throw error;
    }
    if (this.#wanted?.layers[layer]?.id === cue.id) return this.#watch(layer, element.playAction({ skipAnimation }));
    this.#leave(layer, instance, true); // taken off while its letters were on their way: never shown
  }

  #leave(layer: string, instance: Instance, skipAnimation: boolean): void {
    this.#instances.delete(layer);
    const { element } = instance;
    const gone = (): void => {
      element.remove();
      void element.dispose({}).catch(() => undefined);
    };
    if (skipAnimation) return gone();
    element.stopAction({}).then(gone, gone);
  }

  #watch(layer: string, action: Promise<Reply | undefined>): void {
    const instance = this.#instances.get(layer);
    action.then(good).catch((error: unknown) => {
      this.#alarm(error);
      if (instance && this.#instances.get(layer) === instance) this.#drop(layer, instance);
    });
  }

  /** Removes what failed; the state counts as not shown, so that the next try builds it anew. */
  #drop(layer: string, instance: Instance): void {
    this.#instances.delete(layer);
    instance.element.remove();
    this.#applied = undefined;
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.#follow(), AGAIN_MS);
  }

  #alarm(error: unknown): void {
    this.dispatchEvent(new CustomEvent("alarm", { detail: error instanceof Error ? error.message : String(error) }));
  }

  #scale(): void {
    const scale = this.clientWidth / WIDTH;
    this.#box.style.transform = scale === 1 ? "none" : `scale(${scale})`;
  }
}

function good(reply: Reply | undefined): void {
  const code = reply?.statusCode ?? 200;
  if (code >= 300) throw new Error(`${code} ${reply?.statusMessage ?? ""}`);
}

/** The same picture: the same revision with the same cues. */
function same(one: Shown, other: Shown): boolean {
  const cues = (s: Shown): string => Object.entries(s.layers).map(([layer, cue]) => `${layer}=${cue.id}`).sort().join();
  return one.revision === other.revision && cues(one) === cues(other);
}

if (!customElements.get("tynda-stage")) customElements.define("tynda-stage", Stage);

declare global {
  interface HTMLElementTagNameMap {
    "tynda-stage": Stage;
  }
}
