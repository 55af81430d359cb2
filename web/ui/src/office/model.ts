/** What the office fills in, as a form, and what of it the server would take. Pure. */

import { LANGS, type Lang } from "../lib/page";
import type { Briefing, Details, InviteRecord, Listed, Person } from "../wire.gen";

export type { Briefing, Details, InviteRecord, Listed, Person };
export type Role = Person["role"];
export type Scope = NonNullable<Person["scope"]>;
export type Tongues = Record<Lang, string>;

/** Roles that stand above the briefings. */
export const OFFICE_ROLES: readonly Role[] = ["owner", "archivist"];
export const BRIEFING_ROLES: readonly Role[] = ["moderator", "producer", "speaker", "captioner", "confidential", "screen", "control"];

/** Durable keys: of pages and programs, not of people. */
export const KEYS: readonly Role[] = ["screen", "control"];

export interface Form {
  title: Tongues;
  slug: string;
  starts: string;
  languages: Lang[];
  speakers: { id: string; name: string; office: Tongues }[];
  reasons: { id: string; text: Tongues }[];
  player: string;
  delay: string;
  recording: string;
  offset: string;
}

export type Fault = "empty" | "too_long" | "bad_slug" | "bad_time" | "bad_url" | "bad_player" | "bad_offset" | "bad_delay" | "no_language";
/** What is wrong, by field: "slug", "title.kk", "speakers.0.name". */
export type Faults = Record<string, Fault>;

const LINE = 200;
const URL_MAX = 2000;
const MOST_DELAY_S = 120;
const SLUG = /^[a-z0-9][a-z0-9-]{1,60}$/;

const tongues = (text: { [lang: string]: string } = {}): Tongues => ({ kk: text["kk"] ?? "", ru: text["ru"] ?? "", en: text["en"] ?? "" });
const pad = (n: number): string => String(n).padStart(2, "0");

/** A moment as `<input type="datetime-local">` writes it, in the zone of the one who looks. */
export function toLocal(ms: number): string {
  const d = new Date(ms);
  return `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}T${pad(d.getHours())}:${pad(d.getMinutes())}`;
}

/** "-0:01:05" for -65,000 ms. */
export function toOffset(ms: number): string {
  const s = Math.round(Math.abs(ms) / 1000);
  return `${ms < 0 ? "-" : ""}${Math.floor(s / 3600)}:${pad(Math.floor((s % 3600) / 60))}:${pad(s % 60)}`;
}

/** Milliseconds of "1:05", "0:01:05" or "65"; null where it is none of them. */
export function fromOffset(text: string): number | null {
  const match = /^([-−]?)(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})$/.exec(text.trim() || "0");
  if (!match) return null;
  const [, sign, hours, minutes, seconds] = match;
  const total = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds);
  return total === 0 ? 0 : (sign ? -1 : 1) * total * 1000;
}

/** An empty form for a briefing at the next full hour. */
export function blank(now: number): Form {
  const starts = toLocal(Math.ceil(now / 3_600_000) * 3_600_000);
  return { title: tongues(), slug: "", starts, languages: [...LANGS], speakers: [], reasons: [], player: "", delay: "0", recording: "", offset: "0:00:00" };
}

export function fromDetails(details: Details): Form {
  return {
    title: tongues(details.title),
    slug: details.slug,
    starts: toLocal(details.starts_at),
    languages: [...details.languages],
    speakers: details.speakers.map((s) => ({ id: s.id, name: s.name, office: tongues(s.office) })),
    // What is retired is the server's to keep: old refusals still name it.
    reasons: details.reasons.filter((r) => !r.retired).map((r) => ({ id: r.id, text: tongues(r.text) })),
    player: details.player_url ?? "",
    delay: String(details.stream_delay_s),
    recording: details.recording_url ?? "",
    offset: toOffset(details.recording_offset_ms),
  };
}

/** The details that the form says, or what is wrong with it. `before` keeps the seconds that the form does not show. */
export function toDetails(form: Form, before?: Details): { details: Details | null; faults: Faults } {
  const faults: Faults = {};
  const starts = new Date(form.starts).getTime();
  const offset = fromOffset(form.offset);
  const details: Details = {
    slug: form.slug.trim(),
    title: lines(form.title, "title", faults, true),
    starts_at: before && toLocal(before.starts_at) === form.starts ? before.starts_at : starts,
    languages: LANGS.filter((l) => form.languages.includes(l)),
    speakers: form.speakers.map((s, i) => ({ id: s.id, name: line(s.name, `speakers.${i}.name`, faults), office: lines(s.office, `speakers.${i}.office`, faults) })),
    reasons: form.reasons.map((r, i) => ({ id: r.id, text: lines(r.text, `reasons.${i}`, faults, true), retired: false })),
    // The viewers' page frames nothing that is not encrypted.
    player_url: url(form.player, "player", faults, /^https:$/, "bad_player"),
    stream_delay_s: seconds(form.delay, faults),
    recording_url: url(form.recording, "recording", faults, /^https?:$/, "bad_url"),
    recording_offset_ms: offset ?? 0,
  };
  if (!SLUG.test(details.slug)) faults["slug"] = "bad_slug";
  if (Number.isNaN(details.starts_at)) faults["starts"] = "bad_time";
  if (offset === null) faults["offset"] = "bad_offset";
  if (details.languages.length === 0) faults["languages"] = "no_language";
  return { details: Object.keys(faults).length > 0 ? null : details, faults };
}

function seconds(text: string, faults: Faults): number {
  const clean = text.trim() || "0";
  if (/^\d{1,3}$/.test(clean) && Number(clean) <= MOST_DELAY_S) return Number(clean);
  faults["delay"] = "bad_delay";
  return 0;
}

function line(text: string, field: string, faults: Faults): string {
  const clean = text.trim();
  if (!clean) faults[field] = "empty";
  if (clean.length > LINE) faults[field] = "too_long";
  return clean;
}

function lines(text: Tongues, field: string, faults: Faults, needed = false): { [lang: string]: string } {
  const out: { [lang: string]: string } = {};
  for (const l of LANGS) {
    const clean = text[l].trim();
    if (clean.length > LINE) faults[`${field}.${l}`] = "too_long";
    if (clean) out[l] = clean;
  }
  if (needed && Object.keys(out).length === 0) faults[`${field}.kk`] = "empty";
  return out;
}

function url(text: string, field: string, faults: Faults, schemes: RegExp, fault: Fault): string | null {
  const clean = text.trim();
  if (!clean) return null;
  const parsed = tryUrl(clean);
  if (!parsed || !schemes.test(parsed.protocol) || clean.length > URL_MAX) faults[field] = fault;
  return clean;
}

function tryUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

const LETTERS: Record<string, string> = {
  а: "a", ә: "a", б: "b", в: "v", г: "g", ғ: "g", д: "d", е: "e", ё: "e", ж: "zh", з: "z", и: "i", й: "i", к: "k", қ: "q", л: "l",
  м: "m", н: "n", ң: "n", о: "o", ө: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ұ: "u", ү: "u", ф: "f", х: "h", һ: "h", ц: "ts",
  ч: "ch", ш: "sh", щ: "sh", ъ: "", ы: "y", і: "i", ь: "", э: "e", ю: "yu", я: "ya",
};

/** An address made of a title: "Ашық бюджет" → "ashyq-byudzhet". */
export function slugOf(title: string): string {
  const latin = [...title.toLowerCase()].map((c) => LETTERS[c] ?? c).join("");
  return latin.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60).replace(/-+$/, "");
}

/** The briefing that the office most likely came for: the live one, else the next to come, else the latest. */
export function likely(listings: readonly Listed[], now: number): string | null {
  const by = (state: string): Listed[] => listings.filter((l) => l.listing.state === state && l.rehearses === null);
  const soon = [...by("scheduled")].sort((a, b) => Math.abs(a.listing.starts_at - now) - Math.abs(b.listing.starts_at - now));
  const past = [...by("ended")].sort((a, b) => b.listing.starts_at - a.listing.starts_at);
  return (by("live")[0] ?? soon[0] ?? past[0])?.id ?? null;
}

/** Live ones first, then those to come by their start, then the past, latest first; each followed by its rehearsals. */
export function sorted(listings: readonly Listed[]): Listed[] {
  const rank = { live: 0, scheduled: 1, ended: 2 };
  const real = listings.filter((l) => l.rehearses === null);
  real.sort((a, b) => {
    const d = rank[a.listing.state] - rank[b.listing.state];
    if (d !== 0) return d;
    return a.listing.state === "ended" ? b.listing.starts_at - a.listing.starts_at : a.listing.starts_at - b.listing.starts_at;
  });
  return real.flatMap((l) => [l, ...listings.filter((r) => r.rehearses === l.id)]);
}

export type Seat = "invited" | "joined" | "expired" | "key" | "revoked";

/** How a person's seat stands. */
export function seat(person: Person, invite: InviteRecord | undefined, now: number): Seat {
  if (person.revoked) return "revoked";
  if (KEYS.includes(person.role)) return "key";
  if (person.joined_at !== null) return "joined";
  return invite && invite.expires <= now ? "expired" : "invited";
}
