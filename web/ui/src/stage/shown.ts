/** What a stage shows: a program, whole. */

import type { CueRecord } from "../wire.gen";

/** A cue as the stage needs it; `until` and what is told of steps and actions may be left out. */
export interface Item extends Pick<CueRecord, "id" | "item" | "graphic" | "data" | "taken"> {
  until?: number | null;
  /** The step to stand at, for a graphic with several. */
  step?: number | null;
  /** A custom action; carried out whenever `count` changes. */
  action?: { id: string; payload?: unknown; count: number } | null;
}

export interface Shown {
  revision: number;
  layers: Record<string, Item>;
  /** Whether the latest change asks for no animation. */
  cut: boolean;
  /** What was taken with this revision or an earlier one is dark. Left out, nothing is. */
  killed?: number;
}

/** From back to front. A layer that is not named here lies in front of them all. */
const LAYERS = ["question", "message", "lower-third", "qr", "countdown", "captions", "ticker"];

/** Layers in the order in which they are stacked, the backmost first. */
export function stacked(layers: Iterable<string>): string[] {
  const rank = (layer: string): number => (LAYERS.indexOf(layer) + LAYERS.length + 1) % (LAYERS.length + 1);
  return [...layers].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** Whether the panic key took it off the screen. */
export function dark(item: Item, killed: number | undefined): boolean {
  return killed !== undefined && item.taken <= killed;
}

/** What is to be seen at `now`: not what was killed, nor what has hidden by itself. */
export function visible(shown: Shown, now: number): Map<string, Item> {
  const there = ([, item]: [string, Item]): boolean => !dark(item, shown.killed) && !(item.until && item.until <= now);
  return new Map(Object.entries(shown.layers).filter(there));
}

/** When the next layer hides by itself. */
export function next(shown: Shown, now: number): number {
  return Math.min(...[...visible(shown, now).values()].map((item) => item.until || Infinity));
}

/** The same picture, whatever objects tell it. */
export function same(one: Shown, other: Shown): boolean {
  const said = ({ revision, layers, killed }: Shown): string =>
    JSON.stringify([revision, killed, stacked(Object.keys(layers)).map((l) => [l, ...told(layers[l]!)])]);
  return one.revision === other.revision && said(one) === said(other);
}

function told({ id, item, graphic, data, taken, until, step, action }: Item): unknown[] {
  return [id, item, graphic, data, taken, until, step, action?.count];
}
