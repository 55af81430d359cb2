/**
 * Short news in a strip at the foot. They run right to left without an end; one that fits stands still, since a crawl
 * is worse to read. With less motion wanted, they stand and follow each other by fading, long ones in pieces.
 *
 * An update lets run on what it keeps; what it drops fades at once, for it may have been wrong; what is new follows
 * behind all that is in view. With skipAnimation, and after a play with it, the strip is full from the first frame.
 */

import { Graphic, clean } from "./graphic.mjs";
import { INDENT, Running, Standing, WIDTH, pieces, shown } from "./strip.mjs";

export default class Ticker extends Graphic {
  static motion = { ...Graphic.motion, rise: 0 }; // it stands on the edge of the safe area

  static style = `
    .card { left: 96px; top: 966px; width: ${14 + WIDTH}px; height: 60px; border-radius: 12px;
      display: grid; grid-template-columns: 14px ${WIDTH}px; }
    .strip { position: relative; overflow: hidden; font-size: 45px; line-height: 60px; font-weight: 500; }
    .strip span { position: absolute; left: 0; top: 0; white-space: pre; unicode-bidi: isolate; }
    .ruler { visibility: hidden; }
    .running::after { content: ""; position: absolute; left: calc(100% + 36px); top: 25px; width: 14px; height: 14px;
      border-radius: 50%; background: var(--tynda-accent, #0aa3c2); }`;

  static markup = `<div class="card"><div class="bar"></div>
    <div class="strip"><span class="ruler"></span><div class="items"></div></div></div>`;

  #widths = new Map(); // by text
  #laid = {}; // the parts, and of what they were laid out

  check(data) {
    const { items } = data;
    if (!Array.isArray(items) || items.some((item) => typeof item !== "string")) return "data.items are no texts";
    if (!textsOf(data).length) return "data.items say nothing";
  }

  write(data) {
    this.$(".strip").lang = data.language ?? "";
  }

  /** Anew when late letters come: then every width is another one. */
  fit() {
    this.#widths.clear();
    this.#laid = {};
    return "fits";
  }

  look(at) {
    super.look(at);
    this.#place(shown(this.#parts(at), at.since));
  }

  next(at) {
    return this.#parts(at).at(-1).next(at.since);
  }

  /** All of the show so far; a new part begins where the items change. */
  #parts({ history, still }) {
    const of = history.at(-1);
    if (this.#laid.of === of && this.#laid.still === still) return this.#laid.parts;
    const width = (text) => this.#width(text);
    const room = WIDTH - 2 * INDENT;
    const parts = [];
    for (const { data, since, skip } of history) {
      const texts = textsOf(data);
      const last = parts.at(-1);
      if (last && String(last.texts) === String(texts)) continue;
      const stands = still || (texts.length === 1 && width(texts[0]) <= room);
      const part = stands
        ? new Standing(texts, pieces(texts, room, width), since, skip || !last)
        : new Running(texts, texts.map(width), since, skip, last);
      parts.push(part);
    }
    this.#laid = { of, still, parts };
    return parts;
  }

  #width(text) {
    if (!this.#widths.has(text)) {
      const ruler = this.$(".ruler");
      ruler.textContent = text;
      this.#widths.set(text, ruler.offsetWidth + 1);
      ruler.textContent = "";
    }
    return this.#widths.get(text);
  }

  /** Makes the strip hold just these, each in the element that it had in the frame before. */
  #place(items) {
    const holder = this.$(".items");
    const spans = new Map([...holder.children].map((span) => [span.dataset.key, span]));
    for (const { key, text, x, opacity, runs } of items) {
      const span = spans.get(key) ?? holder.appendChild(Object.assign(document.createElement("span"), { dir: "auto" }));
      spans.delete(key);
      span.dataset.key = key;
      if (span.textContent !== text) span.textContent = text;
      span.className = runs ? "running" : "";
      span.style.transform = `translateX(${x}px)`;
      span.style.opacity = String(opacity);
    }
    for (const span of spans.values()) span.remove();
  }
}

function textsOf(data) {
  return data.items.map((item) => clean(item).replace(/\s+/g, " ")).filter(Boolean);
}
