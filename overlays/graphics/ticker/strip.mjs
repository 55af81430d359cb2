/** Where every item of a ticker stands at a moment: arithmetic alone, in whole px, so that a time is a picture. */

export const WIDTH = 1714; // of the strip: the safe area less the bar
export const GAP = 86; // between two items, with a mark in its middle
export const INDENT = 30; // of what is there from the first frame
const SPEED = 180; // px a second, about seven letters: 3 px a frame at 60 Hz
const HALF_MS = 200; // of a change: one fades out, then the other in
const READ_MS = 1500; // a piece stands for this long, and longer by its letters
const LETTER_MS = 65;

const part = (x) => Math.min(1, Math.max(0, x));
const travelled = (since) => Math.round((SPEED * since) / 1000);

/** Items that run, over and over, from where the part before them leaves off. Places are counted along the strip. */
export class Running {
  runs = true;
  end = Infinity;

  constructor(texts, widths, since, skip, last) {
    Object.assign(this, { texts, widths, since, skip, first: 0, kept: [] });
    this.lap = widths.reduce((sum, width) => sum + width + GAP, 0);
    const edge = travelled(since) + WIDTH;
    this.start = skip ? travelled(since) + INDENT : edge;
    if (last?.runs && !skip) this.#follow(last, edge);
  }

  /** Behind all that stays in view, with what comes after the last of it. */
  #follow(last, edge) {
    const { place, count } = last.reach(edge);
    last.end = place;
    const before = count ? last.#text(count - 1) : last.before;
    if (this.texts.includes(before)) Object.assign(this, { before, start: place });
    else this.start = Math.min(place, edge + travelled(HALF_MS)); // where it fades, there is soon room
    const lap = Array.from({ length: Math.min(count, last.texts.length) }, (_, i) => last.#text(count - 1 - i));
    this.kept = [...new Set([...lap, ...last.kept])].filter((text) => this.texts.includes(text)); // the last one first
    this.first = (this.texts.indexOf(this.kept[0]) + 1) % this.texts.length;
  }

  /** The first place at or past `edge` where an item begins, and how many stand before it. */
  reach(edge) {
    const laps = Math.max(0, Math.floor((edge - this.start) / this.lap));
    let [place, count] = [this.start + laps * this.lap, laps * this.texts.length];
    for (; place < edge; count++) place += this.widths[this.#index(count)] + GAP;
    return { place, count };
  }

  #index(count) {
    return (this.first + count) % this.texts.length;
  }

  #text(count) {
    return this.texts[this.#index(count)];
  }

  items(since) {
    const left = travelled(since);
    const laps = Math.max(0, Math.floor((left - this.start) / this.lap));
    let [place, count] = [this.start + laps * this.lap, laps * this.texts.length];
    const found = [];
    for (; place < Math.min(this.end, left + WIDTH); count++) {
      const i = this.#index(count);
      const next = place + this.widths[i] + GAP;
      if (next > left) found.push({ key: count, text: this.texts[i], x: place - left, opacity: 1, runs: true });
      place = next;
    }
    return found;
  }

  keeps(item) {
    return item.runs && this.texts.includes(item.text);
  }

  next() {
    return 0;
  }
}

/** Pieces that stand, one after another; a single one for good. */
export class Standing {
  runs = false;

  constructor(texts, all, since, skip) {
    Object.assign(this, { texts, all, skip, since });
    this.begin = skip ? since : since + HALF_MS;
    this.lengths = all.map((piece) => READ_MS + LETTER_MS * piece.length);
    this.lap = this.lengths.reduce((sum, length) => sum + length, 0);
  }

  /** Which piece stands, for how long it has and how long it will; the first of a show that was cut to is simply there. */
  #at(since) {
    const time = Math.max(0, since - this.begin);
    if (this.all.length === 1) return { i: 0, gone: time, left: Infinity, there: this.skip };
    let [i, gone] = [0, time % this.lap];
    while (gone >= this.lengths[i]) gone -= this.lengths[i++];
    return { i, gone, left: this.lengths[i] - gone, there: this.skip && time < this.lengths[0] };
  }

  items(since) {
    const { i, gone, left, there } = this.#at(since);
    const opacity = part(left / HALF_MS) * (there ? 1 : part(gone / HALF_MS));
    return [{ key: i, text: this.all[i], x: INDENT, opacity, runs: false }];
  }

  keeps() {
    return false;
  }

  next(since) {
    const { gone, left, there } = this.#at(since);
    return left <= HALF_MS || (gone < HALF_MS && !there) ? 0 : left - HALF_MS;
  }
}

/** What is in the strip: of each part since the last cut its items, less what a later one has dropped. */
export function shown(parts, since) {
  const cut = parts.findLastIndex((one) => one.skip);
  return parts.flatMap((one, n) => {
    if (n < cut) return [];
    const items = one.items(since).map((item) => {
      const dropped = parts.slice(n + 1).find((later) => !later.keeps(item));
      const rest = dropped ? 1 - part((since - dropped.since) / HALF_MS) : 1;
      return { ...item, key: `${n}:${item.key}`, opacity: item.opacity * rest };
    });
    return items.filter((item) => item.opacity > 0);
  });
}

/** The texts in pieces that fit, broken between words where that can be. */
export function pieces(texts, room, width) {
  return texts.flatMap((text) => {
    const found = [];
    for (let rest = text; rest; ) {
      const piece = width(rest) <= room ? rest : longest(rest, room, width);
      found.push(piece);
      rest = rest.slice(piece.length).trimStart();
    }
    return found;
  });
}

function longest(text, room, width) {
  const letters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  let [low, high] = [1, letters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (width(letters.slice(0, middle).join("")) <= room) low = middle;
    else high = middle - 1;
  }
  const fitting = letters.slice(0, low).join("");
  const space = letters[low] === " " ? 0 : fitting.lastIndexOf(" ");
  return space > 0 ? fitting.slice(0, space) : fitting;
}
