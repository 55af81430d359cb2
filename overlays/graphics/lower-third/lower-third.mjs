/** Who is speaking: an opaque plate at the bottom left, its foot at y 954, that opens from its accent bar. */

import { Graphic, inked, worst } from "./graphic.mjs";

const NAME = [56, 53, 50, 47, 45];
const TITLE = [36, 34];
const NAME_LINE = 1.16;
const TITLE_LINE = 1.36;
const NAME_LINES = 2;
const TITLE_LINES = 3;

export default class LowerThird extends Graphic {
  static style = `
    .card { left: 96px; bottom: 126px; min-width: 520px; max-width: 1400px; display: grid;
      grid-template-columns: 14px minmax(0, auto) auto; justify-content: start; }
    .words { padding: 30px 56px 32px 44px; min-width: 0; align-self: center; }
    .name { line-height: ${NAME_LINE}; font-weight: 600; text-wrap: balance; }
    .title { margin-top: 10px; line-height: ${TITLE_LINE}; color: #b9d3e8; text-wrap: balance; }
    .name[hidden] + .title { margin-top: 0; }
    .logo { width: 150px; padding: 24px 36px; background-color: #0a2b40; background-origin: content-box; }`;

  static markup = `<div class="card"><div class="bar"></div>
    <div class="words"><p class="name text" dir="auto"></p><p class="title text" dir="auto"></p></div>
    <div class="logo"></div></div>`;

  check({ name, title }) {
    if (typeof name !== "string") return "data.name is no text";
    if (title != null && typeof title !== "string") return "data.title is no text";
  }

  write(data) {
    this.put(".name", data.name, data.language);
    this.put(".title", data.title, data.language);
  }

  /** Both in as few lines as they may have, on a plate no wider than their words. */
  fit() {
    const [words, name, title] = [".words", ".name", ".title"].map((s) => this.$(s));
    words.style.width = "auto";
    const within = (text, sizes, line, most) => {
      const stands = () => text.offsetHeight <= parseFloat(text.style.fontSize) * line * most + 1;
      return this.size(text, sizes, stands, () => most);
    };
    const fits = [within(name, NAME, NAME_LINE, NAME_LINES), within(title, TITLE, TITLE_LINE, TITLE_LINES)];
    words.style.width = `${Math.max(inked(name), inked(title)) + 1}px`;
    return worst(...fits);
  }

  look({ presence, swap, still }) {
    const { card } = this;
    card.style.opacity = still ? String(presence) : "1";
    card.style.clipPath = still || presence >= 1 ? "none" : `inset(0 ${(1 - presence) * 100}% 0 0)`;
    this.$(".words").style.opacity = String(still ? swap : swap * Math.max(0, presence * 2 - 1));
  }
}
