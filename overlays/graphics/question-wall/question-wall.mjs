/** The questions that the audience wants most: up to five, each in at most two lines, with its votes. */

import { Graphic, clean, worst } from "./graphic.mjs";

const SIZES = [54, 50, 47, 45]; // of all questions alike
const LINE = 1.2;
const LINES = 2;
const MOST = 5; // at two lines of the largest size they reach y 80

export default class QuestionWall extends Graphic {
  static style = `
    .card { left: 96px; right: 96px; bottom: 126px; display: grid; grid-template-columns: 14px minmax(0, 1fr); }
    .title { margin: 22px 44px 20px; font-size: 45px; line-height: ${LINE}; font-weight: 700; color: #b9d3e8;
      -webkit-line-clamp: 1; }
    .rows { display: grid; grid-template-columns: minmax(150px, auto) minmax(0, 1fr); line-height: ${LINE}; }
    .rows > * { border-top: 2px solid #1a3a57; display: grid; align-content: center; }
    .votes { padding: 0 28px; background: #0a2b40; font-size: 48px; font-weight: 700; text-align: center; }
    .question { padding: 14px 44px; font-weight: 600; }
    .question .text { text-wrap: pretty; -webkit-line-clamp: ${LINES}; }`;

  static markup = `<div class="card"><div class="bar"></div>
    <div class="body"><p class="title text" dir="auto"></p><div class="rows"></div></div></div>`;

  #more = false; // questions than are shown

  check({ questions }) {
    if (!Array.isArray(questions)) return "data.questions is no list";
    if (questions.some((question) => typeof question?.text !== "string")) return "a question has no text";
    if (!questions.length) return "data.questions is empty";
  }

  write(data) {
    this.put(".title", data.title, data.language);
    this.#more = data.questions.length > MOST;
    this.$(".rows").lang = data.language ?? "";
    this.$(".rows").replaceChildren(...shownOf(data).flatMap(rowOf));
  }

  fit() {
    const rows = this.$(".rows");
    const texts = [...rows.querySelectorAll(".text")];
    const fitting = SIZES.find((size) => {
      rows.style.fontSize = `${size}px`;
      return texts.every((text) => text.scrollHeight <= text.clientHeight);
    });
    const title = this.$(".title");
    const whole = title.scrollHeight <= title.clientHeight && !this.#more;
    return worst(fitting === SIZES[0] ? "fits" : fitting ? "small" : "cut", whole ? "fits" : "cut");
  }

  /** Only what became another question fades: votes are counted while they are shown. */
  look(at) {
    super.look(at);
    const [now, before] = [at.data, at.before ?? at.data].map(shownOf);
    this.card.querySelectorAll(".question .text").forEach((text, i) => {
      text.style.opacity = String(clean(now[i].text) === clean(before[i]?.text) ? 1 : at.swap);
    });
    const renamed = clean(at.data.title) !== clean((at.before ?? at.data).title);
    this.$(".title").style.opacity = String(renamed ? at.swap : 1);
  }
}

const shownOf = (data) => data.questions.slice(0, MOST);

function rowOf({ text, votes }) {
  const [count, question] = ["votes", "question"].map((name) => {
    return Object.assign(document.createElement("div"), { className: name });
  });
  count.textContent = Number.isInteger(votes) ? String(votes) : "";
  question.innerHTML = `<p class="text" dir="auto"></p>`;
  question.firstElementChild.textContent = clean(text);
  return [count, question];
}
