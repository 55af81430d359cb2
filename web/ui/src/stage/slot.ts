/** One layer: what stands on it, what is leaving it, and what failed there. */

import { open, type Entry } from "./catalogue";
import { said, within, type Host, type Reply } from "./host";
import type { Item } from "./shown";

/** What the picture is, in the words of OGraf. */
const PICTURE = { resolution: { width: 1920, height: 1080 }, accessToPublicInternet: false };
const LOAD_MS = 8_000;
const STOP_MS = 5_000;
const DISPOSE_MS = 1_000;
const AGAIN_MS = 2_000; // until a graphic that failed is tried once more; twice as long after each failure
const DOUBLINGS = 5;
const STEADY_MS = 60_000; // what stood for so long begins anew with its failures

/** What failed, and what it said. */
export interface Alarm {
  layer: string;
  graphic: string;
  what: string;
}

/** What the stage lends its layers. */
export interface Ground {
  /** Server time less this machine's, ms. */
  offset(): number;
  alarm(what: Alarm): void;
  /** Something came back, or went, without a new program. */
  changed(): void;
}

type Data = Record<string, unknown>;

interface Playing {
  item: Item;
  /** The data that it was told last, whole. */
  told: Data;
  entry?: Entry;
  host?: Host;
  /** Whether it was loaded, and so may be on the pixels. */
  played: boolean;
  since: number;
}

export class Slot {
  readonly box = document.createElement("div");
  /** Whether it has failed and is not as it should be yet. */
  faulty = false;
  /** Resolves when what was last asked for stands, or has failed. */
  ready: Promise<void> = Promise.resolve();
  #item: Item | undefined;
  #on: Playing | undefined;
  #leaving = new Set<Playing>();
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly layer: string,
    readonly ground: Ground,
  ) {
    this.box.className = "layer";
    this.box.dataset["layer"] = layer;
  }

  /** Whether what should stand here does. */
  get stands(): boolean {
    return this.#item !== undefined && this.#on?.item === this.#item && this.#on.played;
  }

  get wanted(): boolean {
    return this.#item !== undefined;
  }

  /** What has to go goes now; what comes is the matter of `enter`, when every layer has let go. */
  leave(item: Item | undefined, skip: boolean): void {
    const on = this.#on;
    if (skip) for (const gone of this.#leaving) this.#end(gone);
    if (on && (item?.item !== on.item.item || item.graphic !== on.item.graphic)) {
      this.#on = undefined;
      if (on.played && !skip) this.#stop(on);
      else this.#end(on);
    }
    if (item?.id !== this.#item?.id) this.#forget();
    this.#item = item;
  }

  enter(skip: boolean): void {
    const item = this.#item;
    if (!item) return;
    if (this.#on) this.#change(this.#on, item, skip);
    else if (this.#timer === undefined) this.ready = this.#start(item, skip);
  }

  /** Empties the layer at once. */
  close(): void {
    this.leave(undefined, true);
  }

  async #start(item: Item, skip: boolean): Promise<void> {
    const playing: Playing = { item, told: {}, played: false, since: performance.now() };
    this.#on = playing;
    try {
      const { entry, host } = await open(item.graphic, (what, again) => this.#fail(playing, what, again));
      if (this.#on !== playing) return host.remove();
      Object.assign(playing, { entry, host });
      this.box.append(host.element);
      const data = (playing.told = this.#data(playing));
      await within(host.call("load", { data, renderType: "realtime", renderCharacteristics: PICTURE }), LOAD_MS, "load");
      for (let news; this.#on === playing && (news = this.#news(playing)); ) await host.call("updateAction", { data: news, skipAnimation: true });
      if (this.#on !== playing) return;
      playing.played = true;
      const { step } = playing.item;
      this.#watch(playing, host.call("playAction", step == null ? { skipAnimation: skip } : { goto: step, skipAnimation: skip }));
      await host.painted();
    } catch (error) {
      this.#fail(playing, said(error), false);
    }
  }

  #change(playing: Playing, item: Item, skip: boolean): void {
    const before = playing.item;
    playing.item = item;
    const { host } = playing;
    if (!host || !playing.played) return; // it is told when it has loaded
    const skipAnimation = skip;
    const news = this.#news(playing);
    if (news) this.#watch(playing, host.call("updateAction", { data: news, skipAnimation }));
    if (item.step != null && item.step !== before.step) this.#watch(playing, host.call("playAction", { goto: item.step, skipAnimation }));
    if (item.action && item.action.count !== before.action?.count) {
      const { id, payload } = item.action;
      this.#watch(playing, host.call("customAction", { id, payload, skipAnimation }));
    }
    this.ready = host.painted().catch(() => undefined);
  }

  #stop(gone: Playing): void {
    this.#leaving.add(gone);
    const { host } = gone;
    host!.element.dataset["leaving"] = "";
    const stopped = within(host!.call("stopAction", {}), STOP_MS, "stopAction");
    stopped
      .catch((error) => this.#leaving.has(gone) && this.#tell(gone, said(error)))
      .finally(() => this.#leaving.has(gone) && this.#end(gone));
  }

  /** Takes it off the screen at once; it clears up behind itself when what comes in its place has been built. */
  #end(gone: Playing): void {
    const { host } = gone;
    this.#leaving.delete(gone);
    if (!host) return;
    host.element.hidden = true;
    setTimeout(() => {
      within(host.call("dispose", {}), DISPOSE_MS, "dispose")
        .catch((error) => this.#tell(gone, said(error)))
        .finally(() => host.remove());
    });
  }

  #watch(playing: Playing, action: Promise<Reply | undefined>): void {
    action.catch((error) => this.#fail(playing, said(error), false));
  }

  /** Removes what failed and tries again later; at once when another one was to blame. */
  #fail(playing: Playing, what: string, again: boolean): void {
    const leaving = this.#leaving.delete(playing);
    if (this.#on !== playing && !leaving) return;
    playing.host?.remove();
    if (!leaving) {
      this.#on = undefined;
      if (performance.now() - playing.since > STEADY_MS) this.#failures = 0;
      const wait = again ? 0 : AGAIN_MS * 2 ** Math.min(this.#failures++, DOUBLINGS);
      this.#timer = setTimeout(() => void this.#retry(), wait);
    }
    this.#tell(playing, what);
  }

  async #retry(): Promise<void> {
    this.#timer = undefined;
    if (!this.#item || this.#on) return;
    await this.#start(this.#item, true);
    this.ground.changed();
  }

  #tell({ item }: Playing, what: string): void {
    this.faulty = true;
    this.ground.alarm({ layer: this.layer, graphic: item.graphic, what });
    this.ground.changed();
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#failures = 0;
  }

  /** What to tell it, if anything is new: all of its data, and what is gone as undefined, for what is left out stays. */
  #news(playing: Playing): Data | undefined {
    const { told } = playing;
    const data = this.#data(playing);
    if (JSON.stringify(data) === JSON.stringify(told)) return undefined;
    playing.told = data;
    return { ...Object.fromEntries(Object.keys(told).map((field) => [field, undefined])), ...data };
  }

  /** The data with the server's times as this machine's clock has them. */
  #data({ item, entry }: Playing): Data {
    const clocks = (entry?.clock ?? []).filter((field) => typeof item.data[field] === "number");
    const offset = this.ground.offset();
    return { ...item.data, ...Object.fromEntries(clocks.map((field) => [field, (item.data[field] as number) - offset])) };
  }
}
