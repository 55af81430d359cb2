/** The form of an item that is being prepared: its fields, and beside them the picture that it makes. */

import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { live } from "lit/directives/live.js";
import { t } from "../lib/i18n";
import type { Lang } from "../lib/page";
import type { Shown } from "../stage/stage";
import type { Console } from "./controller";
import { dataOf, HIDE, hideIsWrong, save, sound, write, type Draft } from "./draft";
import { wrong, type Data, type Field } from "./fields";
import { graphicOf } from "./kinds";
import { cueLanguage, ended, type Clearance } from "./model";
import { picture } from "./monitors";
import type { Ui } from "./ui";
import { wrongWord } from "./words";

const WALL_ROWS = 5;

export function form(desk: Console, ui: Ui, draft: Draft): TemplateResult {
  const submit = (event: Event): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    // What is wrong takes the focus once it is marked so.
    void save(desk, ui, draft).then(() => setTimeout(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()));
  };
  const onAir = draft.item !== null && desk.takes.air.some((cue) => cue.item === draft.item);
  return html`<form class="form" data-test="form" data-kind=${draft.kind} novalidate @submit=${submit}>
    <div class="fields">
      ${draft.fields.map((f, n) => field(ui, draft, f, n === 0))} ${hide(ui, draft)}
      ${draft.without.length ? html`<p class="dim">${t("No form can fill in: {what}", { what: draft.without.join(", ") })}</p>` : nothing}
      ${onAir ? html`<p class="warn">${t("It is on air. Saved, it goes into preview; Take brings the change.")}</p>` : nothing}
      <button class="go" data-test="save" ?disabled=${!desk.line.open || desk.line.flying.has("prepare")}>${draft.item ? t("Save") : t("Add to the rundown")}</button>
    </div>
    <div class="seen pic" aria-hidden="true">${sound(draft) ? picture(shown(desk, draft), desk.records.now, nothing) : picture({ revision: 0, layers: {}, cut: true }, desk.records.now, t("The picture appears once it can be made."))}</div>
  </form>`;
}

function shown(desk: Console, draft: Draft): Shown {
  const data = example(desk, draft.kind, dataOf(draft));
  const graphic = graphicOf(draft.kind);
  return { revision: 0, cut: true, layers: { [graphic]: { id: JSON.stringify(data), item: "draft", graphic, data, taken: 0 } } };
}

/** What is known only on air, as it would be now: the most voted questions; a countdown that stands. */
function example(desk: Console, kind: string, data: Data): Data {
  if (kind === "countdown") return { left_ms: Number(data["seconds"]) * 1000, ...data };
  if (kind !== "question-wall") return data;
  const rows = desk.rows.filter((r) => r.question && !ended(r)).sort((a, b) => b.votes - a.votes || a.number! - b.number!);
  const questions = rows.slice(0, WALL_ROWS).map((r) => {
    const words = desk.records.get<Clearance>("clearance", r.question!)?.wordings;
    const language = cueLanguage(desk.records, r.question!, data["language"] as Lang);
    return { text: (language && words?.[language]?.text) ?? r.text, votes: r.votes };
  });
  return { ...data, questions };
}

/** A labelled field of a draft, with what is wrong in it once somebody tried to save. */
export function field(ui: Ui, draft: Draft, f: Field, first: boolean): TemplateResult {
  const value = draft.values[f.name] ?? "";
  const bad = draft.tried ? wrong(f, value) : null;
  const id = `field-${f.name}`;
  const set = (written: string | boolean): void => {
    write(draft, f.name, written);
    ui.changed();
  };
  const attrs = { id, name: f.name, first, bad: bad !== null, set };
  if (f.kind === "check") return html`<label class="check"><input type="checkbox" id=${id} .checked=${live(value === true)} @change=${(e: Event) => set((e.target as HTMLInputElement).checked)} /> ${f.label}</label>`;
  return html`<label for=${id}>${f.label}${f.required ? nothing : html` <small>${t("optional")}</small>`}</label>
    ${input(f, String(value), attrs)} ${bad ? html`<p class="wrong" id=${`${id}-wrong`} role="alert">${wrongWord(bad)}</p>` : nothing}`;
}

interface Attrs {
  id: string;
  name: string;
  first: boolean;
  bad: boolean;
  set(value: string): void;
}

function input(f: Field, value: string, { id, name, first, bad, set }: Attrs): TemplateResult {
  const heard = (event: Event): void => set((event.target as HTMLInputElement).value);
  const wrongId = ifDefined(bad ? `${id}-wrong` : undefined);
  if (f.kind === "choice") {
    const blank = f.required ? nothing : html`<option value="" ?selected=${value === ""}>—</option>`;
    return html`<select id=${id} name=${name} @change=${heard}>${blank}${f.options?.map((o) => html`<option value=${o.value} ?selected=${o.value === value}>${o.label}</option>`)}</select>`;
  }
  if (f.kind === "text" || f.kind === "lines") {
    return html`<textarea id=${id} name=${name} rows=${f.kind === "lines" ? 6 : 3} ?autofocus=${first} aria-invalid=${bad} aria-describedby=${wrongId} .value=${live(value)} @input=${heard}></textarea>`;
  }
  const type = f.kind === "color" ? "color" : "text";
  const mode = f.kind === "number" ? "decimal" : f.kind === "seconds" ? "numeric" : undefined;
  return html`<input id=${id} name=${name} type=${type} inputmode=${ifDefined(mode)} autocomplete="off" ?autofocus=${first} aria-invalid=${bad} aria-describedby=${wrongId} .value=${live(value)} @input=${heard} />`;
}

function hide(ui: Ui, draft: Draft): TemplateResult {
  const bad = draft.tried && hideIsWrong(draft);
  const heard = (event: Event): void => {
    draft.hide = (event.target as HTMLInputElement).value;
    ui.changed();
  };
  return html`<label for="field-hide">${t("Hides by itself after, s")} <small>${t("empty: it stays")}</small></label>
    <input id="field-hide" name="hide" class="short" inputmode="numeric" autocomplete="off" aria-invalid=${bad} .value=${live(draft.hide)} @input=${heard} />
    ${bad ? html`<p class="wrong" role="alert">${t("From {min} to {max} seconds.", { min: HIDE.min, max: HIDE.max })}</p>` : nothing}`;
}
