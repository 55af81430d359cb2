/* The viewer's page: one box, proof that the question arrived, and what became of it. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import "./styles/base.css";
import "./styles/viewer.css";
import { lang, onLang, pick, setLang, t } from "./lib/i18n";
import { Live } from "./lib/live";
import { page as boot, type Lang } from "./lib/page";
import { Adoption } from "./viewer/adopt";
import { find, type Found } from "./viewer/arrival";
import { askForm, type Form } from "./viewer/ask";
import { captions, Subtitles } from "./viewer/captions";
import { inBox, waiting, writing } from "./viewer/hand";
import { about, header, hasPlayer, player } from "./viewer/head";
import { Keep, type Outgoing } from "./viewer/keep";
import { Late, type Seen } from "./viewer/late";
import { mine, outbox, publicLists, type ListHandlers, type Marks } from "./viewer/lists";
import { graphemes, LIMIT, Order, scene, type QuestionState, type Scene, type ViewerPage } from "./viewer/model";
import { Session, type Draft } from "./viewer/session";
import { offer, type OfferHandlers } from "./viewer/to";
import { refusal, restraintWords, stateWord } from "./viewer/words";
import type { Briefing } from "./wire.gen";

const PAGE_OF_QUESTIONS = 40;
/** Code units of a text on the wire: one character may be many of them. */
const MOST = 8 * LIMIT;
/** An empty form sent so soon after a full one is a second tap of the same finger. */
const SAME_TAP_MS = 1000;
/** A tap so soon after the offer has opened was meant for what stood there before. */
const UNREAD_MS = 500;

function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null; // a browser that forbids it: the page works, and forgets when it is closed
  }
}

class TyndaViewer extends LitElement {
  private page = boot<ViewerPage>();
  private keep = new Keep(`tynda:${this.page.briefing}`, storage());
  private live = new Live(this.page.ws);
  private session = new Session(this.live, this.keep);
  private order = new Order();
  private late = new Late(this.live.store);
  private subtitles = new Subtitles(storage());
  private adoption = new Adoption(this.keep, this.page.receipt, this.page.asked);
  private form: Form = { text: "", name: "", region: "", speaker: "", to: "studio", error: "" };
  private marks = { fresh: "", copied: "", confirming: "", label: "", shown: PAGE_OF_QUESTIONS };
  private found!: Found;
  private sentAt = -Infinity;
  /** Offers of the confidential channel that were put aside while something else was being written. */
  private aside = new Set<string>();
  private said = "";
  private trouble = "";
  private states = new Map<string, QuestionState>();
  private again: ReturnType<typeof setTimeout> | undefined;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private held: ReturnType<typeof setTimeout> | undefined;

  protected override createRenderRoot(): HTMLElement {
    const { draft: text, name, region, to, outbox } = this.keep.now;
    this.found = find(this);
    Object.assign(this.form, { text, name, region, to }, this.found.fields);
    if (this.form.to === "confidential" && !this.page.confidential) this.form.to = "studio";
    if (writing()) for (const question of outbox) if (question.refused) this.aside.add(question.id);
    if (this.found.offer) this.keepOffer();
    this.replaceChildren(); // what the server rendered for those without a script
    return this;
  }

  /** What the server has offered the confidential channel for waits here for the same choice. */
  private keepOffer(): void {
    this.keep.put({ id: this.found.id, ...this.draft(), sure: false, refused: { code: "tip_off", until: 0 } });
    this.form.text = "";
  }

  protected override firstUpdated(): void {
    this.found.restore();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    onLang(() => this.translated());
    window.addEventListener("storage", (e) => e.key === this.keep.key && this.requestUpdate());
    this.live.addEventListener("change", () => this.changed());
    this.live.addEventListener("state", () => {
      if (this.wiped) this.keep.forget();
      this.requestUpdate();
    });
    this.session.addEventListener("change", () => this.requestUpdate());
    this.session.addEventListener("received", (e) => this.received((e as CustomEvent<{ question: string; receipt: string }>).detail));
    this.session.addEventListener("refused", (e) => this.refused((e as CustomEvent<Outgoing>).detail));
    this.session.addEventListener("failed", (e) => this.failed((e as CustomEvent<{ code: string; wait: number }>).detail));
    this.live.start();
    this.session.flush();
  }

  /** It was a rehearsal, and is over. */
  private get wiped(): boolean {
    return this.live.state === "refused" && this.live.closeCode === 4410;
  }

  protected override render(): TemplateResult {
    if (this.wiped) {
      return html`${header((to) => this.choose(to))}
        <main id="main"><p class="note" role="status" data-test="wiped">${t("The rehearsal is over; everything in it was wiped.")} <a href="/">${t("All briefings")}</a></p></main>`;
    }
    const kept = this.keep.now;
    const now = scene(this.seen, kept, this.page);
    now.next = this.order.apply(now.next, (id) => this.session.votes(id));
    const marks: Marks = { ...this.marks, live: this.live.state === "live", now: Date.now() };
    return html`${header((to) => this.choose(to))}
      <main id="main">
        ${player(now)} ${this.captions(now)} ${about(now, this.page)} ${this.plain()} ${this.connection(kept.outbox.length > 0)}
        ${now.state === "ended" ? nothing : this.restrained()}
        ${now.state === "ended" ? nothing : askForm(this.page, now, this.form, this.session.restraint !== null, { change: (f) => this.write(f), send: (e) => this.send(e) })}
        <p class="error" role="alert" data-test="refusal">${this.trouble}</p>
        ${outbox(kept.outbox, marks, this.handlers)} ${mine(now, marks, this.handlers)} ${publicLists(now, marks, this.handlers)}
      </main>
      ${offer(this.offered, this.offers)}
      <p class="sr-only" role="status" data-test="said">${this.said}</p>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.dataset.live = this.live.state;
    const dialog = this.querySelector("dialog");
    if (dialog && !dialog.open) {
      dialog.showModal();
      dialog.animate({ pointerEvents: ["none", "none"] }, UNREAD_MS);
    }
    document.title = `${pick(this.page.details.title)} · ${t("Tyńda")}`;
  }

  /** The receipt of a question that was sent by the plain form, before this script ran. */
  private plain(): TemplateResult | typeof nothing {
    const code = this.page.receipt;
    if (!code || this.keep.now.mine.some((m) => m.receipt === code)) return nothing;
    return html`<p class="note">${t("It arrived. With this code you can look up what became of it, on any device.")} <a class="code" href="/r/${code}" data-test="ask-receipt">${code}</a></p>`;
  }

  /** The question that waits for its author's choice of a way. */
  private get offered(): Outgoing | undefined {
    return this.keep.now.outbox.find((q) => q.refused?.code === "tip_off" && !this.aside.has(q.id));
  }

  private offers: OfferHandlers = {
    confidential: (question) => this.session.ask({ ...question, to: "confidential" }),
    studio: (question) => this.session.ask({ ...question, sure: true }),
    change: (question) => {
      if (this.form.text) {
        this.aside.add(question.id);
        this.requestUpdate();
      } else {
        this.session.discard(question.id);
        this.write({ text: question.text });
      }
      void this.updateComplete.then(() => this.focusOn("#ask-text"));
    },
  };

  /** What moderators have taken from this viewer, and what is left. */
  private restrained(): TemplateResult | typeof nothing {
    const found = this.session.restraint;
    if (!found) return nothing;
    const wait = found.until === null ? 0 : found.until - this.live.now();
    clearTimeout(this.pause);
    // The minutes count down, and when they are over the box opens by itself.
    if (wait > 0) this.pause = setTimeout(() => this.requestUpdate(), Math.min(wait + 50, 20_000));
    return html`<p class="note said" role="status" data-test="restraint" data-how=${found.how}>${restraintWords(found.how, wait)}</p>`;
  }

  private connection(waiting: boolean): TemplateResult | typeof nothing {
    if (this.live.state === "refused") {
      return html`<p class="note bad">${t("This page can't connect any more.")} <a href="">${t("Reload")}</a></p>`;
    }
    if (this.live.state !== "offline" || waiting) return nothing;
    return html`<p class="note" data-test="reconnecting">${t("No connection; what you see may be old. Trying again…")}</p>`;
  }

  private handlers: ListHandlers = {
    vote: (question) => void this.session.vote(question),
    voted: (question) => this.keep.now.votes.includes(question),
    votes: (question) => this.session.votes(question),
    withdraw: (question, step) => {
      if (step === "yes") void this.session.withdraw(question);
      this.mark({ confirming: step === "ask" ? question : "" });
      void this.updateComplete.then(() => this.focusOn(step === "ask" ? `#mine-${question} [data-test=withdraw-yes]` : `#mine-${question}`));
    },
    copy: (receipt) => void this.copy(receipt),
    again: (question) => {
      this.aside.delete(question.id);
      if (question.refused?.code === "tip_off") return this.requestUpdate();
      this.session.ask(question);
    },
    discard: (question) => this.session.discard(question.id),
    filter: (label) => this.mark({ label, shown: PAGE_OF_QUESTIONS }),
    more: () => this.mark({ shown: this.marks.shown + PAGE_OF_QUESTIONS }),
  };

  private choose(to: Lang): void {
    setLang(to);
    const url = new URL(location.href);
    url.searchParams.delete("lang"); // else a reload would bring the old language back
    history.replaceState(null, "", url);
  }

  private translated(): void {
    this.form.error = this.trouble = this.said = "";
    this.requestUpdate();
  }

  private write(fields: Partial<Form>): void {
    Object.assign(this.form, fields);
    this.keep.form({ draft: this.form.text, name: this.form.name, region: this.form.region, to: this.form.to });
    this.requestUpdate();
  }

  /** What stands in the form, as it is sent. */
  private draft(): Draft {
    const { text, name, region, speaker, to } = this.form;
    const optional = (value: string): string | null => value.trim() || null;
    return { text: text.trim(), name: optional(name), region: optional(region), speaker: speaker || null, language: lang(), to };
  }

  private send(event: Event): void {
    event.preventDefault();
    const { text } = this.form;
    const count = graphemes(text);
    if (!count && performance.now() - this.sentAt < SAME_TAP_MS) return;
    if (!count || count > LIMIT || text.trim().length > MOST) {
      this.write({ error: refusal(count ? "text_too_long" : "text_empty", 0) });
      this.focusOn("#ask-text");
      return;
    }
    this.trouble = "";
    this.sentAt = performance.now();
    this.session.ask(this.draft());
    this.write({ text: "", error: "" });
    if (this.live.state !== "live") this.say(t("No connection."));
  }

  private received({ question, receipt }: { question: string; receipt: string }): void {
    // Only whoever waits for it is taken to the receipt.
    const taken = !this.form.text && waiting(this);
    this.mark({ fresh: question });
    this.say(t("Your question arrived. Code {receipt}.", { receipt }));
    if (taken) void this.updateComplete.then(() => this.focusOn(`#mine-${question}`));
  }

  private refused(question: Outgoing): void {
    const { code, until } = question.refused!;
    const why = refusal(code, until - Date.now());
    if (code === "tip_off" && !writing()) return this.requestUpdate();
    if (code === "tip_off" || this.inUse(question)) {
      this.aside.add(question.id);
      this.recall(until);
      return this.say(why);
    }
    const wanted = waiting(this);
    this.session.discard(question.id);
    this.write({ text: question.text, error: why });
    if (wanted) this.focusOn("#ask-text");
  }

  /** Whether the box can't take a refused text back: the next one is begun in it, or would go another way. */
  private inUse(question: Outgoing): boolean {
    return this.form.text !== "" || inBox() || this.form.to !== question.to;
  }

  private failed({ code, wait }: { code: string; wait: number }): void {
    this.trouble = refusal(code, wait);
    this.requestUpdate();
  }

  /** Draws once more when the wait is over, so that "try again in 8 s" does not stand for ever. */
  private recall(until: number): void {
    clearTimeout(this.again);
    this.again = setTimeout(() => this.requestUpdate(), Math.max(0, until - Date.now()) + 50);
  }

  /** What happened until then is in the picture, on the server's clock; without a player nothing is late. */
  private get due(): number {
    const { details, state } = this.live.store.get<Briefing>("briefing", "briefing") ?? this.page;
    return details.stream_delay_s && hasPlayer(details) && state !== "ended" ? this.live.now() - details.stream_delay_s * 1_000 : Infinity;
  }

  private get seen(): Seen {
    const { due } = this;
    return due === Infinity ? this.live.store : this.late.look(due);
  }

  private captions(now: Scene): TemplateResult | typeof nothing {
    const lines = now.state === "live" ? this.late.captions(lang(), this.due) : [];
    return captions(lines, this.subtitles, hasPlayer(now.details), () => this.requestUpdate());
  }

  private changed(): void {
    const { due } = this;
    this.late.learn(due);
    clearTimeout(this.held);
    const wait = this.late.next(due) - due;
    if (due !== Infinity && wait < Infinity) this.held = setTimeout(() => this.changed(), wait + 20);
    const own = scene(this.seen, this.keep.now, this.page).mine;
    for (const q of own) {
      const before = this.states.get(q.question);
      if (before && before !== q.state) this.say(`${t("My questions")}: ${stateWord(q)}`);
      this.states.set(q.question, q.state);
    }
    void this.adoption.look(this.live.store).then((adopted) => adopted && this.requestUpdate());
    this.requestUpdate();
  }

  private async copy(receipt: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(receipt);
    } catch {
      return; // plain http: no clipboard; the code can be selected by hand
    }
    this.mark({ copied: receipt });
    this.say(t("Copied"));
  }

  private say(text: string): void {
    this.said = text;
    this.requestUpdate();
  }

  private mark(marks: Partial<typeof this.marks>): void {
    Object.assign(this.marks, marks);
    this.requestUpdate();
  }

  private focusOn(selector: string): void {
    this.querySelector<HTMLElement>(selector)?.focus({ preventScroll: false });
  }
}

customElements.define("tynda-viewer", TyndaViewer);
