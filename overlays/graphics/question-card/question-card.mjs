/** A question from the audience: an opaque plate whose foot stands at y 954, growing up to the top of the safe area. */

import { Graphic, clean, cut, isolated, worst } from "./graphic.mjs";

const SIZES = [56, 53, 50, 47, 45];
const LINE = 1.22;
const MAX_HEIGHT = 900; // from y 54, the graphics safe area, to y 954, where the card stands

export default class QuestionCard extends Graphic {
  static style = `
    .card { left: 96px; right: 96px; bottom: 126px; max-height: ${MAX_HEIGHT}px; display: grid;
      grid-template-columns: 14px minmax(0, 1fr) auto; }
    .words { padding: 36px 44px; min-width: 0; }
    .question { line-height: ${LINE}; font-weight: 600; text-wrap: balance; }
    .who { margin-top: 14px; font-size: 36px; line-height: 1.45; color: #b9d3e8; -webkit-line-clamp: 2; }
    .votes { display: grid; align-content: center; justify-items: center; padding: 0 44px; background: #0a2b40;
      font-size: 40px; font-weight: 700; text-align: center; line-height: 1.2; max-width: 300px; }
    .votes b { font-weight: 700; }
    .votes span { font-size: 34px; font-weight: 500; color: #b9d3e8; overflow-wrap: anywhere; }`;

  static markup = `<div class="card"><div class="bar"></div>
    <div class="words"><p class="question text" dir="auto"></p><p class="who text" dir="auto"></p></div>
    <div class="votes"><b></b><span></span></div></div>`;

  check(data) {
    if (typeof data.text !== "string") return "data.text is no text";
  }

  write(data) {
    const [who, votes] = [".who", ".votes"].map((s) => this.$(s));
    this.put(".question", data.text, data.language);
    const parts = [clean(data.name), clean(data.region)].filter(Boolean);
    who.replaceChildren(...parts.flatMap((part, i) => [...(i ? [", "] : []), isolated(part)]));
    who.hidden = parts.length === 0;
    votes.hidden = !Number.isInteger(data.votes);
    votes.firstElementChild.textContent = votes.hidden ? "" : String(data.votes);
    votes.lastElementChild.textContent = votes.hidden ? "" : clean(data.label);
  }

  fit() {
    const { card } = this;
    const text = this.$(".question");
    const lines = () => {
      const rest = this.$(".words").offsetHeight - text.offsetHeight;
      return Math.floor((MAX_HEIGHT - rest) / (SIZES.at(-1) * LINE));
    };
    return worst(this.size(text, SIZES, () => card.scrollHeight <= card.clientHeight, lines), cut(this.$(".who")));
  }
}
