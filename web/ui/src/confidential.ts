/** The confidential officer's page: tip-offs at the left, the opened one at the right, kept nowhere but on the page. */

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { clock, dayTime, lang, onLang, pick, t } from "./lib/i18n";
import { Live } from "./lib/live";
import { LANGS, page } from "./lib/page";
import { toRehearsal } from "./lib/rehearsal";
import { outcome, sorted, why, type Letter, type Shown, type TipOff } from "./confidential/model";
import { styles } from "./confidential/styles";
import type { Briefing } from "./wire.gen";

const OWN = { kk: "Қаз", ru: "Рус", en: "Eng" };
const LANGUAGE = { kk: "Қазақша", ru: "Русский", en: "English" };

class TyndaConfidential extends LitElement {
  static override styles = styles;

  readonly #live = new Live(page().ws);
  #shown: Shown | null = null;
  #toFocus: string | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopLang: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    for (const name of ["change", "state"]) this.#live.addEventListener(name, this.#changed);
    window.addEventListener("pagehide", this.#forget); // a page that is kept to come back to holds no text either
    this.addEventListener("keydown", this.#key);
    this.#stopLang = onLang(() => this.requestUpdate());
    this.#timer = setInterval(() => this.requestUpdate(), 15_000);
    this.#live.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#live.stop();
    this.#forget();
    window.removeEventListener("pagehide", this.#forget);
    clearInterval(this.#timer);
    this.#stopLang?.();
  }

  #changed = (): void => {
    if (this.#live.state === "refused") this.#forget(); // whose seat has ended reads no further
    this.requestUpdate();
  };

  #forget = (): void => {
    this.#shown = null;
    this.requestUpdate();
  };

  async #open(id: string): Promise<void> {
    const opening: Shown = (this.#shown = { id, opening: true });
    this.requestUpdate();
    const reply = await this.#live.send({ type: "read_tip_off", question: id });
    if (this.#shown !== opening) return; // closed, or another one was opened meanwhile
    this.#shown = outcome(id, reply);
    this.#toFocus = "h2";
    this.requestUpdate();
  }

  #close = (): void => {
    if (this.#shown) this.#toFocus = `[data-question="${this.#shown.id}"]`;
    this.#forget();
  };

  #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && this.#shown) return this.#close();
    const step = { ArrowDown: 1, KeyJ: 1, ArrowUp: -1, KeyK: -1 }[event.code];
    const items = [...this.renderRoot.querySelectorAll<HTMLElement>(".item")];
    const at = items.indexOf(event.composedPath()[0] as HTMLElement);
    if (!step || at < 0) return; // elsewhere the arrows scroll
    event.preventDefault();
    items[at + step]?.focus();
  };

  override updated(): void {
    if (!this.#toFocus) return;
    this.renderRoot.querySelector<HTMLElement>(this.#toFocus)?.focus();
    this.#toFocus = null;
  }

  override render(): TemplateResult {
    const store = this.#live.store;
    const briefing = store.get<Briefing>("briefing", "briefing");
    const all = sorted(store.all<TipOff>("tip_off"));
    return html`<div class="page">
      <header>
        <h1>${t("Confidential channel")}</h1>
        <span class="title dim">${pick(briefing?.details.title)}</span>
        ${toRehearsal("confidential")}
        ${briefing?.state === "ended" ? html`<span class="chip">${t("The briefing has ended")}</span>` : nothing}
        <time class="dim">${clock(this.#live.now())}</time>
        <span class="tongues">${LANGS.map((l) => html`<a href=${`?lang=${l}`} lang=${l} hreflang=${l} aria-current=${l === lang() ? "true" : "false"}>${OWN[l]}</a>`)}</span>
      </header>
      ${this.#banner()}
      <nav aria-label=${t("Tip-offs")}>${this.#list(all, store.seq >= 0)}</nav>
      <main>${this.#main(all)}</main>
    </div>`;
  }

  #banner(): TemplateResult | typeof nothing {
    const { state, closeCode } = this.#live;
    if (state === "refused") {
      const seat = closeCode === 4404 ? t("There is no such briefing. Ask the office for a link.") : t("Your seat has ended. Ask the office for a new link and open it here.");
      const gone = closeCode === 4410 ? t("The rehearsal is over; everything in it was wiped.") : seat;
      return html`<div class="banner stop" role="alert">${gone}</div>`;
    }
    if (state !== "offline") return nothing;
    return html`<div class="banner" role="status" data-test="offline">${t("No connection. You see the state of a moment ago; it comes back by itself.")}</div>`;
  }

  #list(all: TipOff[], ready: boolean): TemplateResult {
    if (!ready) return html`<p class="dim" role="status">${t("Loading…")}</p>`;
    if (all.length === 0) return html`<p class="dim" data-test="empty">${t("No tip-offs yet. One appears here as soon as it comes in.")}</p>`;
    return html`<ul>${repeat(all, (one) => one.id, (one) => this.#item(one))}</ul>`;
  }

  #item(one: TipOff): TemplateResult {
    const read = one.read_by !== null;
    return html`<li><button class="item" data-test="tip-off" data-question=${one.id} aria-current=${this.#shown?.id === one.id} @click=${() => void this.#open(one.id)}>
      <span class="number">№ ${one.number}</span>
      <small>${t("received {time}", { time: dayTime(one.received_at) })}</small>
      <span class="chip" data-read=${read}>${read ? t("read") : t("not read")}</span>
    </button></li>`;
  }

  #main(all: TipOff[]): TemplateResult {
    const shown = this.#shown;
    const one = shown && all.find((t) => t.id === shown.id);
    if (!shown || !one) {
      return html`<p class="note">${t("What stands here was written in confidence. Choose one to open it: it is opened for you alone, and that you read it is logged.")}</p>`;
    }
    if ("opening" in shown) {
      const waiting = this.#live.state === "live" ? t("Opening…") : t("It is opened as soon as the connection is back.");
      return html`<p class="note" role="status">${waiting}</p>`;
    }
    return html`<article aria-labelledby="opened">
      <div class="row"><h2 id="opened" tabindex="-1">№ ${one.number}</h2>
        <button data-test="close" @click=${this.#close}>${t("Close")}</button></div>
      ${"letter" in shown ? this.#letter(one, shown.letter) : html`<p class="refusal" role="alert" data-test="refusal" data-code=${shown.refused}>${why(shown.refused)}</p>
          <div class="row"><button @click=${() => void this.#open(one.id)}>${t("Try again")}</button></div>`}
    </article>`;
  }

  #letter(one: TipOff, letter: Letter): TemplateResult {
    return html`<p class="text" data-test="text" lang=${letter.language ?? nothing} dir="auto">${letter.text}</p>
      <dl>
        <dt>${t("Name")}</dt><dd>${letter.name ? html`<bdi>${letter.name}</bdi>` : t("not given")}</dd>
        <dt>${t("Region")}</dt><dd>${letter.region ? html`<bdi>${letter.region}</bdi>` : t("not given")}</dd>
        ${letter.language ? html`<dt>${t("Language")}</dt><dd lang=${letter.language}>${LANGUAGE[letter.language]}</dd>` : nothing}
        <dt>${t("Received")}</dt><dd>${dayTime(one.received_at)}</dd>
        ${one.read_at ? html`<dt>${t("First read")}</dt><dd>${dayTime(one.read_at)}</dd>` : nothing}
      </dl>
      <p class="dim">${t("Nothing of this text is kept in the browser: it leaves this page when you close it.")}</p>`;
  }
}

customElements.define("tynda-confidential", TyndaConfidential);
