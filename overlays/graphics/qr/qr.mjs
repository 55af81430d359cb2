/** An address as a QR code on a white plate, drawn here without network, with a label under it. */

import { encode } from "./encode.mjs";
import { Graphic, clean } from "./graphic.mjs";

const SIDE = 333; // px: between the countdown above it and a question card of two lines; nine a module in version 3
const QUIET = 4; // modules of white around the code, as the standard wants
const SIZES = [36, 34];
const LINE = 1.25;
const LINES = 3;

export default class Qr extends Graphic {
  static style = `
    .card { right: 96px; top: 250px; width: ${14 + SIDE}px; display: grid; grid-template-columns: 14px ${SIDE}px; }
    .bar { grid-row: 1 / 3; }
    .code { height: ${SIDE}px; background: #fff; }
    .code svg { display: block; width: ${SIDE}px; height: ${SIDE}px; }
    .code path { fill: #0b1f33; shape-rendering: crispEdges; }
    .plate { padding: 16px 12px 20px; }
    .label { line-height: ${LINE}; font-weight: 600; text-align: center; text-wrap: balance; }`;

  static markup = `<div class="card"><div class="bar"></div>
    <div class="code"><svg class="words"><path/></svg></div>
    <div class="plate"><p class="label words text" dir="auto"></p></div></div>`;

  check(data) {
    if (typeof data.url !== "string" || !clean(data.url)) return "data.url is no address";
    if (!encode(bytes(data.url))) return "data.url is too long for a QR code";
  }

  write(data) {
    const { rows } = encode(bytes(data.url));
    this.$("path").setAttribute("d", squares(rows));
    this.$(".plate").hidden = this.put(".label", data.label, data.language).hidden;
  }

  fit() {
    const label = this.$(".label");
    const stands = () => label.offsetHeight <= Math.ceil(parseFloat(label.style.fontSize) * LINE) * LINES;
    const fit = this.size(label, SIZES, stands, () => LINES);
    label.style.textAlign = fit === "cut" ? "start" : ""; // the ellipsis of a line that is not at its start gets lost
    return fit;
  }
}

/** What the code says: plain ASCII if the text is an address in any script, since not every reader guesses UTF-8. */
function bytes(text) {
  let address = clean(text);
  try {
    if (/[^\x20-\x7e]/.test(address)) address = new URL(address).href;
  } catch {
    // no whole address: said as it was written
  }
  return new TextEncoder().encode(address);
}

/** The dark modules as a path, each of the same whole number of pixels, in the middle of the plate. */
function squares(rows) {
  const size = Math.floor(SIDE / (rows.length + 2 * QUIET));
  const start = Math.floor((SIDE - rows.length * size) / 2);
  const runs = rows.flatMap((row, y) =>
    [...row.join("").matchAll(/1+/g)].map(
      (run) => `M${start + run.index * size} ${start + y * size}h${run[0].length * size}v${size}h${-run[0].length * size}z`,
    ),
  );
  return runs.join("");
}
