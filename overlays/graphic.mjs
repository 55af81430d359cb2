/**
 * What every graphic of Tyńda shares: OGraf v1's lifecycle at 1920x1080, without network access.
 *
 * One source, overlays/graphic.mjs; each graphic's folder links to it (`graphic.mjs -> ../../graphic.mjs`), so that a
 * folder copied with `cp -rL` stands alone. A graphic extends `Graphic` and says only:
 *
 *   static style   CSS beside STYLE below: `.card`, `.bar`, `.text`, `.logo` and `[hidden]` are there already.
 *   static markup  HTML of one element, `.card`: `this.card`. Hidden unless on air; `this.$(selector)` finds within it.
 *   static motion  ms of its in, out and swap, px that it rises by, how many of the last data `at.history` holds:
 *                  `{ ...Graphic.motion, rise: 0 }`.
 *   check(data)    what is wrong with the whole data, as a text; nothing when it is good. Wrong data is answered 400.
 *   write(data, before)  puts the words in place, each through clean(). Called when the data changed and it is visible.
 *   fit()          sizes what was written: "fits", "small" or "cut"; again when late letters come. See this.size().
 *   look(at)       how it looks at a moment; nothing else may depend on a clock. By default the card fades and rises,
 *                  and its `.words` fade when the data changes.
 *   next(at)       ms until the picture changes by itself: 0 with every frame, Infinity (the default) never.
 *
 * `at` is { data, before, history, presence, swap, since, held, clock, still }: the data on air and what stood before
 * the last update (undefined after a play); what it said since it was played, [{ data, since, skip }]; presence 0–1,
 * eased, between not there and there; swap 0–1 between before and data; ms since it was played and since this data
 * came; the time of day in ms (undefined without real time); whether the viewer asked for less motion (then nothing
 * moves, things only fade). The same score at the same timestamp gives the same `at`, and `look` must make the same
 * pixels of it, whatever was shown before.
 *
 * The host may set --tynda-font, --tynda-accent, --tynda-accent-2, --tynda-logo (url() or none) and --tynda-name (a
 * quoted string: `content: var(--tynda-name, none)`). An element `.logo` is hidden unless there is a logo.
 * Nothing may leave x 96–1824, y 54–1026, in any state of any motion.
 */

const FONT_WAIT_MS = 1500; // a font or a logo that does not come must not keep a graphic off air

const STYLE = `
  :host { all: initial; position: absolute; inset: 0; width: 1920px; height: 1080px; display: block; overflow: hidden;
    contain: strict; pointer-events: none;
    font-family: var(--tynda-font, "Golos Text Variable", "Golos Text", "Noto Sans", sans-serif); }
  .card { position: absolute; background: #0b1f33; border-radius: 16px; overflow: hidden; color: #fff;
    font-style: normal; font-weight: 500; font-variant-numeric: tabular-nums; letter-spacing: normal;
    text-align: start; white-space: normal; }
  .bar { background: var(--tynda-accent, #0aa3c2); }
  .logo { background: var(--tynda-logo, none) center / contain no-repeat; }
  .text { margin: 0; overflow-wrap: anywhere; unicode-bidi: isolate; overflow: hidden; display: -webkit-box;
    -webkit-box-orient: vertical; }
  bdi { unicode-bidi: isolate; }
  [hidden] { display: none !important; }
`;

const OK = { statusCode: 200 };
const refused = (statusCode, statusMessage) => ({ statusCode, statusMessage });
const decoded = new Set(); // logos that can be painted at once
const lettered = new Set(); // letters that can be, too: asking takes time, and a page has one font and one name
const FITS = ["fits", "small", "cut"];

export const easeOut = (x) => 1 - (1 - Math.min(1, Math.max(0, x))) ** 3;

/** Of several answers of fit(), the one to tell. */
export const worst = (...fits) => FITS[Math.max(0, ...fits.map((fit) => FITS.indexOf(fit)))];

/** Whether a text with a clamp of its own had to be cut. */
export const cut = (text) => (text.scrollHeight > text.clientHeight + 1 ? "cut" : "fits");

/** Bidi controls and invisible characters out (the joiner of emoji stays), at most two marks on a letter. */
export function clean(value) {
  return String(value ?? "")
    .replace(/[\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cc}/gu, (c) =>
      /\s/.test(c) ? " " : "",
    )
    .replace(/(\p{M}{2})\p{M}+/gu, "$1")
    .trim();
}

/** The width in px of the widest line of a text, whatever the host's scale. */
export function inked(text) {
  const range = document.createRange();
  range.selectNodeContents(text);
  const { width } = text.getBoundingClientRect();
  return width && Math.ceil((range.getBoundingClientRect().width * text.offsetWidth) / width);
}

/** A text whose direction touches nothing beside it. */
export function isolated(text) {
  const bdi = document.createElement("bdi");
  bdi.textContent = text;
  return bdi;
}

/** From one value to another, eased, over a duration. */
class Motion {
  constructor(from, to, start, duration) {
    Object.assign(this, { from, to, start, duration });
  }

  at(now) {
    if (this.duration <= 0) return this.to;
    return this.from + (this.to - this.from) * easeOut((now - this.start) / this.duration);
  }

  get end() { return this.start + this.duration; }
}

/** What the graphic is at any moment; the same for a live show and for a frame-by-frame render. */
class Score {
  constructor(data, motion) {
    Object.assign(this, { data, motion, played: 0, history: [] });
    this.step = undefined;
    this.presence = new Motion(0, 0, 0, 0);
    this.swap = new Motion(1, 1, 0, 0);
  }

  play({ delta, goto, skipAnimation } = {}, now) {
    const target = goto ?? (this.step ?? -1) + (delta ?? 1);
    if (target >= 1) return this.stop({ skipAnimation }, now);
    if (this.step === undefined) {
      this.towards(1, skipAnimation ? 0 : this.motion.in, now);
      this.swap = new Motion(1, 1, now, 0);
      this.played = now;
      if (this.next) [this.data, this.next] = [this.next, undefined];
      this.history = [{ data: this.data, since: 0, skip: Boolean(skipAnimation) }];
    }
    this.step = 0;
  }

  stop({ skipAnimation } = {}, now) {
    this.towards(0, skipAnimation ? 0 : this.motion.out, now);
    this.step = undefined;
  }

  update({ data, skipAnimation } = {}, now) {
    if (this.step === undefined) {
      this.next = { ...this.latest, ...data }; // what is leaving keeps its words
      return;
    }
    this.data = { ...this.data, ...data };
    const said = { data: this.data, since: now - this.played, skip: Boolean(skipAnimation) };
    this.history = [...this.history, said].slice(-this.motion.memory);
    this.swap = new Motion(skipAnimation ? 1 : 0, 1, now, skipAnimation ? 0 : this.motion.swap);
  }

  towards(to, duration, now) {
    this.presence = new Motion(this.presence.at(now), to, now, duration);
  }

  /** The data with every update so far, shown or not. */
  get latest() { return this.next ?? this.data; }

  get end() { return Math.max(this.presence.end, this.swap.end); }

  at(now, clock) {
    const { data, history } = this;
    const since = Math.max(0, now - this.played);
    return {
      data, before: history.at(-2)?.data, history, clock, presence: this.presence.at(now), swap: this.swap.at(now),
      since, held: Math.max(0, since - (history.at(-1)?.since ?? 0)),
      still: matchMedia("(prefers-reduced-motion: reduce)").matches,
    };
  }
}

export class Graphic extends HTMLElement {
  static style = "";
  static markup = `<div class="card"></div>`;
  static motion = { in: 500, out: 400, swap: 400, rise: 40, memory: Infinity };

  #root = this.attachShadow({ mode: "open" });
  #score;
  #schedule = [];
  #initial = {};
  #realtime = true;
  #shown; // the data whose words stand in the card
  #coming = {}; // data of updates that wait for their letters
  #brought; // resolves when the latest of them has its letters
  #calls = 0; #time = 0; // of the latest picture
  #cancel; // forgets the next painting
  #refit = () => this.#shown && this.card.offsetHeight > 0 && this.#fit();
  #wake = () => this.#tick();

  // What a graphic says of itself; see the top of the file.

  check() {}
  write() {}
  fit() { return "fits"; }
  next() { return Infinity; }

  look({ presence, swap, still }) {
    const { rise } = this.constructor.motion;
    this.card.style.opacity = String(presence);
    const below = still ? 0 : Math.round((1 - presence) * rise); // whole px: between them the raster depends on the past
    this.card.style.transform = below ? `translateY(${below}px)` : "none";
    for (const words of this.card.querySelectorAll(".words")) words.style.opacity = String(swap);
  }

  get card() { return this.#root.lastElementChild; }

  /** For a host that wants to know when the words of the latest update stand: before their motion has ended. */
  get brought() { return this.#brought; }

  $(selector) { return this.card.querySelector(selector); }

  /** Puts a text where it belongs; a place without a text is hidden. */
  put(selector, value, language) {
    const place = this.$(selector);
    Object.assign(place, { lang: language ?? "", textContent: clean(value) });
    place.hidden = !place.textContent;
    return place;
  }

  /** Gives a `.text` the largest size at which all `stands()`; at the least one cuts it to `lines()`, with an ellipsis. */
  size(text, sizes, stands, lines) {
    text.style.webkitLineClamp = "none";
    const fitting = sizes.find((size) => {
      text.style.fontSize = `${size}px`;
      return stands();
    });
    if (!fitting) text.style.webkitLineClamp = String(Math.max(1, lines()));
    return fitting === sizes[0] ? "fits" : fitting ? "small" : "cut";
  }

  // OGraf v1.

  async load({ data, renderType = "realtime" } = {}) {
    const wrong = this.check(data ?? {});
    if (wrong) return refused(400, wrong);
    const call = ++this.#calls;
    await bring(this, data);
    if (call !== this.#calls) return OK; // overtaken by a later load or by dispose
    this.#realtime = renderType !== "non-realtime";
    this.#initial = data ?? {};
    this.#schedule = [];
    this.#coming = {};
    this.#score = new Score(this.#initial, this.constructor.motion);
    this.#build();
    this.#tick(0);
    document.fonts.addEventListener("loadingdone", this.#refit);
    document.addEventListener("visibilitychange", this.#wake);
    return OK;
  }

  async dispose() {
    this.#calls++;
    this.#score = this.#shown = undefined;
    this.#cancel?.();
    document.fonts.removeEventListener("loadingdone", this.#refit);
    document.removeEventListener("visibilitychange", this.#wake);
    this.#root.replaceChildren();
    return OK;
  }

  async playAction(params = {}) {
    return this.#act((now) => this.#score.play(params, now));
  }

  async stopAction(params = {}) {
    return this.#act((now) => this.#score.stop(params, now));
  }

  async updateAction({ data, skipAnimation } = {}) {
    if (!this.#score) return refused(400, "load() comes first");
    const base = this.#realtime ? { ...this.#score.latest, ...this.#coming } : this.#initial;
    const wrong = this.check({ ...base, ...data });
    if (wrong) return refused(400, wrong);
    if (!this.#realtime) {
      this.#initial = { ...base, ...data };
      await bring(this, data);
      return OK;
    }
    // One that is overtaken while its letters load lives on in the one that overtook it.
    const score = this.#score;
    const wanted = (this.#coming = { ...this.#coming, ...data });
    await (this.#brought = bring(this, wanted));
    if (this.#score !== score || this.#coming !== wanted) return OK;
    this.#coming = {};
    return this.#act((now) => score.update({ data: wanted, skipAnimation }, now));
  }

  async customAction({ id } = {}) {
    return refused(404, `no action ${JSON.stringify(id)}`);
  }

  async setActionsSchedule({ schedule } = {}) {
    if (!this.#score || this.#realtime) return refused(400, "for a graphic loaded as non-realtime");
    const known = ["playAction", "updateAction", "stopAction", "customAction"];
    if (!Array.isArray(schedule) || schedule.some((s) => !known.includes(s?.action?.type))) {
      return refused(400, "no schedule of actions");
    }
    const datas = schedule.filter((s) => s.action.type === "updateAction").map((s) => s.action.params?.data);
    const wrong = datas.map((data) => this.check({ ...this.#initial, ...data })).find(Boolean);
    if (wrong) return refused(400, wrong);
    this.#schedule = [...schedule].sort((a, b) => a.timestamp - b.timestamp);
    await Promise.all(datas.map((data) => bring(this, data)));
    return OK;
  }

  async goToTime({ timestamp } = {}) {
    if (!this.#score || this.#realtime) return refused(400, "for a graphic loaded as non-realtime");
    const score = new Score(this.#initial, this.constructor.motion);
    for (const { timestamp: at, action } of this.#schedule) {
      if (at > timestamp) break;
      if (action.type === "playAction") score.play(action.params, at);
      if (action.type === "stopAction") score.stop(action.params, at);
      if (action.type === "updateAction") score.update(action.params, at);
    }
    this.#score = score;
    this.#render(timestamp);
    return OK;
  }

  // Time.
  connectedCallback() { this.#tick(); }
  disconnectedCallback() { this.#cancel?.(); }

  /** Changes the score now and resolves when its motion has ended, or when a later call has taken over. */
  async #act(change) {
    if (!this.#score) return refused(400, "load() comes first");
    if (!this.#realtime) return refused(400, "a graphic loaded as non-realtime is played by its schedule");
    const score = this.#score;
    const now = performance.now();
    change(now);
    const result = { ...OK, currentStep: score.step };
    this.#tick(now);
    if (score.end <= now) return result;
    // A timer, not a frame: frames stop in a hidden page, and the promise of an action must not.
    await new Promise((resolve) => setTimeout(resolve, score.end - now + 20));
    if (this.#score === score) this.#tick();
    return result;
  }

  /** Paints, and again for as long as something moves. Live only: without real time, goToTime() paints. */
  #tick(now = performance.now()) {
    this.#cancel?.();
    if (!this.#score || !this.#realtime || !this.isConnected) return;
    this.#render((this.#time = now));
    const wait = this.#rest(now);
    if (wait <= 0) {
      const frame = requestAnimationFrame(this.#frame);
      this.#cancel = () => cancelAnimationFrame(frame);
    } else if (wait < Infinity) {
      const timer = setTimeout(this.#wake, Math.ceil(wait) + 1);
      this.#cancel = () => clearTimeout(timer);
    }
  }

  // The frame's own time, so that what moves moves evenly; the clock's in one that began before what it is to show.
  #frame = (now) => this.#tick(now > this.#time ? now : performance.now());

  #rest(now) {
    if (now < this.#score.end) return 0;
    const at = this.#score.at(now, Date.now());
    return at.presence > 0 ? this.next(at) : Infinity;
  }

  #build() {
    const { style, markup } = this.constructor;
    this.#root.innerHTML = `<style>${STYLE}${style}</style>${markup}`;
    this.#shown = undefined;
    this.card.hidden = true;
    const logo = this.$(".logo");
    if (logo) logo.hidden = !logoOf(this);
  }

  #render(now) {
    const { card } = this;
    const at = this.#score.at(now, this.#realtime ? Date.now() : undefined);
    // Hidden rather than transparent: what is not on air is neither painted nor read by anything.
    card.hidden = at.presence <= 0;
    if (card.hidden) return;
    if (this.#shown !== at.data) {
      this.write(at.data, at.before);
      this.#shown = at.data;
      this.#fit();
    }
    this.look(at);
  }

  #fit() {
    this.dataset.fit = this.fit();
  }
}

/** The address of the host's logo, or nothing. */
function logoOf(host) {
  return /^url\(\s*["']?(.*?)["']?\s*\)$/.exec(property(host, "--tynda-logo"))?.[1];
}

const property = (host, name) => (host.isConnected ? getComputedStyle(host).getPropertyValue(name).trim() : "");

/** Waits until the letters of this data and the logo are there, or for as long as a graphic may wait for them. */
async function bring(host, data) {
  if (!data) return;
  const letters = [...new Set(JSON.stringify(data))].filter((letter) => !lettered.has(letter));
  const words = letters.length && letters.join("") + property(host, "--tynda-name");
  const named = words && (property(host, "--tynda-font") || '"Golos Text Variable", "Golos Text"');
  const faces = words ? [600, 500, 700].map((weight) => `${weight} 56px ${named}`) : [];
  const loads = faces.filter((face) => !document.fonts.check(face, words)).map((face) => document.fonts.load(face, words));
  if (!loads.length && host.isConnected) for (const letter of letters) lettered.add(letter);
  const logo = host.constructor.markup.includes("logo") && logoOf(host);
  if (logo && !decoded.has(logo)) {
    loads.push(Object.assign(new Image(), { src: logo }).decode().then(() => decoded.add(logo)));
  }
  if (!loads.length) return; // painted with the very next frame
  await Promise.race([Promise.allSettled(loads), new Promise((resolve) => setTimeout(resolve, FONT_WAIT_MS))]);
}
