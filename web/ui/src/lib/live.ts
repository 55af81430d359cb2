/* One seat's WebSocket: keeps a Store true, carries commands, comes back by itself. */
import { newId } from "./ids";
import { Store, type StoreFrame } from "./store";
import type { Done, Received, Refused } from "../wire.gen";

export type LiveState = "connecting" | "live" | "offline" | "refused";
export type Reply = Done | Received | Refused;
/** A command of the seat; `id` is made here unless given. */
export type Outgoing = { type: string; id?: string; [field: string]: unknown };

export interface LiveOptions {
  /** The first message on every connection, such as a screen's key. */
  hello?: object;
  store?: Store;
  /** After so many ms without a word the line is dead: for a seat that, as things stand, hears something more often. */
  silence?: () => number;
  /** A command older than so many ms is not sent again on a new line, but refused as `line_was_cut`. */
  lifetime?: number;
}

const FIRST_MS = 250;
const MOST_MS = 10_000;
const RESTART_MS = 2_000; // spreads the crowd that comes back after a server's restart
const STEADY_MS = 3_000; // a connection that lived this long resets the back-off
const ANSWER_MS = 12_000; // a command unanswered for so long means the line is dead, whatever TCP believes
const CHECK_MS = 1_000;
const FINAL = new Set([4401, 4403, 4404, 4410]); // no session, no right, no such briefing, a wiped rehearsal: coming back changes nothing
const POISON = new Set([1009, 1011, 4400]); // something that was sent can't be taken: sent again, it would end the next line too
const PATIENCE = new Map([
  [4400, 5_000],
  [4429, 5_000],
]);
// A handshake that is refused looks like a dead line (1006). From the fourth in a row, and at every sixth after it, the
// page's own address is asked, which may say why: late enough that a crowd does not load it after each restart.
const ASK_AT = 4;
const ASK_EVERY = 6;
const NO_MORE = new Set([401, 403, 404, 410]);

interface Flight {
  text: string;
  madeAt: number;
  sentAt: number;
  resolve: (reply: Reply) => void;
}

/**
 * Events: `change` (the store changed; `detail` is the frame), `state` (connection), `notice` (a refusal without id),
 * `beat` (the server says that the line lives, and nothing else).
 * Commands in flight are sent again, with the same id, on every new connection until the server answers; one that ends
 * its line each time is given up, as refused.
 */
export class Live extends EventTarget {
  readonly store: Store;
  state: LiveState = "connecting";
  closeCode = 0;
  /** The server's clock minus ours, ms. */
  offset = 0;
  private socket: WebSocket | undefined;
  private attempts = 0;
  private unopened = 0;
  private steadySince = 0;
  private asked = false;
  private heardAt = 0;
  /** One command at a time, after a line that one of several ended: so the guilty one is found. */
  private single = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setInterval> | undefined;
  private flights = new Map<string, Flight>();

  constructor(
    private readonly url: string,
    private readonly options: LiveOptions = {},
  ) {
    super();
    this.store = options.store ?? new Store();
  }

  /** Opens the connection and keeps it open until `stop`. */
  start(): this {
    window.addEventListener("online", this.found);
    window.addEventListener("offline", this.lost);
    document.addEventListener("visibilitychange", this.wake);
    this.watch = setInterval(() => this.check(), CHECK_MS);
    this.connect();
    return this;
  }

  /** Closes for good. */
  stop(): void {
    window.removeEventListener("online", this.found);
    window.removeEventListener("offline", this.lost);
    document.removeEventListener("visibilitychange", this.wake);
    clearInterval(this.watch);
    this.watch = undefined;
    clearTimeout(this.timer);
    this.drop();
  }

  /** The server's time, ms since the epoch. */
  now(): number {
    return Date.now() + this.offset;
  }

  /** Carries out one command; resolves with the server's answer, however many connections that takes. */
  send(command: Outgoing): Promise<Reply> {
    const id = command.id ?? newId();
    const text = JSON.stringify({ ...command, id });
    return new Promise((resolve) => {
      const flight = { text, madeAt: performance.now(), sentAt: Infinity, resolve };
      this.flights.set(id, flight);
      if (this.state === "live" && !(this.single && this.flights.size > 1)) this.launch(flight);
    });
  }

  /** Sends a message that has no answer; lost when there is no connection. */
  tell(message: object): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  private connect(): void {
    clearTimeout(this.timer);
    this.drop();
    if (this.state !== "offline") this.become("connecting");
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.asked = false;
    this.heardAt = performance.now();
    this.unopened++;
    socket.onopen = () => {
      this.unopened = 0;
      if (this.options.hello) socket.send(JSON.stringify(this.options.hello));
    };
    socket.onmessage = (event) => this.receive(JSON.parse(String(event.data)) as StoreFrame);
    socket.onclose = (event) => this.closed(event.code);
  }

  private receive(frame: StoreFrame): void {
    this.heardAt = performance.now();
    if (frame.type === "done" || frame.type === "received" || frame.type === "refused") {
      return this.answer(frame as unknown as Reply);
    }
    if (frame.type === "beat") {
      this.dispatchEvent(new Event("beat"));
      return;
    }
    if (this.store.apply(frame) === "gap") {
      if (!this.asked) this.asked = this.tell({ type: "again" });
      return;
    }
    if (frame.type === "snapshot") this.landed(frame.now);
    this.dispatchEvent(new CustomEvent("change", { detail: frame }));
  }

  private landed(now: number | undefined): void {
    this.asked = false;
    if (now !== undefined) this.offset = now - Date.now();
    if (this.state === "live") return;
    this.steadySince = performance.now();
    this.become("live");
    const oldest = performance.now() - (this.options.lifetime ?? Infinity);
    for (const [id, flight] of this.flights) if (flight.madeAt < oldest) this.giveUp(id, flight, "line_was_cut");
    if (this.single) this.next();
    else for (const flight of this.flights.values()) this.launch(flight);
  }

  private launch(flight: Flight): void {
    flight.sentAt = performance.now();
    this.socket?.send(flight.text);
  }

  /** Sends the oldest command alone; with none left, all goes its usual way. */
  private next(): void {
    const [oldest] = this.flights.values();
    if (oldest) this.launch(oldest);
    else this.single = false;
  }

  /** The line ended for a command that can't be taken: the only one on its way is told so, of several each is tried alone. */
  private poisoned(): void {
    const [oldest] = this.flights;
    if (!oldest) return;
    if (!this.single && this.flights.size > 1) {
      this.single = true;
      return;
    }
    this.giveUp(...oldest, "malformed");
  }

  private giveUp(id: string, flight: Flight, code: string): void {
    this.flights.delete(id);
    flight.resolve({ type: "refused", id, code, retry_after_ms: null, view: null });
  }

  private answer(reply: Reply): void {
    const flight = reply.id ? this.flights.get(reply.id) : undefined;
    if (!flight) {
      this.dispatchEvent(new CustomEvent("notice", { detail: reply }));
      return;
    }
    this.flights.delete(reply.id!);
    flight.resolve(reply);
    if (this.single) this.next();
  }

  private closed(code: number): void {
    this.socket = undefined;
    this.closeCode = code;
    if (POISON.has(code)) this.poisoned();
    if (FINAL.has(code)) return this.become("refused");
    if (this.steadySince && performance.now() - this.steadySince > STEADY_MS) this.attempts = 0;
    this.steadySince = 0;
    this.become("offline");
    this.timer = setTimeout(() => this.connect(), this.wait(code));
    if (this.unopened % ASK_EVERY === ASK_AT) void this.ask();
  }

  /** Asks the page's own address what the handshake can't say; for a viewer that also renews the cookie. */
  private async ask(): Promise<void> {
    let status = 0;
    try {
      const { pathname, search } = location;
      status = (await fetch(pathname + search, { cache: "no-store", redirect: "manual" })).status;
    } catch {
      return; // the line is dead indeed
    }
    if (!NO_MORE.has(status) || this.unopened === 0 || this.watch === undefined) return;
    clearTimeout(this.timer);
    this.drop();
    this.closeCode = 4000 + status;
    this.become("refused");
  }

  private wait(code: number): number {
    if (code === 1012) return Math.random() * RESTART_MS;
    const most = Math.min(MOST_MS, FIRST_MS * 2 ** this.attempts++);
    return (PATIENCE.get(code) ?? 0) + Math.max(FIRST_MS, most * (0.5 + Math.random() / 2));
  }

  /** A line that TCP still believes in may be dead: a command stays unanswered, or nothing at all is heard. */
  private check(): void {
    const now = performance.now();
    const unanswered = this.state === "live" && [...this.flights.values()].some((flight) => now - flight.sentAt > ANSWER_MS);
    const silent = this.socket !== undefined && now - this.heardAt > (this.options.silence?.() ?? Infinity);
    if (!unanswered && !silent) return;
    this.drop();
    this.closed(1006);
  }

  private drop(): void {
    if (!this.socket) return;
    this.socket.onclose = this.socket.onmessage = this.socket.onopen = null;
    this.socket.close();
    this.socket = undefined;
  }

  private wake = (): void => {
    if (document.visibilityState !== "hidden" && this.state === "offline") this.connect();
  };

  private found = (): void => {
    this.attempts = this.unopened = 0;
    this.wake();
  };

  /**
   * The browser says that there is no network. A line within this machine lives on without one, so another is tried at
   * once; the old one goes all the same: what it still brings when the network is back would be from before.
   */
  private lost = (): void => {
    if (!this.socket) return;
    this.drop();
    this.closed(1006);
  };

  private become(state: LiveState): void {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}
