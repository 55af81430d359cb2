/** The producer's console: preview, program, the large keys, the rundown at the right. */

import { html, LitElement, type TemplateResult } from "lit";
import { onLang } from "./lib/i18n";
import { Live } from "./lib/live";
import { page } from "./lib/page";
import { Console, type Answer, type Source } from "./console/controller";
import { Drag } from "./console/drag";
import { banner, header } from "./console/header";
import { press, typing } from "./console/hotkeys";
import { keys } from "./console/keys";
import { preview, program } from "./console/monitors";
import { rundown } from "./console/rundown";
import { styles } from "./console/styles";
import "./stage/stage";

/** The tally is worked out from the clock; it is looked at this often. */
const LOOK_MS = 250;
/** A press means this moment: what a dead line has held for longer is not carried out behind the producer's back. */
const LIFETIME_MS = 3_000;

class TyndaConsole extends LitElement {
  static override styles = [styles];

  readonly #live = new Live(page().ws, { lifetime: LIFETIME_MS });
  readonly #source = this.#records();
  readonly #desk = new Console(this.#source);
  readonly #drag = new Drag(
    () => this.renderRoot.querySelector("ol"),
    () => this.requestUpdate(),
    (move) => this.#desk.move(move),
  );
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopLang: (() => void) | undefined;

  #records(): Source {
    const live = this.#live;
    return {
      get live() {
        return live.state === "live";
      },
      now: () => live.now(),
      all: (kind) => live.store.all(kind),
      get: (kind, id) => live.store.get(kind, id),
      send: (message) => live.send(message) as Promise<Answer>,
    };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#live.addEventListener("change", this.#changed);
    this.#live.addEventListener("state", this.#render);
    this.#desk.addEventListener("change", this.#render);
    this.#stopLang = onLang(this.#render);
    window.addEventListener("keydown", this.#key);
    window.addEventListener("keyup", this.#keyUp);
    this.#timer = setInterval(this.#render, LOOK_MS);
    this.#live.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#live.stop();
    clearInterval(this.#timer);
    this.#stopLang?.();
    window.removeEventListener("keydown", this.#key);
    window.removeEventListener("keyup", this.#keyUp);
  }

  #render = (): void => this.requestUpdate();

  #changed = (): void => this.#desk.changed();

  #key = (event: KeyboardEvent): void => {
    const focus = this.#desk.focus;
    if (!press(this.#desk, event)) return;
    event.preventDefault();
    void this.updateComplete.then(() => {
      if (this.#desk.focus === focus && !event.altKey) return;
      this.renderRoot.querySelector<HTMLElement>(`[data-question="${this.#desk.focus}"] .text`)?.focus();
    });
  };

  // Space is Take, also while a button has the focus: it must not press that button as well, as Firefox would on keyup.
  #keyUp = (event: KeyboardEvent): void => {
    if (event.code === "Space" && !typing(event)) event.preventDefault();
  };

  override render(): TemplateResult {
    const now = this.#live.now();
    const ready = this.#live.store.seq >= 0;
    return html`<div class="console">
      ${header(this.#desk, this.#source, now)} ${banner(this.#live.state, this.#live.closeCode)}
      ${preview(this.#desk, this.#source, ready)} ${program(this.#desk, this.#source, now)} ${keys(this.#desk)}
      ${rundown(this.#desk, this.#drag, ready)}
    </div>`;
  }
}

customElements.define("tynda-console", TyndaConsole);
