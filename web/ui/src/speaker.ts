/** The speaker's monitor: the question on air, readable at three metres, the next one, and the clock. */

import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { clock, dayTime, onLang, pick, t } from "./lib/i18n";
import { Live } from "./lib/live";
import { page } from "./lib/page";
import { toRehearsal } from "./lib/rehearsal";
import { elapsed } from "./console/model";
import { next, now, type Words } from "./speaker/model";
import type { Briefing } from "./wire.gen";

class TyndaSpeaker extends LitElement {
  static override styles = css`
    :host { display: block; min-height: calc(100dvh - var(--strip, 0px)); background: var(--night); color: var(--text-night); line-height: 1.3; }
    * { box-sizing: border-box; margin: 0; }
    .page { min-height: calc(100dvh - var(--strip, 0px)); display: grid; grid-template-rows: auto auto minmax(0, 1fr) auto; }
    header { display: flex; flex-wrap: wrap; gap: 4px var(--s5); align-items: center; padding: var(--s3) var(--s5); background: var(--night-1); font-size: clamp(16px, 1.9vw, 26px); }
    h1 { font-size: inherit; font-weight: 600; flex: 1 1 12em; min-width: 0; }
    time { font-variant-numeric: tabular-nums; font-weight: 700; white-space: nowrap; }
    .dim { color: var(--text-dim); }
    .pill { padding: 4px 12px; border-radius: var(--r-s); font-weight: 700; font-size: clamp(14px, 1.6vw, 22px); letter-spacing: 0.04em; white-space: nowrap; background: var(--night-3); }
    .pill.red { background: #d92b30; color: #fff; }
    .banner { padding: var(--s3) var(--s5); background: #3d2a0c; color: #ffd58a; font-size: 20px; }
    .banner.stop { background: #4a2a30; color: #f6cdd0; }
    .now { display: flex; flex-direction: column; justify-content: center; gap: var(--s4); padding: var(--s5); border-left: 10px solid transparent; }
    .now.on { border-left-color: var(--on-air); background: #180f16; }
    .number { font-size: clamp(16px, 1.9vw, 26px); color: #b9d3e8; margin-left: var(--s2); font-variant-numeric: tabular-nums; }
    .now p { overflow-wrap: anywhere; }
    .text { font-weight: 600; font-size: var(--size); line-height: 1.25; }
    .now .who { font-size: clamp(20px, 3vw, 40px); color: #b9d3e8; font-weight: 500; }
    .now .empty { font-size: clamp(24px, 4vw, 52px); color: var(--text-dim); }
    .next { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: var(--s4); align-items: start; padding: var(--s4) var(--s5); background: var(--night-1); border-top: 1px solid var(--night-3); font-size: clamp(18px, 2.5vw, 32px); }
    .next .pill { background: #1f7a52; color: #fff; }
    .next p { overflow-wrap: anywhere; }
    .next .text { font-size: inherit; font-weight: 500; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
    .next .who { font-size: 0.75em; color: var(--text-dim); }
    @media (max-width: 600px) { .next { grid-template-columns: minmax(0, 1fr); } .next .pill { justify-self: start; } }
  `;

  readonly #live = new Live(page().ws);
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopLang: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    for (const name of ["change", "state"]) this.#live.addEventListener(name, this.#render);
    this.#stopLang = onLang(this.#render);
    this.#timer = setInterval(this.#render, 500);
    this.#live.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#live.stop();
    clearInterval(this.#timer);
    this.#stopLang?.();
  }

  #render = (): void => this.requestUpdate();

  override render(): TemplateResult {
    const records = this.#live.store;
    const at = this.#live.now();
    const briefing = records.get("briefing", "briefing") as unknown as Briefing | undefined;
    const ended = briefing?.state === "ended";
    return html`<div class="page">
      <header>
        <h1>${pick(briefing?.details.title)}</h1>
        ${briefing ? this.#clock(briefing) : nothing} ${toRehearsal("speaker")}
        <time class="dim">${clock(this.#live.now())}</time>
      </header>
      ${this.#banner()} ${this.#now(now(records, at), records.seq >= 0, ended)} ${this.#next(ended ? null : next(records, at), ended)}
    </div>`;
  }

  #clock(briefing: Briefing): TemplateResult {
    if (briefing.state === "ended") return html`<span class="pill">${t("The briefing has ended")}</span>`;
    if (briefing.state === "scheduled") return html`<span class="pill">${t("Starts {time}", { time: dayTime(briefing.details.starts_at) })}</span>`;
    return html`<time role="timer">${elapsed(this.#live.now() - (briefing.opened_at ?? this.#live.now()))}</time>`;
  }

  #banner(): TemplateResult {
    const { state, closeCode } = this.#live;
    if (state === "offline") return html`<div class="banner" role="status" data-test="offline">${t("No connection. You see the state of a moment ago; it comes back by itself.")}</div>`;
    if (state !== "refused") return html`<div></div>`;
    const seat = closeCode === 4404 ? t("There is no such briefing. Ask the office for a link.") : t("Your seat has ended. Ask the office for a new link and open it here.");
    const gone = closeCode === 4410 ? t("The rehearsal is over; everything in it was wiped.") : seat;
    return html`<div class="banner stop" role="alert">${gone}</div>`;
  }

  #now(words: Words | null, ready: boolean, ended: boolean): TemplateResult {
    const empty = !ready ? t("Connecting…") : ended ? t("Thank you. The briefing is over.") : t("Nothing is on air yet. The question will stand here, large.");
    return html`<section class="now ${words ? "on" : ""}" data-test="now" data-question=${words?.question ?? nothing} aria-live="polite">
      ${words
        ? html`<span><span class="pill red">${t("ON AIR")}</span> <span class="number">№ ${words.number}</span></span>
            <p class="text" lang=${words.language} dir="auto" style=${`--size: ${size(words.text)}`}>${words.text}</p>
            ${words.who ? html`<p class="who"><bdi>${words.who}</bdi></p>` : nothing}`
        : html`<p class="empty">${empty}</p>`}
    </section>`;
  }

  #next(words: Words | null, ended: boolean): TemplateResult {
    return html`<section class="next" data-test="next" data-question=${words?.question ?? nothing}>
      <span class="pill">${t("NEXT")}</span>
      ${words
        ? html`<div><p class="text" lang=${words.language} dir="auto">${words.text}</p>${words.who ? html`<p class="who"><bdi>${words.who}</bdi></p>` : nothing}</div>`
        : html`<p class="dim">${ended ? "—" : t("no question is ready")}</p>`}
    </section>`;
  }
}

/** As large as the words allow: some 160 of them at three metres, 500 still on one page. */
function size(text: string): string {
  const vw = text.length <= 90 ? 6.2 : text.length <= 160 ? 5 : text.length <= 280 ? 3.9 : 3;
  return `clamp(26px, min(${vw}vw, ${vw * 1.9}vh), 140px)`;
}

customElements.define("tynda-speaker", TyndaSpeaker);
