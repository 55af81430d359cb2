/* The screen: one program, full size, on a transparent ground; tells the server what is on its pixels. */
import { Live } from "./lib/live";
import { t } from "./lib/i18n";
import { newId } from "./lib/ids";
import { page, type Page } from "./lib/page";
import { Latch } from "./screen/latch";
import { Output } from "./screen/output";
import { unseen } from "./screen/sight";
import { withCaptions } from "./stage/captions";
import { visible } from "./stage/shown";
import { Stage, type Alarm, type Painted as Stood, type Shown } from "./stage/stage";
import type { Fault, Painted, Program } from "./wire.gen";
import type { StoreFrame, View } from "./lib/store";

const BOOT = page<Page & { dead_man_s: number }>();
/** Nothing was ever on air. */
const EMPTY: Shown = { revision: 0, layers: {}, cut: true };
/** No program at all: what was on its way out is gone at once, too. */
const NOTHING: Shown = { ...EMPTY, revision: -1 };
const NOT_YET: Stood = { revision: 0, layers: [], failed: [] };
const REVOKED = 4401;
/** Behind the key in the address: this page shows the rehearsal that stands now, and nothing else ever. */
const MODE = "&rehearsal";
const REHEARSAL = location.hash.endsWith(MODE);
const KEY = location.hash.slice(1, REHEARSAL ? -MODE.length : undefined);
/** The rehearsal is over; none stands. */
const OVER = new Set([4410, 1013]);
/** Two of the server's beats missed: the line is dead. */
const SILENCE_MS = 4_000;
/** A picture that is shown again has so long to stand before it is told as it is; so has the log, to know of a kill. */
const GRACE_MS = 1_000;
const KILL_KEYS = new Set(["F12", "Escape"]);
const MOST_FAULTS = 8;

class Screen extends HTMLElement {
  #stage = new Stage();
  #plate = document.createElement("p");
  #live = new Live(BOOT.ws, {
    hello: { type: "hello", key: KEY, rehearsal: REHEARSAL, page: newId() },
    silence: () => SILENCE_MS,
  });
  #output = new Output();
  #latch = new Latch(sessionStorage);
  #greeted = false;
  /** Hidden, or shown again and not told yet what is on air by now: nothing is painted, so that nothing stale is. */
  #veiled = !this.#output.shown;
  #asked = false;
  /** Until when what is being painted anew need not stand, on the page's clock. */
  #graceUntil = 0;
  /** Without a line for longer than the house wants to believe in what it shows. */
  #abandoned = false;
  #deadMan: ReturnType<typeof setTimeout> | undefined;
  #stood = NOT_YET;
  #killed = 0;
  #alarms = new Map<string, Fault>();
  #told = "";

  connectedCallback(): void {
    this.#stage.dataset["test"] = "screen";
    this.#plate.hidden = true;
    this.#plate.setAttribute("role", "status");
    this.append(this.#stage, this.#plate);
    if (REHEARSAL) this.#rehearse();
    this.#stage.clock = () => this.#live.now();
    this.#stage.addEventListener("painted", (event) => this.#painted((event as CustomEvent<Stood>).detail));
    this.#stage.addEventListener("alarm", (event) => this.#alarm((event as CustomEvent<Alarm>).detail));
    this.#stage.addEventListener("recovered", (event) => this.#recovered((event as CustomEvent<{ layer: string }>).detail.layer));
    this.#live.addEventListener("change", (event) => this.#change((event as CustomEvent<StoreFrame>).detail));
    this.#live.addEventListener("beat", () => this.#beat());
    this.#live.addEventListener("state", () => this.#state());
    this.#output.addEventListener("change", () => this.#veil());
    window.addEventListener("keydown", (event) => this.#key(event), true);
    window.addEventListener("hashchange", () => location.reload());
    if (KEY) this.#live.start();
    else this.#say(t("This screen's address has no key. Copy the whole link from the office."));
  }

  get #program(): (View & Program) | undefined {
    return this.#live.store.all<View & Program>("program")[0];
  }

  // -- what the server says -------------------------------------------------------------------------

  #change(frame: StoreFrame): void {
    this.#greeted = true;
    this.#plate.hidden = true;
    const anew = frame.type === "snapshot";
    if (anew) {
      this.#latch.at(`${this.#live.store.me["briefing"]}/${this.#live.store.me["screen"]}`, this.#program?.revision ?? 0);
      if (this.#asked) this.#unveil();
      else this.#ask(); // it may be from before
    }
    this.#heard();
    this.#show();
    if (anew) this.#confess();
    this.#report(anew); // hidden, it paints nothing that would say so later
  }

  #beat(): void {
    this.#heard();
    this.#report(true);
  }

  /** The line lives; what was given up as too old is shown again, without animation. */
  #heard(): void {
    clearTimeout(this.#deadMan);
    if (BOOT.dead_man_s) this.#deadMan = setTimeout(() => this.#abandon(), BOOT.dead_man_s * 1_000);
    if (!this.#abandoned) return;
    this.#abandoned = false;
    this.#show(true);
  }

  #abandon(): void {
    this.#abandoned = true;
    this.#stood = NOT_YET;
    this.#show();
  }

  #state(): void {
    const { state, closeCode } = this.#live;
    if (state === "live") this.#told = "";
    else this.#asked = false;
    if (state !== "refused") return;
    if (!this.#greeted) this.#say(t("This screen's key is not valid, or it was revoked. Get a new link from the office."));
    else if (closeCode === REVOKED) this.#abandon();
  }

  // -- what is shown ----------------------------------------------------------------------------------

  #show(cut = false): void {
    const program = this.#program;
    const kill = this.#live.store.all<View & { revision: number }>("kill")[0]?.revision ?? 0;
    if (kill > (program?.killed ?? 0)) this.#latch.raise(kill);
    this.#latch.settle(program?.killed ?? 0);
    const killed = Math.max(program?.killed ?? 0, this.#latch.revision);
    const darker = killed > this.#killed; // then what is on its way out goes at once, too
    this.#killed = killed;
    if (this.#veiled || this.#abandoned) this.#stage.program = NOTHING;
    else if (!program) this.#stage.program = EMPTY;
    else this.#stage.program = { revision: program.revision, layers: withCaptions(program.layers, this.#live.store), cut: cut || darker || program.cut, killed };
  }

  /** OBS and browsers keep the last frame of what they hide, and flash it later: it has to be an empty one. */
  #veil(): void {
    if (this.#output.shown) return this.#ask();
    this.#veiled = true;
    this.#asked = false;
    this.#stood = NOT_YET;
    this.#show();
    this.#report();
  }

  /** Shown again it asks what is on air: what it heard last, or is about to hear, may be from before. */
  #ask(): void {
    if (this.#veiled && this.#output.shown && this.#live.state === "live") this.#asked = this.#live.tell({ type: "again" });
    this.#report();
  }

  #unveil(): void {
    this.#asked = this.#veiled = false;
    this.#graceUntil = performance.now() + GRACE_MS;
    setTimeout(() => this.#report(), GRACE_MS);
    this.#show(true);
  }

  // -- the panic key ------------------------------------------------------------------------------------

  #key(event: KeyboardEvent): void {
    if (!KILL_KEYS.has(event.code)) return;
    event.preventDefault();
    if (event.repeat) return;
    this.#latch.press(this.#greeted ? (this.#program?.revision ?? 0) : undefined);
    this.#show();
    this.#confess();
  }

  /** Says which kill the program does not know of yet. */
  #confess(): void {
    const { revision } = this.#latch;
    if (this.#live.state === "live" && revision > (this.#program?.killed ?? 0)) this.#live.tell({ type: "killed", revision });
  }

  // -- what is on the pixels ------------------------------------------------------------------------------

  #painted(stood: Stood): void {
    if (this.#veiled || this.#abandoned) return; // that was the empty picture
    this.#stood = stood;
    this.#graceUntil = 0;
    if (!stood.failed.length) this.#stage.dataset["revision"] = String(stood.revision);
    this.#report();
  }

  #alarm({ layer, graphic, what }: Alarm): void {
    this.#alarms.set(layer, { layer, graphic, what });
    this.#report();
  }

  #recovered(layer: string): void {
    this.#alarms.delete(layer);
    this.#report();
  }

  #report(always = false): void {
    if (this.#live.state !== "live") return;
    const said = JSON.stringify(this.#word());
    if (!always && said === this.#told) return;
    this.#told = said;
    this.#live.tell(JSON.parse(said) as Painted);
  }

  #word(): Painted {
    if (this.#veiled || performance.now() < this.#graceUntil) {
      return { type: "painted", revision: this.#program?.revision ?? 0, active: false, faults: [] };
    }
    return { type: "painted", revision: this.#stood.revision, active: this.#output.active, faults: this.#faults() };
  }

  #faults(): Fault[] {
    const found = new Map(this.#alarms);
    const add = (layer: string, what: string): void => {
      const graphic = this.#program?.layers[layer]?.graphic;
      if (graphic && !found.has(layer)) found.set(layer, { layer, graphic, what });
    };
    const program = this.#program;
    // Until a new picture stands, one that is on its way out, or in, is hidden by nobody.
    if (this.#stood.revision === program?.revision) for (const [layer, why] of unseen(this.#stage, this.#stood.layers)) add(layer, why);
    if (program && this.#latch.revision && performance.now() - this.#latch.since > GRACE_MS) {
      for (const [layer, cue] of visible(program, this.#live.now())) if (cue.taken <= this.#latch.revision) add(layer, "dark by the panic key");
    }
    return [...found.values()].slice(0, MOST_FAULTS);
  }

  // -- beside the picture ----------------------------------------------------------------------------------

  /** The mark stands from the first paint on, whatever else does. */
  #rehearse(): void {
    const mark = document.createElement("b");
    mark.className = "not-air";
    mark.dataset["test"] = "rehearsal";
    mark.textContent = t("Rehearsal");
    this.append(mark);
    // Of one that is over nothing stays: the page begins anew, and waits for the next.
    setInterval(() => {
      if (this.#greeted && this.#live.state !== "live" && OVER.has(this.#live.closeCode) && navigator.onLine) location.reload();
    }, 1_000);
  }

  #say(words: string): void {
    this.#plate.textContent = words;
    this.#plate.hidden = false;
  }
}

customElements.define("tynda-screen", Screen);
