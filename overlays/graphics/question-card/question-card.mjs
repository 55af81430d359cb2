/**
 * A question from the audience: an OGraf v1 graphic for 1920x1080, self-contained, without network access.
 *
 * The host may set two custom properties: `--tynda-font` (a font family that its page has loaded) and
 * `--tynda-accent`. The card never leaves x 96–1824, y 54–984, whatever its text.
 */

const IN_MS = 500;
const OUT_MS = 400;
const SWAP_MS = 400;
const RISE_PX = 40;
const SIZES = [56, 53, 50, 47, 45];
const MAX_HEIGHT = 930; // from y 54, the graphics safe area, to y 984, where the card stands
const FONT_WAIT_MS = 1500; // a font that does not come must not keep a question off air
const GUARD_MS = 150; // frames stop in a hidden page; the promise of an action must not

const STYLE = `
  :host { all: initial; position: absolute; inset: 0; width: 1920px; height: 1080px; display: block; overflow: hidden;
    contain: strict; pointer-events: none;
    font-family: var(--tynda-font, "Golos Text Variable", "Golos Text", "Noto Sans", sans-serif); }
  .card { position: absolute; left: 96px; right: 96px; bottom: 96px; max-height: ${MAX_HEIGHT}px; display: grid;
    grid-template-columns: 14px minmax(0, 1fr) auto; background: #0b1f33; border-radius: 16px; overflow: hidden;
    color: #fff; font-style: normal; font-variant-numeric: tabular-nums; letter-spacing: normal; text-align: start; }
  .bar { background: var(--tynda-accent, #0aa3c2); }
  .words { padding: 36px 44px; min-width: 0; }
  .text { margin: 0; line-height: 1.22; font-weight: 600; text-wrap: balance; white-space: normal;
    overflow-wrap: anywhere; unicode-bidi: isolate; overflow: hidden; display: -webkit-box; -webkit-box-orient: vertical; }
  .who { margin: 14px 0 0; font-size: 36px; line-height: 1.45; font-weight: 500; color: #b9d3e8; overflow-wrap: anywhere;
    overflow: hidden; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; }
  bdi { unicode-bidi: isolate; }
  .votes { display: grid; align-content: center; justify-items: center; padding: 0 44px; background: #0a2b40;
    font-size: 40px; font-weight: 700; text-align: center; line-height: 1.2; max-width: 300px; }
  .votes b { font-weight: 700; }
  .votes span { font-size: 34px; font-weight: 500; color: #b9d3e8; overflow-wrap: anywhere; }
  [hidden] { display: none !important; }
`;

const OK = { statusCode: 200 };
const refused = (statusCode, statusMessage) => ({ statusCode, statusMessage });
const easeOut = (x) => 1 - (1 - Math.min(1, Math.max(0, x))) ** 3;

/** Bidi controls and invisible characters out (the joiner of emoji stays), at most two marks on a letter. */
function clean(value) {
  return String(value ?? "")
    .replace(/[\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cc}/gu, (c) =>
      /\s/.test(c) ? " " : "",
    )
    .replace(/(\p{M}{2})\p{M}+/gu, "$1")
    .trim();
}

/** How much of the card is there at a moment: from one value to another, eased, over a duration. */
class Motion {
  constructor(from, to, start, duration) {
    Object.assign(this, { from, to, start, duration });
  }

  at(now) {
    if (this.duration <= 0) return this.to;
    return this.from + (this.to - this.from) * easeOut((now - this.start) / this.duration);
  }

  get end() {
    return this.start + this.duration;
  }
}

/** What the card is at any moment; the same for a live show and for a frame-by-frame render. */
class Score {
  constructor(data) {
    this.data = data;
    this.step = undefined;
    this.presence = new Motion(0, 0, 0, 0);
    this.swap = new Motion(1, 1, 0, 0);
  }

  play({ delta, goto, skipAnimation } = {}, now) {
    const target = goto ?? (this.step ?? -1) + (delta ?? 1);
    if (target >= 1) return this.stop({ skipAnimation }, now);
    if (this.step === undefined) this.towards(1, skipAnimation ? 0 : IN_MS, now);
    this.step = 0;
    if (this.next) [this.data, this.next] = [this.next, undefined];
  }

  stop({ skipAnimation } = {}, now) {
    this.towards(0, skipAnimation ? 0 : OUT_MS, now);
    this.step = undefined;
  }

  update({ data, skipAnimation } = {}, now) {
    if (this.step === undefined) {
      this.next = { ...(this.next ?? this.data), ...data }; // what is leaving keeps its words
      return;
    }
    this.data = { ...this.data, ...data };
    this.swap = new Motion(skipAnimation ? 1 : 0, 1, now, skipAnimation ? 0 : SWAP_MS);
  }

  towards(to, duration, now) {
    this.presence = new Motion(this.presence.at(now), to, now, duration);
  }

  get end() {
    return Math.max(this.presence.end, this.swap.end);
  }
}

export default class QuestionCard extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });
  #score;
  #schedule = [];
  #initial = {};
  #realtime = true;
  #shown; // the data whose words stand in the card
  #coming = {}; // data of updates that wait for their letters
  #calls = 0;
  #running = false;
  #refit = () => this.#fit();

  async load({ data, renderType = "realtime" } = {}) {
    if (typeof data?.text !== "string") return refused(400, "data.text is missing");
    const call = ++this.#calls;
    await fonts(this, data);
    if (call !== this.#calls) return OK; // overtaken by a later load or by dispose
    this.#realtime = renderType !== "non-realtime";
    this.#initial = data;
    this.#schedule = [];
    this.#coming = {};
    this.#score = new Score(data);
    this.#build();
    this.#render(0);
    document.fonts.addEventListener("loadingdone", this.#refit);
    return OK;
  }

  async dispose() {
    this.#calls++;
    this.#score = this.#shown = undefined;
    document.fonts.removeEventListener("loadingdone", this.#refit);
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
    if (data?.text !== undefined && typeof data.text !== "string") return refused(400, "data.text is no text");
    if (!this.#realtime) {
      this.#initial = { ...this.#initial, ...data };
      await fonts(this, data);
      return OK;
    }
    // One that is overtaken while its letters load lives on in the one that overtook it.
    const score = this.#score;
    const wanted = (this.#coming = { ...this.#coming, ...data });
    await fonts(this, wanted);
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
    this.#schedule = [...schedule].sort((a, b) => a.timestamp - b.timestamp);
    await Promise.all(schedule.map((s) => fonts(this, s.action.params?.data)));
    return OK;
  }

  async goToTime({ timestamp } = {}) {
    if (!this.#score || this.#realtime) return refused(400, "for a graphic loaded as non-realtime");
    const score = new Score(this.#initial);
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

  /** Changes the score now and resolves when its motion has ended, or when a later call has taken over. */
  async #act(change) {
    if (!this.#score) return refused(400, "load() comes first");
    if (!this.#realtime) return refused(400, "a graphic loaded as non-realtime is played by its schedule");
    const score = this.#score;
    const now = performance.now();
    change(now);
    const result = { ...OK, currentStep: score.step };
    this.#render(now);
    await this.#until(score.end - now);
    if (this.#score === score) this.#render(performance.now());
    return result;
  }

  #until(ms) {
    if (ms <= 0) return Promise.resolve();
    this.#run();
    return new Promise((resolve) => setTimeout(resolve, ms + 20));
  }

  #run() {
    if (this.#running) return;
    this.#running = true;
    const frame = () => {
      const now = performance.now();
      this.#running = Boolean(this.#score) && now < this.#score.end + GUARD_MS;
      this.#render(now);
      if (this.#running) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  #build() {
    const style = document.createElement("style");
    style.textContent = STYLE;
    const card = document.createElement("div");
    card.className = "card";
    card.innerHTML = `<div class="bar"></div>
      <div class="words"><p class="text" dir="auto"></p><p class="who" dir="auto"></p></div>
      <div class="votes"><b></b><span></span></div>`;
    this.#root.replaceChildren(style, card);
    this.#shown = undefined;
  }

  #render(now) {
    const card = this.#root.querySelector(".card");
    if (!card || !this.#score) return;
    const { data, presence, swap } = this.#score;
    const there = presence.at(now);
    // Hidden rather than transparent: what is not on air is neither painted nor read by anything.
    card.hidden = there <= 0;
    if (card.hidden) return;
    if (this.#shown !== data) this.#write(data);
    card.style.opacity = String(there);
    card.style.transform = there < 1 && !still() ? `translateY(${(1 - there) * RISE_PX}px)` : "none";
    this.#root.querySelector(".words").style.opacity = String(swap.at(now));
  }

  #write(data) {
    const [text, who, votes] = [".text", ".who", ".votes"].map((s) => this.#root.querySelector(s));
    text.lang = data.language ?? "";
    text.textContent = clean(data.text);
    const parts = [clean(data.name), clean(data.region)].filter(Boolean);
    who.replaceChildren(...parts.flatMap((part, i) => [...(i ? [", "] : []), isolated(part)]));
    who.hidden = parts.length === 0;
    votes.hidden = !Number.isInteger(data.votes);
    votes.firstElementChild.textContent = votes.hidden ? "" : String(data.votes);
    votes.lastElementChild.textContent = votes.hidden ? "" : clean(data.label);
    this.#shown = data;
    this.#fit();
  }

  /** The largest size at which all of it stands in the card; at the least one, what is too much is cut with an ellipsis. */
  #fit() {
    const card = this.#root.querySelector(".card");
    const text = this.#root.querySelector(".text");
    if (!card || card.hidden) return;
    text.style.webkitLineClamp = "none";
    const fitting = SIZES.find((size) => {
      text.style.fontSize = `${size}px`;
      return card.scrollHeight <= card.clientHeight;
    });
    if (!fitting) {
      const rest = this.#root.querySelector(".words").offsetHeight - text.offsetHeight;
      text.style.webkitLineClamp = String(Math.floor((MAX_HEIGHT - rest) / (SIZES.at(-1) * 1.22)));
    }
    this.dataset.fit = fitting === SIZES[0] ? "fits" : fitting ? "small" : "cut";
  }
}

function isolated(part) {
  const bdi = document.createElement("bdi");
  bdi.textContent = part;
  return bdi;
}

function still() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Waits until the letters of this data are there, or for as long as a question may wait for its letters. */
async function fonts(host, data) {
  if (!data) return;
  const words = [data.text, data.name, data.region, data.label, data.votes].filter((w) => w !== undefined).join(" ");
  const family = host.isConnected ? getComputedStyle(host).getPropertyValue("--tynda-font") : "";
  const named = family.trim() || '"Golos Text Variable", "Golos Text"';
  const faces = [600, 500, 700].map((weight) => `${weight} 56px ${named}`);
  if (faces.every((face) => document.fonts.check(face, words))) return; // painted with the very next frame
  const loads = faces.map((face) => document.fonts.load(face, words));
  const late = new Promise((resolve) => setTimeout(resolve, FONT_WAIT_MS));
  await Promise.race([Promise.allSettled(loads), late]);
}
