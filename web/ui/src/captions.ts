/** The captioner's seat: what is said, line by line, while it is said. Everything goes by keys; a tap does as well. */

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { live as held } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import { insert, length, letters, LIMIT, merged, MOST, offers, rows, times, type Row, type Written } from "./captions/model";
import { EMPTY, Memory, type Kept } from "./captions/memory";
import { Outbox } from "./captions/outbox";
import { styles } from "./captions/styles";
import { why } from "./captions/words";
import { clock, dayTime, onLang, pick, t } from "./lib/i18n";
import { newId } from "./lib/ids";
import { Live } from "./lib/live";
import { modal } from "./lib/modal";
import { page, type Lang } from "./lib/page";
import { toRehearsal } from "./lib/rehearsal";
import type { Briefing, Line, Presence, Vocabulary } from "./wire.gen";

const NAMES: Record<Lang, string> = { kk: "Қазақша", ru: "Русский", en: "English" };
const SHOWN = 60;
/** The keys of the speakers, with Alt, by their place on the keyboard. */
const SPEAKER_KEYS = "QWERTYUIOP";
const PRESENT_MS = 15_000;

class TyndaCaptions extends LitElement {
  static override styles = styles;

  readonly #page = page();
  readonly #name = `tynda-captions:${this.#page.briefing}:${this.#page.person}`;
  readonly #memory = new Memory(this.#name);
  readonly #live = new Live(this.#page.ws);
  readonly #outbox = new Outbox(this.#live, this.#name, this.#memory.storage);
  #kept: Kept = { ...EMPTY, language: null, speaker: "", ...this.#memory.read() };
  #offers: string[] = [];
  /** The words as they were when they were opened to be edited. */
  #editing: readonly string[] | null = null;
  #said = "";
  #begun = false;
  #low = true; // the list stands at its end
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopLang: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    for (const name of ["change", "state"]) this.#live.addEventListener(name, this.#render);
    this.#outbox.addEventListener("change", this.#render);
    this.addEventListener("keydown", this.#key);
    this.#stopLang = onLang(this.#render);
    this.#timer = setInterval(this.#render, PRESENT_MS);
    this.#live.start();
    void this.#outbox.flush();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#live.stop();
    clearInterval(this.#timer);
    this.#stopLang?.();
  }

  #render = (): void => this.requestUpdate();

  // -- what it knows ------------------------------------------------------------------------------------

  get #briefing(): Briefing | undefined {
    return this.#live.store.get<Briefing>("briefing", "briefing");
  }

  get #words(): string[] {
    return this.#live.store.get<Vocabulary>("vocabulary", "vocabulary")?.words ?? [];
  }

  get #languages(): Lang[] {
    return this.#briefing?.details.languages ?? [];
  }

  get #language(): Lang {
    const { language } = this.#kept;
    return language && this.#languages.includes(language) ? language : (this.#languages[0] ?? "kk");
  }

  get #rows(): Row[] {
    return rows(this.#live.store.all<Line>("line"), this.#outbox.waiting, this.#page.person ?? "", SHOWN);
  }

  get #input(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector("#input");
  }

  #keep(change: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...change };
    this.#memory.keep(this.#kept);
    this.requestUpdate();
  }

  // -- what is done -------------------------------------------------------------------------------------

  #write(text: string, caret: number): void {
    this.#keep({ text, since: text.trim() ? this.#kept.since || this.#live.now() : 0 });
    this.#offers = offers(text, caret, this.#words);
  }

  #send = (event?: Event): void => {
    event?.preventDefault();
    const { text, since, line, speaker } = this.#kept;
    if (!text.trim() || text.length > MOST || this.#briefing?.state === "scheduled") return;
    const old = line ? this.#rows.find((row) => row.line === line) : undefined;
    const written: Written = {
      id: newId(), line: old?.line ?? newId(), language: old?.language ?? this.#language, text: text.trim(), speaker,
      ...times(since, Math.round(this.#live.now())), at: Date.now(),
    };
    this.#low = true;
    this.#outbox.put(written);
    this.#clear();
  };

  #clear(): void {
    this.#offers = [];
    this.#keep(EMPTY);
    this.#input?.focus();
  }

  /** Takes one's own line back into the input: it is written anew where it stands. */
  #correct(row: Row): void {
    this.#keep({ text: row.text, since: row.since, line: row.line, speaker: row.speaker });
    this.#offers = [];
    void this.updateComplete.then(() => this.#caret(row.text.length));
  }

  /** The own line before, or after, the one in the input; none while something else is being written there. */
  #step(by: -1 | 1): boolean {
    const own = this.#rows.filter((row) => row.by === this.#page.person);
    const at = own.findIndex((row) => row.line === this.#kept.line);
    if (this.#kept.text && own[at]?.text !== this.#kept.text) return false;
    const next = at < 0 ? (by < 0 ? own.at(-1) : undefined) : own[at + by];
    if (next) this.#correct(next);
    else if (by > 0 && at >= 0) this.#clear();
    return true;
  }

  #put(word: string, instead: boolean): void {
    const input = this.#input;
    if (!input) return;
    const { text, caret } = insert(this.#kept.text, input.selectionStart, word, instead);
    this.#write(text, caret);
    this.#offers = [];
    void this.updateComplete.then(() => this.#caret(caret));
  }

  #caret(at: number): void {
    this.#input?.focus();
    this.#input?.setSelectionRange(at, at);
  }

  #speak(speaker: string): void {
    this.#keep({ speaker });
    this.#input?.focus();
  }

  #speakIn(language: Lang): void {
    this.#keep({ language });
    this.#input?.focus();
  }

  async #setWords(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem("words") as HTMLTextAreaElement;
    const edited = field.value.split("\n").map((word) => word.trim()).filter(Boolean);
    const words = merged(edited, this.#editing ?? [], this.#words);
    this.#editing = null;
    this.requestUpdate();
    const reply = await this.#live.send({ type: "set_vocabulary", words });
    this.#said = reply.type === "refused" ? t("The words were not saved: at most 60, each of at most 60 letters.") : "";
    this.requestUpdate();
  }

  #key = (event: KeyboardEvent): void => {
    if (this.#editing || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.altKey ? this.#chosen(event.code) : this.#written(event)) event.preventDefault();
  };

  /** Alt and a key by its place: digits are words, the row below them speakers. */
  #chosen(code: string): boolean {
    const digit = /^Digit([1-9])$/.exec(code)?.[1];
    const word = digit && this.#words[Number(digit) - 1];
    if (word) this.#put(word, false);
    const at = /^Key[A-Z]$/.test(code) ? SPEAKER_KEYS.indexOf(code.slice(3)) : -1;
    const speaker = at >= 0 ? this.#briefing?.details.speakers[at] : undefined;
    if (speaker) this.#speak(speaker.name);
    if (code === "Backquote") this.#speak("");
    if (code === "KeyL") this.#speakIn(this.#languages[(this.#languages.indexOf(this.#language) + 1) % this.#languages.length]!);
    return Boolean(word || speaker || code === "Backquote" || code === "KeyL");
  }

  #written(event: KeyboardEvent): boolean {
    if (event.composedPath()[0] !== this.#input) return false;
    if (event.key === "Enter") this.#send();
    else if (event.key === "Escape") this.#escape();
    else if (event.key === "Tab" && !event.shiftKey && this.#offers[0]) this.#put(this.#offers[0], true);
    else if (event.key === "ArrowUp") return this.#step(-1);
    else if (event.key === "ArrowDown") return this.#step(1);
    else return false;
    return true;
  }

  /** First the offers go, so that Tab leaves the input; then the correction. */
  #escape(): void {
    if (this.#offers.length) this.#offers = [];
    else if (this.#kept.line) this.#clear();
    this.requestUpdate();
  }

  // -- what is seen -------------------------------------------------------------------------------------

  override updated(): void {
    if (!this.#begun && this.#input) {
      this.#begun = true;
      this.#input.focus();
    }
    const list = this.renderRoot.querySelector(".lines");
    if (list && this.#low) list.scrollTop = list.scrollHeight;
  }

  #scrolled = (event: Event): void => {
    const list = event.target as Element;
    this.#low = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  };

  override render(): TemplateResult {
    const briefing = this.#briefing;
    const over = briefing?.state === "ended" || this.#live.state === "refused";
    return html`<div class="page">
      <header>
        <h1>${t("Captions")} · ${pick(briefing?.details.title)}</h1>
        ${this.#others()} ${toRehearsal("captions")}
        <time class="dim">${clock(this.#live.now())}</time>
      </header>
      ${this.#banner(briefing)}
      <ol class="lines" aria-label=${t("The latest lines")} tabindex="0" @scroll=${this.#scrolled}>${this.#list()}</ol>
      ${over || !briefing ? html`<div></div>` : this.#dock(briefing)}
      ${this.#sheet()}
    </div>`;
  }

  #others(): TemplateResult[] {
    const now = this.#live.now();
    const there = this.#live.store.all<Presence>("presence").filter((p) => p.id !== this.#page.person && p.until > now);
    const last = (id: string): string => this.#live.store.all<Line>("line").filter((l) => l.by === id).at(-1)?.language ?? "";
    return there.map((p) => html`<span class="chip" data-test="colleague">${t("Also writing: {name}", { name: p.name || p.initials })}${last(p.id) ? ` · ${last(p.id)}` : nothing}</span>`);
  }

  #banner(briefing: Briefing | undefined): TemplateResult {
    const { state, closeCode } = this.#live;
    const waiting = this.#outbox.waiting.filter((w) => !w.refused).length;
    if (state === "refused") {
      const seat = closeCode === 4404 ? t("There is no such briefing. Ask the office for a link.") : t("Your seat has ended. Ask the office for a new link and open it here.");
      return html`<div class="banner stop" role="alert">${closeCode === 4410 ? t("The rehearsal is over; everything in it was wiped.") : seat}</div>`;
    }
    if (state === "offline") {
      return html`<div class="banner" role="status" data-test="offline">${t("No connection. Go on writing: the lines wait here in their order and are sent as soon as it is back.")} ${waiting ? t("Waiting: {n}", { n: waiting }) : nothing}</div>`;
    }
    if (briefing?.state === "ended") return html`<div class="banner" role="status" data-test="ended">${t("The briefing is over. Thank you.")}</div>`;
    if (briefing?.state === "scheduled") {
      return html`<div class="banner" role="status" data-test="scheduled">${t("Starts {time}.", { time: dayTime(briefing.details.starts_at) })} ${t("Lines can be sent once it is live; the words can be prepared now.")}</div>`;
    }
    return html`<div></div>`;
  }

  #list(): unknown {
    if (this.#live.store.seq < 0 && !this.#rows.length) return html`<li class="dim" role="status">${t("Connecting…")}</li>`;
    const all = this.#rows;
    if (!all.length) return html`<li class="dim">${t("No lines yet. What you write stands here, and viewers see it at once.")}</li>`;
    return repeat(all, (row) => row.line, (row) => this.#line(row));
  }

  #line(row: Row): TemplateResult {
    const own = row.by === this.#page.person;
    const state = row.waits ? (row.waits.refused ? "refused" : "waiting") : "sent";
    const initials = this.#live.store.get<Presence>("presence", row.by)?.initials ?? "";
    return html`<li class="line" data-test="line" data-line=${row.line} data-state=${state} ?data-other=${!own} aria-current=${row.line === this.#kept.line}>
      <span class="meta">${clock(row.since)} ${row.language}${own ? nothing : ` ${initials}`}</span>
      <span lang=${row.language} dir="auto">${row.speaker ? html`<span class="who"><bdi>${row.speaker}</bdi>:</span> ` : nothing}${row.text}${state === "waiting" ? html` <small>${t("waiting")}</small>` : nothing}</span>
      <span class="acts">
        ${own && this.#briefing?.state !== "ended" ? html`<button data-test="correct" @click=${() => this.#correct(row)}>${t("Correct")}</button>` : nothing}
        ${state === "refused" ? html`<button data-test="discard" @click=${() => this.#outbox.drop(row.waits!)}>${t("Discard")}</button>` : nothing}
      </span>
      ${state === "refused" ? html`<span class="why" role="alert">${t("Not sent.")} ${why(row.waits!.refused!)}</span>` : nothing}
    </li>`;
  }

  #dock(briefing: Briefing): TemplateResult {
    return html`<form class="dock" @submit=${this.#send}>
      ${this.#choices(briefing)} ${this.#shelf()}
      <div class="write">
        ${this.#field()}
        ${this.#sending()}
      </div>
      <p class="note" role="status" data-test="note">${this.#note()}</p>
    </form>`;
  }

  #choices({ details }: Briefing): TemplateResult {
    const { speaker } = this.#kept;
    const named = (name: string, label: string, key: string): TemplateResult =>
      html`<button type="button" data-test="speaker" aria-pressed=${speaker === name} @click=${() => this.#speak(name)}>${key ? html`<kbd>Alt ${key}</kbd>` : nothing}${label}</button>`;
    const free = speaker !== "" && !details.speakers.some((s) => s.name === speaker);
    return html`<div class="bar" role="group" aria-label=${t("You write in")}>
        <small>${t("You write in")}</small>
        ${this.#languages.map((l) => html`<button type="button" data-test=${`language-${l}`} lang=${l} aria-pressed=${l === this.#language} @click=${() => this.#speakIn(l)}>${NAMES[l]}</button>`)}
        <kbd>Alt L</kbd>
      </div>
      <div class="bar" role="group" aria-label=${t("Who speaks")}>
        <small>${t("Who speaks")}</small>
        ${named("", t("Not named"), "\`")} ${details.speakers.map((s, i) => named(s.name, s.name, SPEAKER_KEYS[i] ?? ""))}
        <input data-test="other-speaker" maxlength="80" autocomplete="off" aria-label=${t("Somebody else")} placeholder=${t("Somebody else")} .value=${held(free ? speaker : "")} ?data-chosen=${free}
          @keydown=${this.#other} @change=${(e: Event) => this.#keep({ speaker: (e.target as HTMLInputElement).value.trim() })} />
      </div>`;
  }

  /** Enter in it names who speaks; the line goes on where it was. */
  #other = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    this.#speak((event.target as HTMLInputElement).value.trim());
  };

  #shelf(): TemplateResult {
    const offered = this.#offers;
    const word = (w: string, key: string, instead: boolean): TemplateResult =>
      html`<button type="button" data-test=${instead ? "offer" : "word"} @click=${() => this.#put(w, instead)}>${key ? html`<kbd>${key}</kbd>` : nothing}${w}</button>`;
    return html`<div class="bar words" role="group" aria-label=${t("Words at hand")}>
      <small>${t("Words at hand")}</small>
      ${offered.length ? offered.map((w, i) => word(w, i ? "" : "Tab", true)) : this.#words.map((w, i) => word(w, i < 9 ? `Alt ${i + 1}` : "", false))}
      <button type="button" data-test="edit-words" aria-haspopup="dialog" @click=${() => this.#edit()}>${t("Edit the words…")}</button>
    </div>`;
  }

  #edit(): void {
    this.#editing = this.#words;
    this.requestUpdate();
  }

  #field(): TemplateResult {
    const { text } = this.#kept;
    return html`<textarea id="input" data-test="input" rows="2" autofocus maxlength=${MOST} lang=${this.#language} dir="auto" autocomplete="off" enterkeyhint="send"
      aria-label=${t("What is said")} aria-describedby="count" data-length=${length(letters(text))} .value=${held(text)}
      @input=${(e: Event) => this.#write((e.target as HTMLTextAreaElement).value.replace(/\n/g, " "), (e.target as HTMLTextAreaElement).selectionStart)}></textarea>`;
  }

  #sending(): TemplateResult {
    const count = letters(this.#kept.text);
    const live = this.#briefing?.state === "live";
    return html`<div class="send">
      <span class="count" id="count" data-test="count" data-length=${length(count)}>${count} / ${LIMIT}</span>
      <button data-test="send" ?disabled=${!count || !live}>${this.#kept.line ? t("Correct") : t("Send")}</button>
    </div>`;
  }

  #note(): string {
    if (this.#kept.line) return t("You correct a line: Enter puts it in its place, Esc leaves it as it is.");
    if (letters(this.#kept.text) > LIMIT) return t("More than two rows of subtitles: nobody reads that in time. Send what is said so far.");
    return this.#said;
  }

  #sheet(): TemplateResult {
    return html`<dialog ${modal(this.#editing ? "words" : null, () => this.#close())} aria-labelledby="words-title">
      ${this.#editing
        ? html`<form method="dialog" @submit=${(e: SubmitEvent) => void this.#setWords(e)}>
            <h2 id="words-title">${t("Words at hand")}</h2>
            <label for="words">${t("Names and terms, one a line. All captioners of this briefing share them; the first nine have a key.")}</label>
            <textarea id="words" name="words" data-test="words" rows="10" autofocus .value=${this.#editing.join("\n")}></textarea>
            <div class="bar"><button data-test="save-words">${t("Save")}</button><button type="button" @click=${() => this.#close()}>${t("Cancel")}</button></div>
          </form>`
        : nothing}
    </dialog>`;
  }

  #close(): void {
    this.#editing = null;
    this.requestUpdate();
  }
}

customElements.define("tynda-captions", TyndaCaptions);
