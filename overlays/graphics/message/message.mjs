/**
 * A message: an opaque plate at the top left, from y 54; or, with style "bumper", the whole safe area with the agency's
 * logo and name.
 */

import { Graphic, inked, worst } from "./graphic.mjs";

const LINE = 1.22;
const STYLES = {
  plate: { title: [56, 53, 50, 47, 45], titleLines: 2, text: [45] },
  bumper: { title: [104, 96, 88, 80, 72, 64, 56], titleLines: 3, text: [56, 53, 50, 47, 45] },
};

export default class Message extends Graphic {
  static motion = { ...Graphic.motion, rise: 24 };

  static style = `
    .card { left: 96px; top: 54px; display: grid; grid-template-columns: 14px minmax(0, 1fr); }
    .words { display: flex; flex-direction: column; min-width: 0; padding: 32px 56px 36px 44px; }
    .title, .message { flex: none; line-height: ${LINE}; text-wrap: balance; }
    .title { font-weight: 600; }
    .message { color: #d7e6f3; }
    .title:not([hidden]) + .message { margin-top: 12px; }
    .brand { display: none; }
    .plate { min-width: 520px; max-width: 1100px; max-height: 700px; }

    .bumper { width: 1728px; height: 972px; background: linear-gradient(115deg, #0b1f33 45%, #0a2f46); }
    .bumper .words { padding: 84px 110px 92px 100px; }
    .bumper .brand { display: flex; align-items: center; gap: 40px; height: 132px; margin-bottom: 44px; flex: none; }
    .bumper .logo { flex: none; width: 264px; height: 132px; background-position: left center; }
    .bumper .agency::before { content: var(--tynda-name, none); }
    .bumper .agency { font-size: 45px; line-height: 1.25; font-weight: 600; color: #b9d3e8; -webkit-line-clamp: 2; }
    .bumper .rule { flex: none; width: 168px; height: 10px; border-radius: 5px; margin: auto 0 44px;
      background: linear-gradient(90deg, var(--tynda-accent, #0aa3c2) 62%, var(--tynda-accent-2, #b9d3e8) 62%); }
    .bumper .title { font-weight: 700; line-height: 1.1; letter-spacing: -0.01em; }
    .bumper .title:not([hidden]) + .message { margin-top: 32px; }`;

  static markup = `<div class="card"><div class="bar"></div><div class="words">
    <div class="brand"><div class="logo"></div><p class="agency text" dir="auto"></p></div><div class="rule"></div>
    <p class="title text" dir="auto"></p><p class="message text" dir="auto"></p></div></div>`;

  check({ title, text, style }) {
    if (typeof text !== "string") return "data.text is no text";
    if (title != null && typeof title !== "string") return "data.title is no text";
    if (style != null && !Object.hasOwn(STYLES, style)) return "data.style is neither plate nor bumper";
  }

  write(data) {
    this.card.className = `card ${data.style ?? "plate"}`;
    this.put(".title", data.title, data.language);
    this.put(".message", data.text, data.language);
  }

  fit() {
    const { card } = this;
    const [words, title, text] = [".words", ".title", ".message"].map((s) => this.$(s));
    const bumper = card.classList.contains("bumper");
    const style = STYLES[bumper ? "bumper" : "plate"];
    words.style.width = "auto";
    Object.assign(text.style, { fontSize: `${style.text.at(-1)}px`, webkitLineClamp: "none" });
    const over = () => card.scrollHeight - card.clientHeight;
    const most = () => parseFloat(getComputedStyle(title).lineHeight) * style.titleLines + 1;
    const stands = () => over() <= 0 && title.offsetHeight <= most();
    const lines = () => Math.floor((text.offsetHeight - over()) / (style.text.at(-1) * LINE) + 0.01);
    const fits = [
      this.size(title, style.title, stands, () => style.titleLines),
      this.size(text, style.text, () => over() <= 0, lines),
    ];
    if (!bumper) words.style.width = `${Math.max(inked(title), inked(text)) + 1}px`;
    return worst(...fits);
  }

  /** A bumper has no room to rise in: it fades. */
  look(at) {
    super.look(at);
    if (this.card.classList.contains("bumper")) this.card.style.transform = "none";
  }
}
