/** An item that is being prepared or changed: what stands in its form, and what it comes to. */

import { catalogue, type Entry } from "../stage/catalogue";
import { lang } from "../lib/i18n";
import type { Lang } from "../lib/page";
import type { Console } from "./controller";
import { clocked, fieldsOf, read, typed, wrong, type Data, type Field, type Values } from "./fields";
import { fieldsFor, fixed, graphicOf, isKind, kindName, kindOf, preset } from "./kinds";
import type { Content } from "./list";
import type { Item } from "./model";
import type { Ui } from "./ui";

/** Of an item's name in the list. */
const MOST_TITLE = 80;
export const HIDE = { min: 3, max: 3600 };

export interface Draft {
  /** A kind of the house, or another graphic's id. */
  kind: string;
  name: string;
  /** The item that is changed; null for a new one. */
  item: string | null;
  fields: Field[];
  /** What of its schema no form can fill in. */
  without: string[];
  values: Values;
  /** Data that no field holds: it stays as it was. */
  rest: Data;
  /** Seconds after which it hides by itself, as typed; empty: it stays. */
  hide: string;
  /** Somebody tried to save it: what is wrong is said. */
  tried: boolean;
}

export function draftOf(kind: string, item: Item | null, language: Lang, entry?: Entry): Draft {
  const { fields, without } = isKind(kind) ? { fields: fieldsFor(kind, language), without: [] } : fieldsOf(entry?.schema ?? null, entry?.clock);
  const data = item?.data ?? {};
  const rest = Object.fromEntries(Object.entries(data).filter(([name]) => !fields.some((f) => f.name === name)));
  const blank = item ? fields.map((f) => ({ ...f, initial: undefined })) : fields;
  const name = isKind(kind) ? kindName(kind) : (entry?.name ?? kind);
  return { kind, name, item: item?.id ?? null, fields, without, values: typed(blank, data), rest, hide: String(item?.hide_after_s ?? ""), tried: false };
}

/** The language in which something new is prepared. */
export const speaks = (desk: Console): Lang => desk.memory.language(desk.screen) ?? lang();

/** Opens the form of a new item. */
export async function begin(desk: Console, ui: Ui, kind: string): Promise<void> {
  const entry = isKind(kind) ? undefined : (await catalogue()).get(kind);
  ui.open({ kind: "form", draft: draftOf(kind, null, speaks(desk), entry) });
}

/** Opens the form of a prepared item; a question's wording is the moderators'. */
export async function edit(desk: Console, ui: Ui, id: string): Promise<void> {
  const item = desk.list.item(id);
  if (!item || item.question || !desk.line.open) return;
  const kind = kindOf(item.graphic, item.data);
  const entry = isKind(kind) ? undefined : await catalogue().then((all) => all.get(kind), () => undefined);
  ui.open({ kind: "form", draft: draftOf(kind, item, speaks(desk), entry) });
}

/** Writes a value; another language brings its own words where nobody wrote any. */
export function write(draft: Draft, name: string, value: string | boolean): void {
  const before = draft.values["language"] as Lang;
  draft.values[name] = value;
  if (name !== "language") return;
  for (const field of draft.fields) {
    const words = preset(draft.kind, field.name, before);
    if (words !== undefined && draft.values[field.name] === words) draft.values[field.name] = preset(draft.kind, field.name, value as Lang)!;
  }
}

/** Whether it can be saved as it stands. */
export function sound(draft: Draft): boolean {
  return draft.fields.every((f) => !wrong(f, draft.values[f.name] ?? "")) && !hideIsWrong(draft);
}

export function hideIsWrong({ hide }: Draft): boolean {
  const seconds = Number(hide);
  return hide.trim() !== "" && !(Number.isInteger(seconds) && seconds >= HIDE.min && seconds <= HIDE.max);
}

/** What the graphic would get. */
export const dataOf = (draft: Draft): Data => ({ ...draft.rest, ...fixed(draft.kind), ...read(draft.fields, draft.values) });

export function contentOf(draft: Draft): Content {
  const data = dataOf(draft);
  const hide = draft.hide.trim();
  return { graphic: graphicOf(draft.kind), title: titleOf(draft, data), data, hide_after_s: hide ? Number(hide) : null };
}

/** What the list calls it: the first words that it shows. */
function titleOf(draft: Draft, data: Data): string {
  const all = draft.fields.filter((f) => f.kind === "line" || f.kind === "text" || f.kind === "lines").map((f) => data[f.name]);
  const first = all.map((value) => (Array.isArray(value) ? value[0] : value)).find((value): value is string => typeof value === "string" && value !== "");
  const title = draft.kind === "countdown" ? [clocked(Number(data["seconds"])), data["label"]].filter(Boolean).join(" ") : draft.kind === "qr" ? String(data["label"] ?? data["url"]) : (first ?? draft.name);
  const letters = [...title.replace(/\s+/g, " ").trim()];
  return letters.length > MOST_TITLE ? `${letters.slice(0, MOST_TITLE - 1).join("")}…` : letters.join("");
}

/** Saves it; what is in preview or on air is put into preview as it is now, for the next take to bring. */
export async function save(desk: Console, ui: Ui, draft: Draft): Promise<void> {
  draft.tried = true;
  if (!sound(draft)) return ui.changed();
  const id = await desk.list.prepare(contentOf(draft), draft.item ?? undefined);
  if (!id) return ui.changed();
  if (ui.sheet?.kind === "form" && ui.sheet.draft === draft) ui.open(null);
  const shown = desk.takes.program?.preview?.item === id || desk.takes.air.some((cue) => cue.item === id);
  if (draft.item && shown) desk.cue(id);
  else desk.focusOn(id);
}
