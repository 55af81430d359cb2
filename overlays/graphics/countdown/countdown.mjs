/** The time that is left: amber from 30 s, orange from 10 s, and at the end it stands at 0:00. */

import { Graphic, clean } from "./graphic.mjs";

const WARNING_S = 30;
const DANGER_S = 10;
const SIZES = [36, 34];
const LINE = 1.25;
const LINES = 1; // its foot stays above the QR code

export default class Countdown extends Graphic {
  static motion = { ...Graphic.motion, rise: 24 };

  static style = `
    .card { right: 96px; top: 54px; display: grid; grid-template-columns: 14px auto; }
    .plate { padding: 14px 34px 14px 30px; display: grid; justify-items: end; }
    .label { max-width: 700px; line-height: ${LINE}; color: #b9d3e8; text-align: end; }
    .time { display: grid; justify-items: end; font-size: 100px; line-height: 1.08; font-weight: 700; white-space: nowrap; }
    .time > * { grid-area: 1 / 1; }
    .time b { display: inline-block; width: 1ch; font-weight: inherit; text-align: center; } /* Golos has no tabular ones */
    .widest { visibility: hidden; } /* digits keep their place, and the plate its size, to the end */
    .warning { color: #ffa528; }
    .danger { color: #ff7300; }`;

  static markup = `<div class="card"><div class="bar"></div><div class="plate">
    <p class="label text" dir="auto"></p>
    <div class="time"><span class="widest"></span><span class="left"></span></div></div></div>`;

  check(data) {
    if (!(data.seconds > 0)) return "data.seconds is no time";
    const wrong = ["seconds", "ends_at", "left_ms"].find((name) => !(data[name] == null || data[name] >= 0));
    if (wrong) return `data.${wrong} is no time`;
  }

  write(data) {
    this.put(".label", data.label, data.language);
    const longest = clockface(Math.ceil(Math.max(data.seconds, (data.left_ms ?? 0) / 1000)));
    this.$(".widest").innerHTML = inColumns(longest.replace(/\d/g, "0"));
  }

  fit() {
    const label = this.$(".label");
    const stands = () => label.offsetHeight <= Math.ceil(parseFloat(label.style.fontSize) * LINE) * LINES;
    const fit = this.size(label, SIZES, stands, () => LINES);
    label.style.textAlign = fit === "cut" ? "start" : ""; // the ellipsis of a line that is not at its start gets lost
    return fit;
  }

  look(at) {
    super.look(at);
    const shown = secondsOf(at);
    const left = this.$(".left");
    if (left.textContent !== clockface(shown)) left.innerHTML = inColumns(clockface(shown));
    left.classList.toggle("warning", shown <= WARNING_S && shown > DANGER_S);
    left.classList.toggle("danger", shown <= DANGER_S);
    const renamed = at.before && clean(at.before.label) !== clean(at.data.label);
    this.$(".label").style.opacity = String(renamed ? at.swap : 1); // digits don't blink when a clock is set
  }

  next(at) {
    const left = leftOf(at);
    if (at.data.left_ms != null || left <= 0) return Infinity;
    return left - (secondsOf(at) - 1) * 1000;
  }
}

/** Ms to the end: paused, towards a time of day, or counted from when it was played. */
function leftOf({ data, clock, since }) {
  if (data.left_ms != null) return data.left_ms;
  if (data.ends_at != null && clock !== undefined) return data.ends_at - clock;
  return data.seconds * 1000 - since;
}

/** A second is shown until it is over, so that 0:00 comes with the end and not before. */
function secondsOf(at) {
  return Math.max(0, Math.ceil(leftOf(at) / 1000));
}

function clockface(seconds) {
  const two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

const inColumns = (time) => time.replace(/\d/g, "<b>$&</b>");
