/** The office's page: briefings at the left, the chosen one's course, details and people at the right. */

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { clock, lang, onLang, t } from "./lib/i18n";
import { Live } from "./lib/live";
import { LANGS, page } from "./lib/page";
import { Office, type Link, type Source } from "./office/controller";
import { confirmation, controls } from "./office/controls";
import { details } from "./office/form";
import { list } from "./office/list";
import { linkDialog, people } from "./office/people";
import { styles } from "./office/styles";

const OWN = { kk: "Қаз", ru: "Рус", en: "Eng" };

class TyndaOffice extends LitElement {
  static override styles = styles;

  readonly #live = new Live(page().ws);
  readonly #office = new Office(this.#source());
  #copied = false;
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
      send: (message) => live.send(message),
    };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const name of ["change", "state"]) this.#live.addEventListener(name, this.#render);
    this.#office.addEventListener("change", this.#render);
    this.#stopLang = onLang(this.#render);
    window.addEventListener("beforeunload", this.#leaving);
    this.#timer = setInterval(this.#render, 15_000);
    this.#live.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#live.stop();
    clearInterval(this.#timer);
    this.#stopLang?.();
    window.removeEventListener("beforeunload", this.#leaving);
  }

  #render = (): void => this.requestUpdate();

  #leaving = (event: BeforeUnloadEvent): void => {
    if (this.#office.drafts.size + this.#office.pending.size > 0) event.preventDefault();
  };

  #copy = (link: Link): void => {
    const field = this.renderRoot.querySelector("#url") as HTMLInputElement;
    field.select();
    // Plain http on a LAN has no clipboard; the old command works there, on the selected text.
    const done = navigator.clipboard ? navigator.clipboard.writeText(link.key ?? link.url) : Promise.resolve(void document.execCommand("copy"));
    void done.then(() => {
      this.#copied = true;
      this.requestUpdate();
    });
  };

  override updated(): void {
    this.#dialog("#confirm", this.#office.asking !== null);
    this.#dialog("#link", this.#office.link !== null);
    if (!this.#office.link) this.#copied = false;
  }

  #dialog(selector: string, open: boolean): void {
    const dialog = this.renderRoot.querySelector(selector) as HTMLDialogElement | null;
    if (open && !dialog?.open) dialog?.showModal();
    if (!open && dialog?.open) dialog.close();
  }

  override render(): TemplateResult {
    const ready = !this.#live.store.stale || this.#live.store.seq >= 0;
    return html`<div class="office">
      <header><h1>${t("Office")}</h1><time>${clock(this.#live.now())}</time>
        <span class="tongues">${LANGS.map((l) => html`<a href=${`?lang=${l}`} lang=${l} hreflang=${l} aria-current=${l === lang() ? "true" : "false"}>${OWN[l]}</a>`)}</span>
      </header>
      ${this.#banner()} ${ready ? this.#work() : html`<main><p class="loading" role="status">${t("Loading…")}</p></main>`}
      ${confirmation(this.#office)} ${linkDialog(this.#office, this.#copied, this.#copy)}
    </div>`;
  }

  #banner(): TemplateResult | typeof nothing {
    const waiting = this.#office.pending.size;
    if (this.#live.state === "refused") {
      return html`<div class="banner stop" role="alert">${t("Your seat has ended. Whoever runs the server makes a new link with ./tynda invite owner.")}</div>`;
    }
    if (this.#live.state !== "offline") return nothing;
    return html`<div class="banner" role="status" data-test="offline">${t("No connection. You see the state of a moment ago; it comes back by itself.")}
      ${waiting > 0 ? t("What you did last is sent, once, when it is back.") : nothing}</div>`;
  }

  #work(): TemplateResult {
    const office = this.#office;
    const id = office.selected;
    const briefing = office.briefing(id);
    const known = id !== null && (briefing !== null || office.creating === id);
    return html`${list(office)}
      <main>
        ${id && briefing ? controls(office, id, briefing) : nothing}
        ${office.creating ? nothing : people(office, briefing ? office.home(id) : null)}
        ${known ? details(office, id) : nothing}
      </main>`;
  }
}

customElements.define("tynda-office", TyndaOffice);
