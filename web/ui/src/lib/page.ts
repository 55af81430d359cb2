/* What the server put into the page for its script: JSON in `<script type="application/json" id="…">`. */

export type Lang = "kk" | "ru" | "en";
export const LANGS: readonly Lang[] = ["kk", "ru", "en"];

/** What every seat's page carries; a seat adds its own fields. */
export interface Page {
  lang: Lang;
  ws: string;
  briefing: string;
  slug?: string;
  seat?: string;
  /** Who sits here: staff's pages alone. */
  person?: string;
}

/** The JSON of one data block; `fallback` where the page has none. */
export function data<T>(id: string, fallback: T, of: Document = document): T {
  const text = of.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as T) : fallback;
}

/** The page's boot data. */
export function page<T extends Page = Page>(): T {
  return data<T>("page", { lang: "kk", ws: "", briefing: "" } as T);
}
