/* Sentences in the user's language. The key is the English sentence; escaping is the template's duty. */
import { data, LANGS, page, type Lang } from "./page";

export type Params = Record<string, string | number>;
/** A short text in some of the three languages. */
export type Translated = { [lang: string]: string };

const texts = data<Record<string, Record<string, string>>>("texts", {});
const events = new EventTarget();
let current: Lang = page().lang;

/** The language that the page speaks now. */
export const lang = (): Lang => current;

/** The sentence in the current language, with `{name}` replaced; the English one where no translation is known. */
export function t(msgid: string, params: Params = {}): string {
  const text = texts[current]?.[msgid] || msgid;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole));
}

/** Changes the page's language in place and remembers it for a year. */
export function setLang(next: Lang): void {
  current = next;
  document.documentElement.lang = next;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `lang=${next}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  events.dispatchEvent(new Event("lang"));
}

/** Calls back after each change of language; returns how to stop. */
export function onLang(listen: () => void): () => void {
  events.addEventListener("lang", listen);
  return () => events.removeEventListener("lang", listen);
}

/** The text in the reader's language, else the first of kk, ru, en that there is. */
export function pick(text: Translated | null | undefined, language: Lang = current): string {
  for (const l of [language, ...LANGS]) if (text?.[l]) return text[l];
  return "";
}

/** "14:30" in the reader's zone. */
export function clock(ms: number): string {
  return new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);
}

/** Day and time in digits. Many browsers know no Kazakh and would put the year first; its order is the Russian one. */
export function dayTime(ms: number): string {
  const day = new Intl.DateTimeFormat(current === "en" ? "en-GB" : "ru-RU", { day: "2-digit", month: "2-digit", year: "numeric" }).format(ms);
  return `${day}, ${clock(ms)}`;
}

function locale(): string {
  return { kk: "kk-KZ", ru: "ru-RU", en: "en-GB" }[current];
}
