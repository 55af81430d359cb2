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
import { helpDialog, press } from "./desk/keys";
import { queue } from "./desk/queue";
import { cardStyles } from "./desk/card_styles";
import { sheet } from "./desk/card_sheets";
import { frame, queueStyles } from "./desk/styles";
import type { Answer } from "./desk/claims";

/** The connection and its store, as the desk and its list know them. */
function source(live: Live): Source & ListSource {
  return {
    get me() {
      return String(live.store.me["person"] ?? "");
    },
    now: () => live.now(),
    all: (kind) => live.store.all(kind),
    get: (kind, id) => live.store.get(kind, id),
    send: (message) => live.send(message) as Promise<Answer>,
    learn: (views) => live.store.learn(views as readonly View[]),
    forget: (kind, id) => live.store.forget(kind, id),
  };
}

class TyndaDesk extends LitElement {
  static override styles = [frame, queueStyles, cardStyles];

  readonly #live = new Live(page().ws, { store: new Store(["question", "tally"]) });
  readonly #source = source(this.#live);
  readonly #list = new List(this.#source);
  readonly #desk = new Desk(this.#source, this.#list);
  #writing: string | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopLang: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    for (const name of ["change", "state"]) this.#live.addEventListener(name, this.#render);
    this.#live.addEventListener("change", this.#heard);
    this.#list.addEventListener("change", this.#render);
    this.#desk.addEventListener("change", this.#render);
    this.#stopLang = onLang(this.#render);
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
    window.removeEventListener("keydown", this.#key);
    window.removeEventListener("pagehide", this.#gone);
    window.removeEventListener("beforeunload", this.#leaving);
    document.removeEventListener("visibilitychange", this.#tick);
  }

  #render = (): void => this.requestUpdate();

  #heard = (event: Event): void => {
    const frame = (event as CustomEvent<StoreFrame>).detail;
    this.#list.heard(frame as StoreFrame & { views?: View[] });
    if (frame.type === "snapshot") void this.#list.fetch(this.#desk.open ? [this.#desk.open] : []);
  };

  // A page that nobody sees renews nothing: its card goes back to the colleagues within the lease.
  #tick = (): void => {
    if (document.visibilityState !== "visible") return;
    this.#list.tick();
    this.#desk.tick();
  };

  #gone = (): void => this.#desk.closeCard();

  #leaving = (event: BeforeUnloadEvent): void => {
    if (this.#desk.pending.size > 0) event.preventDefault();
  };

  #key = (event: KeyboardEvent): void => {
    const open = this.#desk.open;
    if (this.renderRoot.querySelector("dialog[open]") || !press(this.#desk, event, this.#help)) return;
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

  override render(): TemplateResult {
    const desk = this.#desk;
    return html`<div class="desk">
      ${header(desk, present(this.#live.store.all<Presence>("presence"), desk.now), this.#help)}
      ${banner(this.#live.state, this.#live.closeCode, desk.pending.size)}
      ${desk.briefing ? this.#work() : html`<main style="grid-column: 1 / -1"><p class="loading" role="status">${t("Loading the queue…")}</p></main>`}
      ${helpDialog()} ${sheet(desk)}
    </div>`;
  }

  #work(): TemplateResult {
    const desk = this.#desk;
    const question = desk.question(desk.open);
    return html`<nav aria-label=${t("Questions")}>${queue(desk)}</nav>
      <main>${question ? opened(desk, question) : resting(desk)}</main>`;
  }
}

customElements.define("tynda-desk", TyndaDesk);
