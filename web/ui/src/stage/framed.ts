/**
 * A graphic that was dropped in, contained: in a sandboxed frame of an opaque origin, spoken to by messages.
 *
 * Chromium runs such frames in a process of their own, one for all of a page's, so that one which loops for ever
 * leaves the page alone; and it ends the process with the last of them. So when one answers no more, all that are
 * silent with it are removed at once. Whoever was heard last is the one that loops; the others come back at once.
 */

import { good, said, type Host, type Method, type Reply } from "./host";

const PING_MS = 500;
/** Pings unanswered; counted rather than timed, since a page that was asleep has asked nothing meanwhile. */
const MOST_SILENT = 5;
/** The brand, and nothing else, is handed on into the frame. */
const BRAND = ["--tynda-font", "--tynda-accent", "--tynda-accent-2", "--tynda-logo", "--tynda-name"];

/** From a frame: the answer to a call, what it is about to do, or what it threw by itself. */
export interface FromFrame {
  n?: number;
  reply?: Reply;
  error?: string;
  doing?: string;
  fault?: string;
}

/** To a frame: a call; "ping" and "frames" are the frame's own. */
export interface ToFrame {
  n: number;
  method: Method | "ping" | "frames";
  params: object;
}

interface Call {
  resolve(reply: Reply | undefined): void;
  reject(error: Error): void;
}

const running = new Set<Framed>();
let watch: ReturnType<typeof setInterval> | undefined;

function ping(): void {
  if ([...running].some((host) => host.silent >= MOST_SILENT)) {
    // One that has not come up yet may well be waiting for the loop of another.
    const lost = [...running].filter((host) => host.silent >= MOST_SILENT || !host.connected);
    const last = Math.max(...lost.map((host) => host.heard));
    for (const host of lost) host.lose(host.heard === last);
  }
  for (const host of running) if (host.connected) host.ping();
}

/** One that takes the focus takes the keyboard, and with it the panic key: it goes back to where it was, at once. */
let focused: HTMLElement | undefined;
window.addEventListener("focusout", (event) => (focused = event.composedPath()[0] as HTMLElement), true);
window.addEventListener("blur", () => setTimeout(giveBack)); // while it is being taken, it can't be given

function giveBack(): void {
  for (const { element } of running) {
    if ((element.getRootNode() as Document | ShadowRoot).activeElement !== element) continue;
    element.blur();
    window.focus();
    focused?.focus();
  }
}

export class Framed implements Host {
  readonly element = document.createElement("iframe");
  /** Whether the frame has come up, and so should answer. */
  connected = false;
  /** Pings without an answer since the last one with. */
  silent = 0;
  /** When it last said what it was about to do. */
  heard = 0;
  #doing = "its start";
  #calls = new Map<number, Call>();
  #n = 0;
  #line = new MessageChannel();

  /**
   * @param fault is told what it threw by itself, or that it answers no more; then also whether it may come back at
   *   once, because another one was to blame.
   */
  constructor(
    id: string,
    readonly fault: (what: string, again: boolean) => void,
  ) {
    this.element.setAttribute("sandbox", "allow-scripts");
    this.element.referrerPolicy = "no-referrer";
    this.element.title = id;
    this.element.src = `/graphics/frame?graphic=${encodeURIComponent(id)}`;
    this.element.addEventListener("load", () => this.#connect(), { once: true });
    this.#line.port1.onmessage = (event) => this.#hear(event.data as FromFrame);
    running.add(this);
    watch ??= setInterval(ping, PING_MS);
  }

  call(method: Method, params: object): Promise<Reply | undefined> {
    return this.#ask(method, params).then(good);
  }

  async painted(): Promise<void> {
    await this.#ask("frames");
  }

  ping(): void {
    this.silent++;
    const answered = (): number => (this.silent = 0);
    void this.#ask("ping").then(answered, answered);
  }

  lose(guilty: boolean): void {
    this.remove();
    this.fault(guilty ? `it answers no more: ${this.#doing}` : "it was stopped together with another graphic", !guilty);
  }

  remove(): void {
    running.delete(this);
    if (!running.size) {
      clearInterval(watch);
      watch = undefined;
    }
    this.element.remove();
    this.#line.port1.close();
    for (const call of this.#calls.values()) call.reject(new Error("it was removed"));
  }

  #ask(method: ToFrame["method"], params: object = {}): Promise<Reply | undefined> {
    return new Promise((resolve, reject) => {
      this.#calls.set(++this.#n, { resolve, reject });
      this.#line.port1.postMessage({ n: this.#n, method, params } satisfies ToFrame);
    });
  }

  #connect(): void {
    this.connected = true;
    const style = getComputedStyle(this.element);
    const brand = Object.fromEntries(BRAND.map((name) => [name, style.getPropertyValue(name)]));
    this.element.contentWindow?.postMessage(brand, "*", [this.#line.port2]);
  }

  /** What comes from a frame is data of a stranger: nothing of it is trusted further than its shape. */
  #hear({ n, reply, error, doing, fault }: FromFrame): void {
    if (doing !== undefined) {
      this.heard = performance.now();
      this.#doing = said(doing, 40);
    }
    if (fault !== undefined) this.fault(said(fault), false);
    const call = n === undefined ? undefined : this.#calls.get(n);
    if (!call) return;
    this.#calls.delete(n!);
    if (error !== undefined) call.reject(new Error(String(error)));
    else call.resolve(reply);
  }
}
