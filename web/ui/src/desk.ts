/** The moderator's tablet: the queue at the left, the opened card at the right. */

import { html, LitElement, type TemplateResult } from "lit";
import { onLang, t } from "./lib/i18n";
import { Live } from "./lib/live";
import { page } from "./lib/page";
import { Store, type StoreFrame, type View } from "./lib/store";
import { opened, resting } from "./desk/card";
import { Desk, type Source } from "./desk/controller";
import { List, type ListSource } from "./desk/list";
import { present, type Presence } from "./desk/model";
import { banner, header } from "./desk/header";
import { Announcer } from "./desk/announce";
import { helpDialog, keySheet } from "./desk/help";
import { press } from "./desk/keys";
import { Outbox } from "./desk/outbox";
import { refusals } from "./desk/refusals";
import { Swipe, swiped } from "./desk/swipe";
import { queue } from "./desk/queue";
import { cardStyles } from "./desk/card_styles";
import { sheet } from "./desk/card_sheets";
import { frame, queueStyles } from "./desk/styles";
import { found, leave } from "./desk/memory";
import { frameSheet } from "./desk/sheets";
import { onSystem, switchTheme, themeStyles, wear } from "./desk/theme";
import { Ui } from "./desk/ui";
import type { Answer, Message } from "./desk/claims";

/** One's own presence is renewed every 15 s until the briefing ends: two of those missing, the line is dead. */
const SILENCE_MS = 40_000;

/** Whose desk it is, of which briefing: what the tab keeps is kept for the two. */
const whose = (): [string, string] => [page().briefing, page().person ?? ""];

/** The connection and its store, as the desk and its list know them. */
function source(live: Live, outbox: Outbox): Source & ListSource {
  return {
    get me() {
      return String(live.store.me["person"] ?? "");
    },
    now: () => live.now(),
    all: (kind) => live.store.all(kind),
    get: (kind, id) => live.store.get(kind, id),
    // Kept first: what waits for something else is not lost by a reload either.
    send: (message: Message, first?: Promise<Answer | null>) => outbox.carry(message, async (m) => (first && (await first)) ?? ((await live.send(m)) as Answer)),
    learn: (views) => live.store.learn(views as readonly View[]),
    forget: (kind, id) => live.store.forget(kind, id),
  };
}

class TyndaDesk extends LitElement {
  static override styles = [frame, queueStyles, cardStyles, themeStyles];

  readonly #live = new Live(page().ws, { store: new Store(["question", "tally"]), silence: () => (this.#desk.briefing?.state === "ended" ? Infinity : SILENCE_MS) });
  readonly #outbox = new Outbox(...whose());
  readonly #source = source(this.#live, this.#outbox);
  readonly #list = new List(this.#source);
  readonly #desk = new Desk(this.#source, this.#list);
  readonly #ui = new Ui();
  readonly #keys = keySheet(this.#ui);
  readonly #swipe = new Swipe(this.#desk, this.#ui);
  readonly #news = new Announcer();
  /** The card that was open before a reload, until it is fetched. */
  #wanted: string | null = null;
  #stopSystem: (() => void) | undefined;
  #writing: string | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopLang: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    for (const name of ["change", "state"]) this.#live.addEventListener(name, this.#render);
    this.#live.addEventListener("change", this.#heard);
    this.#list.addEventListener("change", this.#render);
    this.#desk.addEventListener("change", this.#render);
    this.#ui.addEventListener("change", this.#render);
    this.#stopLang = onLang(this.#render);
    this.#stopSystem = onSystem(() => wear(this));
    wear(this);
    this.#desk.selecting = () => this.#ui.selecting;
    this.#restore();
    window.addEventListener("keydown", this.#key);
    window.addEventListener("pagehide", this.#gone);
    window.addEventListener("beforeunload", this.#leaving);
    document.addEventListener("visibilitychange", this.#tick);
    this.#timer = setInterval(this.#tick, 1_000);
    this.#live.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#live.stop();
    clearInterval(this.#timer);
    this.#stopLang?.();
    this.#stopSystem?.();
    window.removeEventListener("keydown", this.#key);
    window.removeEventListener("pagehide", this.#gone);
    window.removeEventListener("beforeunload", this.#leaving);
    document.removeEventListener("visibilitychange", this.#tick);
  }

  #render = (): void => {
    this.#swipe.check();
    this.requestUpdate();
  };

  #heard = (event: Event): void => {
    const frame = (event as CustomEvent<StoreFrame>).detail;
    this.#news.heard(frame as StoreFrame & { views?: View[] }, this.#live.now());
    this.#list.heard(frame as StoreFrame & { views?: View[] });
    this.#desk.heard(frame.views ?? []);
    const open = this.#desk.open ?? this.#wanted;
    if (frame.type === "snapshot" && open) void this.#list.fetch([open]).then(this.#reopen);
  };

  #restore(): void {
    const left = found(...whose());
    for (const [id, draft] of left?.drafts ?? []) this.#desk.drafts.set(id, draft);
    for (const message of this.#outbox.left()) void this.#desk.resume(message);
    if (!left) return;
    this.#list.restore(left.list, left.filters, left.start);
    this.#wanted = left.open;
  }

  #reopen = (): void => {
    const id = this.#wanted;
    this.#wanted = null;
    if (id && !this.#desk.open && !this.#ui.selecting && this.#desk.question(id)) this.#desk.openCard(id);
  };

  #remember(): void {
    const { name, filters, start } = this.#list;
    leave(...whose(), { list: name, filters, start, open: this.#desk.open ?? this.#wanted, drafts: [...this.#desk.drafts] });
  }

  // A page that nobody sees renews nothing: its card goes back to the colleagues within the lease.
  #tick = (): void => {
    this.#swipe.check();
    if (document.visibilityState !== "visible") return;
    this.#news.tick(this.#live.now());
    this.#list.tick();
    this.#desk.tick();
    this.#remember();
  };

  #gone = (): void => {
    this.#remember();
    this.#swipe.cancel();
    this.#desk.closeCard();
  };

  #leaving = (event: BeforeUnloadEvent): void => {
    if (this.#desk.pending.size > 0) event.preventDefault();
  };

  readonly #reach = {
    desk: this.#desk,
    ui: this.#ui,
    help: (): void => this.#help(),
    theme: (): void => this.#theme(),
    search: (): void => (this.renderRoot.querySelector("input[type=search]") as HTMLElement | null)?.focus(),
    stop: (): boolean => {
      const waited = this.#swipe.waiting !== null;
      this.#swipe.cancel();
      return waited;
    },
  };

  #key = (event: KeyboardEvent): void => {
    const open = this.#desk.open;
    if (this.#ui.typing.is(event) || this.renderRoot.querySelector("dialog[open]") || !press(this.#reach, event)) return;
    event.preventDefault();
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector("[data-marked]")?.scrollIntoView({ block: "nearest" });
      if (this.#desk.open && this.#desk.open !== open) (this.renderRoot.querySelector("article") as HTMLElement | null)?.focus();
    });
  };

  override updated(): void {
    const writing = this.#desk.open !== null && this.#desk.drafts.has(this.#desk.open) ? this.#desk.open : null;
    if (writing && writing !== this.#writing) (this.renderRoot.querySelector("textarea") as HTMLElement | null)?.focus();
    this.#writing = writing;
  }

  #help = (): void => (this.renderRoot.querySelector("#help") as HTMLDialogElement | null)?.showModal();

  /** Before the reason's own button hears of it: after a swipe a reason waits like the rest. */
  readonly #reasoned = { handleEvent: (event: Event): void => void this.#swipe.reason(event), capture: true };

  #theme = (): void => {
    switchTheme(this);
    this.#render();
  };

  override render(): TemplateResult {
    const desk = this.#desk;
    return html`<div class="desk" @pointerdown=${this.#ui.typing.rest}>
      ${header(desk, present(this.#live.store.all<Presence>("presence"), desk.now), { help: this.#help, intake: () => this.#ui.open("intake"), theme: this.#theme })}
      ${banner(this.#live.state, this.#live.closeCode, desk.pending.size)}
      ${desk.briefing ? this.#work() : html`<main style="grid-column: 1 / -1"><p class="loading" role="status">${t("Loading the queue…")}</p></main>`}
      ${helpDialog(this.#keys)} ${sheet(desk)} ${frameSheet(desk, this.#ui)}
    </div>`;
  }

  #work(): TemplateResult {
    const desk = this.#desk;
    const question = desk.question(desk.open);
    return html`<nav aria-label=${t("Questions")}>${queue(desk, this.#ui)}</nav>
      <main style=${`--dx: ${this.#swipe.dx}px`} @pointerdown=${this.#swipe.down} @pointermove=${this.#swipe.move} @pointerup=${this.#swipe.up} @pointercancel=${this.#swipe.stop}
        @click=${this.#reasoned}>${refusals(desk)}${question ? opened(desk, question) : resting(desk)}${swiped(desk, this.#swipe)}</main>
      <p class="sr-only" role="status" data-test="news">${this.#news.said > 0 ? t("New questions: {n}", { n: this.#news.said }) : ""}</p>`;
  }
}

customElements.define("tynda-desk", TyndaDesk);
