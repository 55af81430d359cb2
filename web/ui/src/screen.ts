/* The screen: one program, full size, on a transparent ground; tells the server what is on its pixels. */
import { Live } from "./lib/live";
import { t } from "./lib/i18n";
import { page } from "./lib/page";
import { Stage, type Painted, type Shown } from "./stage/stage";
import type { Program } from "./wire.gen";
import type { View } from "./lib/store";

const EMPTY: Shown = { revision: 0, layers: {}, cut: true };
const REVOKED = 4401;
/** Behind the key in the address: this page shows the rehearsal that stands now, and nothing else ever. */
const MODE = "&rehearsal";
const REHEARSAL = location.hash.endsWith(MODE);
const KEY = location.hash.slice(1, REHEARSAL ? -MODE.length : undefined);
/** The rehearsal is over; none stands. */
const OVER = new Set([4410, 1013]);

class Screen extends HTMLElement {
  #stage = new Stage();
  #plate = document.createElement("p");
  #live = new Live(page().ws, { hello: { type: "hello", key: KEY, rehearsal: REHEARSAL } });
  #greeted = false;
  #painted: number | undefined;

  connectedCallback(): void {
    this.#stage.dataset["test"] = "screen";
    this.#plate.hidden = true;
    this.#plate.setAttribute("role", "status");
    this.append(this.#stage, this.#plate);
    if (REHEARSAL) this.#rehearse();
    this.#stage.clock = () => this.#live.now();
    this.#stage.addEventListener("painted", (event) => this.#acknowledge((event as CustomEvent<Painted>).detail));
    this.#live.addEventListener("change", () => this.#show());
    this.#live.addEventListener("state", () => this.#state());
    // OBS stops painting a hidden source and would flash its last frame on return: leave an empty one behind.
    window.addEventListener("obsSourceVisibleChanged", (event) => {
      this.#stage.hidden = (event as CustomEvent<{ visible: boolean }>).detail.visible === false;
    });
    window.addEventListener("hashchange", () => location.reload());
    if (KEY) this.#live.start();
    else this.#say(t("This screen's address has no key. Copy the whole link from the office."));
  }

  #show(): void {
    this.#greeted = true;
    this.#plate.hidden = true;
    const program = this.#live.store.all<View & Program>("program")[0];
    this.#stage.program = program ? { revision: program.revision, layers: program.layers, cut: program.cut } : EMPTY;
  }

  #acknowledge({ revision, failed }: Painted): void {
    if (failed.length) return;
    this.#painted = revision;
    this.#stage.dataset["revision"] = String(revision);
    this.#live.tell({ type: "painted", revision });
  }

  #state(): void {
    const { state, closeCode } = this.#live;
    // An acknowledgement may have been lost with the connection; the same one twice changes nothing.
    if (state === "live" && this.#painted !== undefined) this.#live.tell({ type: "painted", revision: this.#painted });
    if (state !== "refused") return;
    if (!this.#greeted) this.#say(t("This screen's key is not valid, or it was revoked. Get a new link from the office."));
    else if (closeCode === REVOKED) this.#stage.program = { ...EMPTY, revision: -1 };
  }

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
