/** What a producer prepares with the graphics of the house: which fields each has, and what stands in them at first. */

import { t } from "../lib/i18n";
import { LANGS, page, type Lang, type Page } from "../lib/page";
import type { Entry } from "../stage/catalogue";
import type { Data, Field } from "./fields";
import { languageName } from "./words";

export const KINDS = ["lower-third", "ticker", "countdown", "qr", "message", "bumper", "question-wall"] as const;
export type Kind = (typeof KINDS)[number];

/** Words of air, in the language of the graphic and not in that of the page. */
const PRESETS: Partial<Record<Kind, Record<string, Record<Lang, string>>>> = {
  qr: { label: { kk: "Сұрақ қою", ru: "Задать вопрос", en: "Ask a question" } },
  bumper: { text: { kk: "Көп ұзамай бастаймыз", ru: "Скоро начнём", en: "We begin shortly" } },
  "question-wall": { title: { kk: "Көрермен сұрақтары", ru: "Вопросы зрителей", en: "Questions from viewers" } },
};
const MINUTES_5 = 300;
const DAY_S = 86_400;

export const isKind = (kind: string): kind is Kind => (KINDS as readonly string[]).includes(kind);
/** The OGraf graphic that shows it. */
export const graphicOf = (kind: string): string => (kind === "bumper" ? "message" : kind);
export const kindOf = (graphic: string, data: Data): string => (graphic === "message" && data["style"] === "bumper" ? "bumper" : graphic);

/** The graphics that were dropped in, by id. */
export const dropped = new Map<string, Entry>();

export function learn(graphics: Iterable<Entry>): void {
  for (const entry of graphics) dropped.set(entry.id, entry);
}

/** What a kind of item is called; a graphic that is none of the house's goes by its own name. */
export function kindName(kind: string): string {
  const names: Record<string, () => string> = {
    "lower-third": () => t("Lower third"),
    ticker: () => t("Ticker"),
    countdown: () => t("Countdown"),
    qr: () => t("QR code"),
    message: () => t("Message"),
    bumper: () => t("Bumper"),
    "question-wall": () => t("Wall of questions"),
    "question-card": () => t("Question card"),
    captions: () => t("Captions"),
  };
  return names[kind]?.() ?? dropped.get(kind)?.name ?? kind;
}

/** Where the public asks: the address that a QR code leads to. */
function viewerUrl(): string {
  const boot = page<Page & { viewer?: string }>();
  return boot.viewer ?? `${location.origin}/b/${boot.slug ?? ""}`;
}

/** The words that stand there at first; `undefined` where nothing does. */
export const preset = (kind: string, field: string, language: Lang): string | undefined => (isKind(kind) ? PRESETS[kind]?.[field]?.[language] : undefined);

export function fieldsFor(kind: Kind, language: Lang): Field[] {
  const own = FIELDS[kind]().map((f) => ({ ...f, initial: f.initial ?? preset(kind, f.name, language) }));
  const options = LANGS.map((l) => ({ value: l, label: languageName(l), raw: l }));
  return [...own, { name: "language", label: t("Language"), kind: "choice", required: true, options, initial: language }];
}

const FIELDS: Record<Kind, () => Field[]> = {
  "lower-third": () => [
    { name: "name", label: t("Name"), kind: "line", required: true, most: 80 },
    { name: "title", label: t("Office held"), kind: "text", most: 160 },
  ],
  ticker: () => [{ name: "items", label: t("Lines, one below the other"), kind: "lines", required: true, rows: 20, most: 300 }],
  countdown: () => [
    { name: "seconds", label: t("Time, minutes and seconds"), kind: "seconds", required: true, min: 1, max: DAY_S, initial: MINUTES_5 },
    { name: "label", label: t("Words beside it"), kind: "line", most: 60 },
  ],
  qr: () => [
    { name: "url", label: t("Address"), kind: "line", required: true, most: 300, initial: viewerUrl() },
    { name: "label", label: t("Words below it"), kind: "line", most: 60 },
  ],
  message: words,
  bumper: words,
  "question-wall": () => [{ name: "title", label: t("Title"), kind: "line", most: 60 }],
};

function words(): Field[] {
  return [
    { name: "title", label: t("Title"), kind: "line", most: 80 },
    { name: "text", label: t("Text"), kind: "text", required: true, most: 240 },
  ];
}

/** What the kind fixes of its graphic's data. */
export const fixed = (kind: string): Data => (kind === "message" ? { style: "plate" } : kind === "bumper" ? { style: "bumper" } : {});
