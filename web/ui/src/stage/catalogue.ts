/** The graphics that this house has, and the modules of its own ones, each brought once. */

import type { Host } from "./host";
import { Framed } from "./framed";
import { Inline } from "./inline";

/** One graphic, as `GET /graphics` tells of it; one that is wrong has no more than its id, name and that. */
export interface Entry {
  id: string;
  name: string;
  layer: string;
  /** The module's path within the graphic's folder. */
  main: string;
  /** Whether it was dropped in: it then runs in a frame of its own. */
  foreign: boolean;
  /** -1: nobody can say. */
  steps: number;
  actions: { id: string; name: string; schema: object | null }[];
  /** Data fields that hold server times. */
  clock: string[];
  schema: object | null;
  /** Why it can't be used; empty when it can. */
  wrong: string;
}

const modules = new Map<string, Promise<CustomElementConstructor>>();
let listed: Promise<Map<string, Entry>> | undefined;

/** All graphics; asked for once, and again after a failure. */
export function catalogue(): Promise<Map<string, Entry>> {
  listed ??= (async () => {
    const answer = await fetch("/graphics");
    if (!answer.ok) throw new Error(`the list of graphics can't be had: ${answer.status}`);
    const { graphics } = (await answer.json()) as { graphics: Entry[] };
    return new Map(graphics.map((entry) => [entry.id, entry]));
  })();
  listed.catch(forget);
  return listed;
}

function forget(): void {
  listed = undefined;
}

/** Brings the house's own graphics before they are needed; what fails is asked for again when it is. */
export async function preload(): Promise<void> {
  const own = [...(await catalogue()).values()].filter((entry) => !entry.foreign && !entry.wrong);
  await Promise.allSettled(own.map(moduleOf));
}

/** Brings a module and defines its element, once; a failed try is forgotten. */
function moduleOf(entry: Entry): Promise<CustomElementConstructor> {
  let bringing = modules.get(entry.id);
  if (bringing) return bringing;
  bringing = (async () => {
    const address = new URL(`/graphics/${entry.id}/${entry.main}`, location.href).href;
    const module = (await import(/* @vite-ignore */ address)) as { default: CustomElementConstructor };
    if (!(module.default?.prototype instanceof HTMLElement)) throw new Error("its module exports no element");
    customElements.define(`ograf-${entry.id.toLowerCase()}`, module.default);
    return module.default;
  })();
  modules.set(entry.id, bringing);
  bringing.catch(() => modules.delete(entry.id));
  return bringing;
}

/**
 * A new instance of a graphic, not yet in the page.
 *
 * @param fault is told what it throws outside of its methods, and when it answers no more.
 */
export async function open(id: string, fault: (what: string, again: boolean) => void): Promise<{ entry: Entry; host: Host }> {
  const entry = (await catalogue()).get(id);
  if (!entry || entry.wrong) {
    forget(); // the next try looks whether it has come, or was mended
    throw new Error(entry?.wrong || `there is no such graphic: ${id}`);
  }
  if (entry.foreign) return { entry, host: new Framed(entry.id, fault) };
  return { entry, host: new Inline(entry.id, new (await moduleOf(entry))(), (what) => fault(what, false)) };
}
