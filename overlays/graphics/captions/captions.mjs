/**
 * Captions: two rows at most on an opaque plate in the middle, its foot at y 954 or its top at y 54. It keeps its width,
 * and a new line pushes the older ones up; a line that is only corrected changes where it stands.
 */

import { Graphic, clean, worst } from "./graphic.mjs";

const SIZES = [48, 45];
const ROW = 62; // px from one row to the next
const ROWS = 2;

export default class Captions extends Graphic {
  static motion = { in: 250, out: 200, swap: 250, rise: 0, memory: 2 };

  static style = `
    .card { left: 290px; width: 1340px; display: grid; grid-template-columns: 8px minmax(0, 1fr); }
    .card, .card.bottom { bottom: 126px; }
    .card.top { top: 54px; bottom: auto; }
    .window { position: relative; margin: 20px 44px 22px 36px; overflow: hidden; }
    .rows { position: absolute; left: 0; right: 0; bottom: 0; }
    .text { font-weight: 600; line-height: ${ROW}px; }`;

  static markup = `<div class="card"><div class="bar"></div><div class="window"><div class="rows"></div></div></div>`;

  #coming = 0; // how many of the last lines are new
  #leaving = 0; // how many of the first ones are pushed out
  #rows = { before: 0, now: 0, pushed: 0 };

  check({ lines, position, language }) {
    const live = lines == null && language != null; // they come
    if (!live && (!Array.isArray(lines) || lines.some((line) => typeof line !== "string"))) return "data.lines is no list of texts";
    if (position != null && !["top", "bottom"].includes(position)) return "data.position is neither top nor bottom";
  }

  /** The lines that are pushed out, those that stay, those that come. */
  write(data, before) {
    const lines = shown(data);
    const old = before ? shown(before) : lines;
    const corrected = lines.length === old.length && lines.filter((line, i) => line !== old[i]).length <= 1;
    const kept = corrected ? lines.length : overlap(old, lines);
    const leaving = old.slice(0, old.length - kept);
    this.#leaving = leaving.length;
    this.#coming = lines.length - kept;
    this.card.className = `card ${data.position ?? "bottom"}`;
    this.$(".rows").replaceChildren(...[...leaving, ...lines].map((line) => row(line, data.language)));
  }

  fit() {
    const texts = [...this.$(".rows").children];
    const fits = texts.map((text) => this.size(text, SIZES, () => text.offsetHeight <= ROWS * ROW, () => ROWS));
    const rows = texts.map((text) => Math.round(text.offsetHeight / ROW));
    const sum = (from, to) => rows.slice(from, to).reduce((one, other) => one + other, 0);
    const old = texts.length - this.#coming;
    this.#rows = {
      before: Math.min(ROWS, sum(0, old)),
      now: Math.min(ROWS, sum(this.#leaving)),
      pushed: sum(old),
    };
    return worst(...fits.slice(this.#leaving));
  }

  look({ presence, swap, still }) {
    const { before, now, pushed } = this.#rows;
    const between = (from, to) => from + (to - from) * swap;
    const height = before && now && !still ? between(before, now) : now || before;
    const there = presence * between(Math.sign(before), Math.sign(now));
    const rows = this.$(".rows");
    this.card.hidden = there <= 0;
    this.card.style.opacity = String(there);
    this.$(".window").style.height = `${Math.round(height * ROW)}px`;
    rows.style.transform = still || !before ? "none" : `translateY(${Math.round(between(pushed, 0) * ROW)}px)`;
    rows.style.opacity = String(still ? swap : 1);
  }
}

const shown = (data) => (data.lines ?? []).map(clean).filter(Boolean).slice(-ROWS);

/** How many of the last lines before are the first ones now. */
function overlap(old, lines) {
  const same = (count) => old.slice(old.length - count).every((line, i) => line === lines[i]);
  return [2, 1].find((count) => count <= Math.min(old.length, lines.length) && same(count)) ?? 0;
}

function row(line, language) {
  const text = document.createElement("p");
  Object.assign(text, { className: "text", dir: "auto", lang: language ?? "", textContent: line });
  return text;
}
