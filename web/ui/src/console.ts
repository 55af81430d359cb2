/** The producer's console: preview, program, the large keys, the layers, the rundown at the right. */

import { html, LitElement, type TemplateResult } from "lit";
import { onLang } from "./lib/i18n";
import { KeySheet } from "./lib/keysheet";
import { Live } from "./lib/live";
import { page } from "./lib/page";
import { Others } from "./console/add";
import { screens } from "./console/air";
import { Console } from "./console/controller";
import { Drag } from "./console/drag";
import { banner, header } from "./console/header";
import { press, type Reach } from "./console/hotkeys";
import { keyName, keymap, keyWord } from "./console/keymap";
import { keys, question, strip } from "./console/keys";
import { layers } from "./console/layers";
import type { Answer, Source } from "./console/line";
import { light, preview, program } from "./console/monitors";
import { rundown, stick } from "./console/rundown";
import { sheet } from "./console/sheets";
import { Sound } from "./console/sound";
import { styles } from "./console/styles";
import { listStyles } from "./console/styles_list";
import { sheetStyles } from "./console/styles_sheet";
import { Ui } from "./console/ui";
import "./stage/stage";

/** The tally is worked out from the clock; it is looked at this often. */
const LOOK_MS = 250;
/** A press means this moment: what a dead line has held for longer is not carried out behind the producer's back. */
const LIFETIME_MS = 3_000;
/** Something is heard every two seconds: two of those missing, the line is dead. */
const SILENCE_MS = 5_000;

/** The connection and its store, as the console knows them. */
function source(live: Live): Source {
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

class TyndaConsole extends LitElement {
  static override styles = [styles, listStyles, sheetStyles];

  readonly #live = new Live(page().ws, { lifetime: LIFETIME_MS, silence: () => SILENCE_MS });
  readonly #desk = new Console(source(this.#live));
  readonly #ui = new Ui();
  readonly #sound = new Sound();
  readonly #others = new Others(() => this.requestUpdate());
  readonly #keys = new KeySheet(keymap, keyWord, () => this.requestUpdate(), keyName, (event) => keymap.actionOf(event.code) === "panic");
  readonly #drag = new Drag(
    () => this.renderRoot.querySelector("ol"),
    () => this.requestUpdate(),
    (move) => this.#desk.move(move),
  );
  readonly #reach: Reach = { desk: this.#desk, ui: this.#ui, sound: () => this.#switchSound() };
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopLang: (() => void) | undefined;
  /** Whether a sheet stood open when the page was drawn last. */
  #sheet = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#live.addEventListener("change", this.#changed);
    this.#live.addEventListener("state", this.#render);
    this.#desk.addEventListener("change", this.#render);
    this.#ui.addEventListener("change", this.#render);
    this.#stopLang = onLang(this.#render);
    window.addEventListener("keydown", this.#key);
    window.addEventListener("keyup", this.#keyUp);
    window.addEventListener("pointerdown", this.#touched, true);
    this.#timer = setInterval(this.#look, LOOK_MS);
    this.#others.ask();
    this.#live.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#live.stop();
    clearInterval(this.#timer);
    this.#stopLang?.();
    window.removeEventListener("keydown", this.#key);
    window.removeEventListener("keyup", this.#keyUp);
    window.removeEventListener("pointerdown", this.#touched, true);
  }

  #render = (): void => this.requestUpdate();

  #changed = (): void => this.#desk.changed();

  #look = (): void => {
    const alarm = screens(this.#desk.records).some((s) => light(this.#desk.records, s).state === "alarm");
    this.#sound.hear(alarm && this.#desk.memory.sound);
    this.requestUpdate();
  };

  /** The first touch of the page is what the browser waits for before it lets a page be heard. */
  #touched = (): void => {
    this.#ui.typing.rest();
    if (this.#desk.memory.sound) this.#sound.wake();
  };

  #switchSound = (): void => {
    this.#desk.memory.sound = !this.#desk.memory.sound;
    if (this.#desk.memory.sound) this.#sound.wake();
    this.requestUpdate();
  };

  #key = (event: KeyboardEvent): void => {
    if (this.#desk.memory.sound) this.#sound.wake();
    const focus = this.#desk.focus;
    if (!press(this.#reach, event)) return;
    event.preventDefault();
    void this.updateComplete.then(() => {
      if (!this.#ui.sheet && (this.#desk.focus !== focus || event.altKey)) this.#toRow();
    });
  };

  #toRow = (): void => this.renderRoot.querySelector<HTMLElement>(`[data-item="${this.#desk.focus}"] .text`)?.focus();

  // Space is Take, also while a button has the focus: it must not press that button as well, as Firefox would on keyup.
  #keyUp = (event: KeyboardEvent): void => {
    if (event.code === "Space" && !this.#ui.sheet) event.preventDefault();
  };

  override updated(): void {
    stick(this.renderRoot.querySelector("ol"));
    // The dialog gives the focus back to what opened it; the hand goes on in the rundown, with what the sheet was about.
    if (this.#sheet && !this.#ui.sheet) setTimeout(this.#toRow);
    this.#sheet = this.#ui.sheet !== null;
  }

  override render(): TemplateResult {
    const ready = this.#live.store.seq >= 0;
    const [desk, ui] = [this.#desk, this.#ui];
    return html`<div class="console">
      ${header(desk, ui, this.#switchSound)} ${banner(this.#live.state, this.#live.closeCode)}
      ${preview(desk, ui, ready)} ${program(desk)}
      <section class="bus">${strip(desk)} ${keys(desk)} ${layers(desk, ui)} ${question(desk)}</section>
      ${rundown(desk, ui, this.#drag, ready)}
    </div>
    ${sheet(desk, ui, { others: this.#others, keys: this.#keys })}`;
  }
}

customElements.define("tynda-console", TyndaConsole);
