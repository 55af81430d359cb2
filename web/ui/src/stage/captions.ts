/** The captions graphic with a language shows what captioners write in it at this moment. Pure. */

import type { Captions } from "../wire.gen";
import type { Item } from "./shown";

/** Letters of a line that is surely whole in the graphic's two rows; a longer one is shown piece by piece, its end last. */
const FITS = 84;

type Records = { get<T>(kind: string, id: string): T | undefined };

/** The layers, where live lines stand in place of a cue's own; its own ones stay until somebody writes. */
export function withCaptions<T extends Item>(layers: Record<string, T>, records: Records): Record<string, T> {
  return Object.fromEntries(Object.entries(layers).map(([layer, item]) => [layer, spoken(item, records)]));
}

function spoken<T extends Item>(item: T, records: Records): T {
  const language = item.graphic === "captions" ? item.data["language"] : undefined;
  const live = typeof language === "string" ? records.get<Captions>("captions", language) : undefined;
  if (!live?.lines.length) return item;
  return { ...item, data: { ...item.data, lines: live.lines.flatMap((line) => pieces(line.text)) } };
}

/** A line in pieces that fit, parted between words. */
function pieces(text: string): string[] {
  const found: string[] = [];
  for (const word of text.split(" ")) {
    const last = found.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= FITS) found[found.length - 1] = `${last} ${word}`;
    else found.push(word);
  }
  return found;
}
