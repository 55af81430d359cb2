/** The fields of a form, made of a GDD schema or by hand; what is typed in them, and the data that it is. */

export type FieldKind = "line" | "text" | "lines" | "number" | "seconds" | "choice" | "check" | "color";

export interface Field {
  name: string;
  label: string;
  kind: FieldKind;
  required?: boolean;
  /** Characters at most; of each line where there are several. */
  most?: number;
  /** Lines at most. */
  rows?: number;
  min?: number;
  max?: number;
  whole?: boolean;
  options?: readonly { value: string; label: string; raw: unknown }[];
  initial?: unknown;
}

/** What stands in the form: text as it was typed, or whether a box is ticked. */
export type Values = Record<string, string | boolean>;
export type Data = Record<string, unknown>;
/** What is wrong with a value, and the number that it breaks. */
export interface Wrong {
  code: "empty" | "long" | "many" | "number" | "small" | "large";
  n?: number;
}

interface Schema {
  type?: string | string[];
  title?: string;
  gddType?: string;
  gddOptions?: { labels?: Record<string, string> };
  enum?: unknown[];
  default?: unknown;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  order?: number;
}

/** The fields of a graphic's schema; `without` are those that no form can fill in. `skip`: not for a hand. */
export function fieldsOf(schema: object | null, skip: readonly string[] = []): { fields: Field[]; without: string[] } {
  const { properties = {}, required = [] } = (schema ?? {}) as Schema;
  const named = Object.entries(properties).filter(([name]) => !skip.includes(name));
  named.sort(([, a], [, b]) => (a.order ?? Infinity) - (b.order ?? Infinity) || 0);
  const made = named.map(([name, one]) => ({ name, field: field(name, one, required.includes(name)) }));
  const without = made.filter((m) => !m.field && properties[m.name]!.default === undefined).map((m) => properties[m.name]!.title ?? m.name);
  return { fields: made.flatMap((m) => m.field ?? []), without };
}

function field(name: string, schema: Schema, required: boolean): Field | null {
  const kind = kindOf(schema);
  if (!kind) return null;
  const labels = schema.gddOptions?.labels ?? {};
  return {
    name,
    kind,
    required,
    label: schema.title ?? name,
    most: (kind === "lines" ? schema.items : schema)?.maxLength,
    rows: schema.maxItems,
    min: schema.minimum,
    max: schema.maximum,
    whole: schema.type === "integer",
    options: schema.enum?.map((raw) => ({ value: String(raw), label: labels[String(raw)] ?? String(raw), raw })),
    initial: schema.default,
  };
}

function kindOf(schema: Schema): FieldKind | null {
  const type = Array.isArray(schema.type) ? schema.type.find((t) => t !== "null") : schema.type;
  if (schema.enum) return "choice";
  if (type === "boolean") return "check";
  if (type === "integer" || type === "number") return "number";
  if (type === "array") return schema.items?.type === "string" ? "lines" : null;
  if (type !== "string") return null;
  if (schema.gddType?.startsWith("color")) return "color";
  return schema.gddType === "multi-line" ? "text" : "line";
}

/** What stands in the form for this data; a field without data has its initial value. */
export function typed(fields: readonly Field[], data: Data): Values {
  return Object.fromEntries(fields.map((f) => [f.name, shown(f, data[f.name] ?? f.initial)]));
}

function shown(field: Field, value: unknown): string | boolean {
  if (field.kind === "check") return value === true;
  if (field.kind === "color") return String(value ?? "#000000");
  if (value === undefined || value === null) return field.kind === "choice" && field.required ? (field.options?.[0]?.value ?? "") : "";
  if (Array.isArray(value)) return value.join("\n");
  return field.kind === "seconds" ? clocked(Number(value)) : String(value);
}

/** The data that stands in the form; what is empty is left out. */
export function read(fields: readonly Field[], values: Values): Data {
  const found = fields.map((f) => [f.name, valueOf(f, values[f.name] ?? "")] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

function valueOf(field: Field, value: string | boolean): unknown {
  if (typeof value === "boolean") return value;
  if (field.kind === "lines") return value.split("\n").map((line) => line.trim()).filter(Boolean);
  const text = value.trim();
  if (text === "") return undefined;
  if (field.kind === "choice") return field.options?.find((o) => o.value === text)?.raw;
  if (field.kind === "seconds") return secondsOf(text) ?? undefined;
  return field.kind === "number" ? Number(text.replace(",", ".")) : text;
}

/** What is wrong with what stands in the field; null for nothing. */
export function wrong(field: Field, value: string | boolean): Wrong | null {
  const data = valueOf(field, value);
  const empty = data === undefined || (Array.isArray(data) && data.length === 0);
  if (field.kind === "seconds" && empty && String(value).trim()) return { code: "number" };
  if (empty) return field.required ? { code: "empty" } : null;
  if (Array.isArray(data) && field.rows && data.length > field.rows) return { code: "many", n: field.rows };
  const longest = (Array.isArray(data) ? data : [data]).reduce((most: number, one) => (typeof one === "string" ? Math.max(most, [...one].length) : most), 0);
  if (field.most && longest > field.most) return { code: "long", n: field.most };
  return typeof data === "number" ? wrongNumber(field, data) : null;
}

function wrongNumber({ whole, min, max }: Field, value: number): Wrong | null {
  if (!Number.isFinite(value) || (whole && !Number.isInteger(value))) return { code: "number" };
  if (min !== undefined && value < min) return { code: "small", n: min };
  return max !== undefined && value > max ? { code: "large", n: max } : null;
}

/** "5:00", "1:05:00" or "90", as seconds; null for what is none of these. */
export function secondsOf(text: string): number | null {
  const parts = /^(?:(?:(\d{1,2}):)?(\d{1,2}):)?(\d{1,5})$/.exec(text.trim());
  if (!parts) return null;
  const [hours, minutes, seconds] = parts.slice(1).map((n) => Number(n ?? 0)) as [number, number, number];
  return parts[2] !== undefined && seconds > 59 ? null : hours * 3600 + minutes * 60 + seconds;
}

/** Seconds as they are typed. */
export function clocked(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, String(seconds % 60).padStart(2, "0")];
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
