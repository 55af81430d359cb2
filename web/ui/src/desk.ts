/** The moderator's tablet: the queue at the left, the opened card at the right. */

import { html, LitElement, type TemplateResult } from "lit";
import { onLang, t } from "./lib/i18n";
import { Live } from "./lib/live";
import { page } from "./lib/page";
import { opened, resting } from "./desk/card";
import { Desk, type Source } from "./desk/controller";
import { banner, header } from "./desk/header";
import { helpDialog, press } from "./desk/keys";
import { queue } from "./desk/queue";
import { cardStyles, frame, queueStyles } from "./desk/styles";
import type { Answer } from "./desk/claims";

class TyndaDesk extends LitElement {
  static override styles = [frame, queueStyles, cardStyles];

  readonly #live = new Live(page().ws);
  readonly #desk = new Desk(this.#source());
  #writing: string | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopLang: (() => void) | undefined;

  #source(): Source {
    const live = this.#live;
    return {
      get me() {
        return String(live.store.me["person"] ?? "");
      },
      now: () => live.now(),
      all: (kind) => live.store.all(kind),
      get: (kind, id) => live.store.get(kind, id),
      send: (message) => live.send(message) as Promise<Answer>,
    };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const name of ["change", "state"]) this.#live.addEventListener(name, this.#render);
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

  // A page that nobody sees renews nothing: its card goes back to the colleagues within the lease.
  #tick = (): void => {
    if (document.visibilityState === "visible") this.#desk.tick();
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
    const lists = desk.lists();
    return html`<div class="desk">
      ${header(desk, lists.incoming.length, lists.approved.length, this.#help)}
      ${banner(this.#live.state, this.#live.closeCode, desk.pending.size)}
      ${desk.briefing ? this.#work(lists) : html`<main style="grid-column: 1 / -1"><p class="loading" role="status">${t("Loading the queue…")}</p></main>`}
      ${helpDialog()}
    </div>`;
  }

  #work(lists: ReturnType<Desk["lists"]>): TemplateResult {
    const desk = this.#desk;
    const question = desk.question(desk.open);
    return html`<nav aria-label=${t("Questions")}>${queue(desk, lists)}</nav>
      <main>${question ? opened(desk, question) : resting(desk, lists.incoming)}</main>`;
  }
}

customElements.define("tynda-desk", TyndaDesk);
