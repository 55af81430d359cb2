/**
 * A graphic of Tyńda under SPX and CasparCG: the globals that they call drive the graphic's OGraf methods.
 *
 * Each graphic's page, `<name>.html`, holds SPX's template definition and keeps the calls that come before this module
 * is there. To SPX's DataFields, f0 and so on, it adds two keys of its own:
 *
 *   name   the field of the graphic's data.
 *   lines  for a list, which is typed into a textarea: [] makes of each line a text; ["text", "votes"] makes of
 *          `What is new? | 128` an object of both, and of a line without a bar one of the first alone.
 *
 * One source, overlays/playout.mjs; each graphic's folder links to it, as to graphic.mjs.
 */

const WIDTH = 1920; // px that a graphic is drawn for
const MOST = 100_000; // characters of data: a hundred times the longest that a graphic can show
const CALLS = ["update", "play", "next", "stop", "remove"];
const NAMED = { quot: '"', apos: "'", lt: "<", gt: ">", nbsp: " ", amp: "&" };

/** Puts the graphic on the page and lets the program's calls drive it, those that have waited first. */
export function drive(Graphic, page = window) {
  customElements.define("tynda-graphic", Graphic);
  const { body } = document;
  const fit = () => (body.style.transform = `scale(${page.innerWidth / WIDTH})`);
  page.addEventListener("resize", fit);
  fit();
  const fields = page.SPXGCTemplateDefinition.DataFields.filter(({ field }) => field);
  const playout = new Playout(body.appendChild(document.createElement("tynda-graphic")), fields, page.early.remove);
  for (const call of CALLS) page[call] = (data) => playout.call(call, data);
  for (const [call, data] of page.early) playout.call(call, data);
}

/** Makes of the calls, which may overlap, one after another; none waits until a motion is over. */
class Playout {
  #graphic;
  #fields;
  #removed;
  #data = {}; // of a graphic that is not loaded yet
  #loaded = false;
  #live = false;
  #last = Promise.resolve();

  /** `removed` is what CasparCG has put where our remove() now is: it wants to hear that the template is done. */
  constructor(graphic, fields, removed) {
    this.#graphic = graphic;
    this.#fields = fields;
    this.#removed = removed;
  }

  call(name, data) {
    this.#last = this.#last.then(() => this[name](data)).catch((error) => complain(`${name}: ${error.message}`));
  }

  async update(said) {
    const data = read(said, this.#fields);
    if (!this.#loaded) {
      Object.assign(this.#data, data);
      await this.#load();
      return;
    }
    const told = this.#told(this.#graphic.updateAction({ data }));
    if (!this.#live) await told; // its letters are there before a play that follows
  }

  async play() {
    if (!(await this.#load())) return;
    this.#live = true;
    this.#told(this.#graphic.playAction({ goto: 0 }));
  }

  /** Our graphics have one step: what comes after it is the end. */
  async next() {
    if (!(await this.#load())) return;
    this.#live = !this.#live;
    this.#told(this.#graphic.playAction({}));
  }

  stop() {
    if (!this.#loaded) return;
    this.#live = false;
    this.#told(this.#graphic.stopAction({}));
  }

  async remove() {
    this.#loaded = this.#live = false;
    this.#data = {};
    await this.#graphic.dispose({});
    this.#removed?.();
  }

  async #load() {
    this.#loaded ||= await this.#told(this.#graphic.load({ data: this.#data, renderType: "realtime" }));
    return this.#loaded;
  }

  /** Whether the graphic did it; both programs show what it says when it did not. */
  async #told(answer) {
    const { statusCode, statusMessage } = await answer;
    if (statusCode !== 200) complain(statusMessage);
    return statusCode === 200;
  }
}

const complain = (what) => console.error(`Tyńda: ${what}`);

/** The graphic's data in what a program said, by SPX's names or by the graphic's own; anything else is left out. */
function read(said, fields) {
  const text = String(said ?? "").trim();
  if (!text) return {};
  if (text.length > MOST) throw new Error(`more than ${MOST} characters`);
  const given = text.startsWith("<") ? fromXml(text) : fromJson(text);
  const data = {};
  for (const field of fields) {
    const own = Object.hasOwn(given, field.name);
    if (own) data[field.name] = valueOf(given[field.name], field);
    else if (Object.hasOwn(given, field.field)) data[field.name] = valueOf(decoded(given[field.field]), field);
  }
  return data;
}

function fromJson(text) {
  let given;
  try {
    given = JSON.parse(text);
  } catch {
    // CasparCG makes of \n a line break, which JSON wants as \n; a client would have to escape it four times.
    given = JSON.parse(text.replace(/\r?\n/g, "\\n").replace(/\t/g, "\\t"));
  }
  if (given === null || typeof given !== "object" || Array.isArray(given)) throw new Error("no object of fields");
  return given;
}

function fromXml(text) {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new Error("XML may define nothing");
  const lines = text.replace(/value="[^"]*"/g, (value) => value.replace(/\r?\n/g, "&#10;")); // else they become spaces
  const tree = new DOMParser().parseFromString(lines, "text/xml");
  if (tree.querySelector("parsererror") || tree.documentElement.localName !== "templateData") {
    throw new Error("neither JSON nor <templateData>");
  }
  const components = [...tree.querySelectorAll("componentData")];
  return Object.fromEntries(components.map((one) => [one.id, one.querySelector("data")?.getAttribute("value") ?? ""]));
}

/** SPX writes quotes as entities, line breaks as <br>, and for an empty field at times one of these two words. */
function decoded(value) {
  if (typeof value !== "string") return value;
  if (value === "null" || value === "undefined") return "";
  return value
    .replace(/<br\s*\/?>/gi, "\n")
    .replace(/&(?:#(\d{1,7})|(\w{2,4}));/g, (whole, code, name) => {
      if (code) return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      return Object.hasOwn(NAMED, name) ? NAMED[name] : whole;
    });
}

function valueOf(value, { name, ftype, lines }) {
  if (lines) return Array.isArray(value) ? value : listed(String(value ?? ""), lines);
  if (value !== null && typeof value === "object") throw new Error(`${name} is a list or an object`);
  if (ftype === "number") return /^\s*$/.test(value ?? "") || !Number.isFinite(Number(value)) ? null : Number(value);
  if (ftype === "dropdown") return value === "" ? null : value;
  return value === null ? null : String(value);
}

function listed(text, [what, count]) {
  const rows = text.split("\n").map((line) => line.trim()).filter(Boolean);
  if (!what) return rows;
  return rows.map((row) => {
    const [, words, number] = /^(.*?)\s*\|\s*(\d+)$/.exec(row) ?? [];
    return number ? { [what]: words, [count]: Number(number) } : { [what]: row };
  });
}
