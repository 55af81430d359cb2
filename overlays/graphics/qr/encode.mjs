/**
 * A QR code by ISO/IEC 18004:2015, as far as an address needs it: byte mode, error correction M, versions 1–13.
 * Version 13 holds 331 bytes; the best of all eight masks is taken by the standard's penalties.
 */

const BLOCKS = [[1, 10], [1, 16], [1, 26], [2, 18], [2, 24], [4, 16], [4, 18], [4, 22], [5, 22], [5, 26], [5, 30], [8, 22], [9, 22]]; // by version at level M: blocks, codewords of error correction in each (table 9)
const MASKS = [
  (y, x) => (y + x) % 2,
  (y) => y % 2,
  (_, x) => x % 3,
  (y, x) => (y + x) % 3,
  (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2,
  (y, x) => ((y * x) % 2) + ((y * x) % 3),
  (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2,
  (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2,
]; // 0 means: turn this module over (table 10)

/** The code of these bytes: `{version, mask, rows}`, rows of 0 and 1, dark is 1; undefined if they are too many. */
export function encode(bytes) {
  for (let version = 1; version <= BLOCKS.length; version++) {
    const blank = new Blank(version);
    const places = blank.places();
    const [blocks, correction] = BLOCKS[version - 1];
    const total = places.length >> 3;
    const data = codewords(bytes, total - blocks * correction, version);
    if (data) return best(blank, places, interleaved(data, blocks, correction));
  }
  return undefined;
}

/** The mode, the count, the bytes and the padding (7.4), or nothing if they don't go in. */
function codewords(bytes, room, version) {
  const count = version < 10 ? [bytes.length] : [bytes.length >> 8, bytes.length & 255];
  const nibbles = [4, ...[...count, ...bytes].flatMap((b) => [b >> 4, b & 15]), 0];
  const words = [];
  for (let i = 0; i < nibbles.length; i += 2) words.push((nibbles[i] << 4) | nibbles[i + 1]);
  if (bytes.length > 255 && version < 10) return undefined; // the count has eight bits there
  if (words.length > room) return undefined;
  for (let pad = 0xec; words.length < room; pad ^= 0xec ^ 0x11) words.push(pad);
  return words;
}

/** Blocks with their error correction, read column by column (7.5, 7.6); the longer blocks come last. */
function interleaved(data, blocks, correction) {
  const short = Math.floor(data.length / blocks);
  const longer = data.length % blocks;
  const lengths = Array.from({ length: blocks }, (_, i) => short + (i >= blocks - longer ? 1 : 0));
  let start = 0;
  const parts = lengths.map((length) => data.slice(start, (start += length)));
  const checks = parts.map((part) => remainder(part, correction));
  const columns = (rows, length) =>
    Array.from({ length }, (_, i) => rows.map((row) => row[i])).flat().filter((word) => word !== undefined);
  return [...columns(parts, short + 1), ...columns(checks, correction)];
}

/** Reed-Solomon over GF(256) with x^8 + x^4 + x^3 + x^2 + 1. */
function remainder(part, degree) {
  const generator = divisor(degree);
  const rest = new Array(degree).fill(0);
  for (const word of part) {
    const factor = word ^ rest.shift();
    rest.push(0);
    generator.forEach((g, i) => (rest[i] ^= times(g, factor)));
  }
  return rest;
}

/** The product of (x - 2^i), the highest power left out, since it is always 1. */
function divisor(degree) {
  let polynomial = [1];
  for (let i = 0, root = 1; i < degree; i++, root = times(root, 2)) {
    polynomial = [...polynomial, 0].map((c, j) => c ^ times(polynomial[j - 1] ?? 0, root));
  }
  return polynomial.slice(1);
}

function times(a, b) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) product = (product << 1) ^ (product >> 7 ? 0x11d : 0) ^ ((b >> bit) & 1 ? a : 0);
  return product;
}

/** A symbol with its fixed patterns (6.3); what is not fixed yet is undefined. */
class Blank {
  constructor(version) {
    this.version = version;
    this.size = 17 + 4 * version;
    this.rows = Array.from({ length: this.size }, () => new Array(this.size).fill(undefined));
    this.#timing();
    const far = this.size - 7;
    for (const [y, x] of [[0, 0], [0, far], [far, 0]]) this.#finder(y, x);
    if (version > 1) this.#alignments();
    // Format and version information stand light while masks are compared (7.8.1).
    this.format(0, 0);
    if (version > 6) this.#versionInformation(0);
  }

  square(y, x, size, dark) {
    for (let i = 0; i < size * size; i++) {
      const row = this.rows[y + Math.floor(i / size)];
      const column = x + (i % size);
      if (row && column >= 0 && column < this.size) row[column] = dark;
    }
  }

  #timing() {
    for (let i = 0; i < this.size; i++) this.rows[6][i] = this.rows[i][6] = (i + 1) % 2;
  }

  #finder(y, x) {
    this.square(y - 1, x - 1, 9, 0);
    this.square(y, x, 7, 1);
    this.square(y + 1, x + 1, 5, 0);
    this.square(y + 2, x + 2, 3, 1);
  }

  #alignments() {
    const last = this.size - 7;
    const along = this.version < 7 ? [6, last] : [6, (this.size - 1) / 2, last];
    const corners = [[6, 6], [6, last], [last, 6]].map(String);
    for (const y of along) {
      for (const x of along) {
        if (corners.includes(String([y, x]))) continue;
        this.square(y - 2, x - 2, 5, 1);
        this.square(y - 1, x - 1, 3, 0);
        this.square(y, x, 1, 1);
      }
    }
  }

  /** Fifteen bits, twice: around the upper left finder, and beside the other two (figure 25). */
  format(bits, dark) {
    const { rows, size } = this;
    const near = [0, 1, 2, 3, 4, 5, 7, 8];
    for (let i = 0; i < 8; i++) {
      rows[near[i]][8] = rows[8][size - 1 - i] = (bits >> i) & 1;
      rows[8][near[i]] = (bits >> (14 - i)) & 1;
      if (i < 7) rows[size - 1 - i][8] = (bits >> (14 - i)) & 1;
    }
    rows[size - 8][8] = dark;
  }

  #versionInformation(bits) {
    for (let i = 0; i < 18; i++) {
      const [a, b] = [Math.floor(i / 3), this.size - 11 + (i % 3)];
      this.rows[a][b] = this.rows[b][a] = (bits >> i) & 1;
    }
  }

  /** Where the data go, in their order: two columns at a time, from the right, upwards and downwards in turn (7.7.3). */
  places() {
    const found = [];
    for (let right = this.size - 1, up = true; right > 0; right -= 2, up = !up) {
      if (right === 6) right = 5; // the timing pattern's column
      for (let i = 0; i < this.size; i++) {
        const y = up ? this.size - 1 - i : i;
        for (const x of [right, right - 1]) if (this.rows[y][x] === undefined) found.push([y, x]);
      }
    }
    return found;
  }

  /** The same symbol with these words under this mask; whatever modules are left over are zeros. */
  filled(places, words, mask) {
    places.forEach(([y, x], i) => {
      const bit = ((words[i >> 3] ?? 0) >> (7 - (i % 8))) & 1;
      this.rows[y][x] = bit ^ (MASKS[mask](y, x) === 0 ? 1 : 0);
    });
    return this.rows;
  }

  finish(mask) {
    this.format(checked(mask, 0x537, 10) ^ 0x5412, 1); // level M is 00, before the mask
    if (this.version > 6) this.#versionInformation(checked(this.version, 0x1f25, 12));
  }
}

/** A value with the remainder of its BCH code. */
function checked(value, generator, degree) {
  let rest = value << degree;
  for (let bit = 31 - Math.clz32(rest); bit >= degree; bit--) if ((rest >> bit) & 1) rest ^= generator << (bit - degree);
  return (value << degree) | rest;
}

function best(blank, places, words) {
  const penalties = MASKS.map((_, mask) => penalty(blank.filled(places, words, mask)));
  const mask = penalties.indexOf(Math.min(...penalties));
  blank.filled(places, words, mask);
  blank.finish(mask);
  return { version: blank.version, mask, rows: blank.rows };
}

/** How hard a symbol is to read (7.8.3.1): runs, blocks, what looks like a finder, how far from half dark. */
function penalty(rows) {
  const columns = rows.map((_, x) => rows.map((row) => row[x]));
  const lines = [...rows, ...columns].map((line) => line.join(""));
  let sum = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/(.)\1{4,}/g)) sum += run.length - 2;
    const quiet = `0000${line}0000`;
    sum += 40 * (quiet.match(/(?<=0000)1011101|1011101(?=0000)/g) ?? []).length;
  }
  const size = rows.length;
  for (let y = 1; y < size; y++) {
    for (let x = 1; x < size; x++) {
      const four = rows[y][x] + rows[y - 1][x] + rows[y][x - 1] + rows[y - 1][x - 1];
      if (four % 4 === 0) sum += 3;
    }
  }
  const dark = rows.flat().filter(Boolean).length / size ** 2;
  return sum + 10 * Math.floor(Math.abs(dark * 100 - 50) / 5);
}
