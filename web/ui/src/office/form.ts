/** What the office says of a briefing, field by field; what is wrong stands at its field. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../lib/i18n";
import { LANGS, type Lang } from "../lib/page";
import { newId } from "../lib/ids";
import { refused } from "./controls";
import type { Office } from "./controller";
import type { Faults, Form, Tongues } from "./model";
import { faultWord } from "./words";

const OWN: Tongues = { kk: "Қазақша", ru: "Русский", en: "English" };
const none = (): Tongues => ({ kk: "", ru: "", en: "" });
const fresh = (prefix: string): string => prefix + newId().replaceAll("-", "").slice(0, 10);
const MOST = 20;

interface Context {
  form: Form;
  faults: Faults;
  locked: boolean;
  write: (change: Partial<Form>) => void;
}

export function details(office: Office, id: string): TemplateResult {
  const briefing = office.briefing(id);
  const form = office.form(id);
  const faults = { ...office.faults.get(id) };
  const taken = office.refusal?.at === "form" && office.refusal.code === "slug_taken";
  const context: Context = { form, faults, locked: briefing?.state === "ended", write: (change) => office.write(id, change) };
  const dirty = office.drafts.has(id);
  const busy = office.pending.has(`save ${id}`);
  return html`<form class="panel" novalidate @submit=${(e: Event) => submit(e, office, id)}>
    <h2>${office.creating === id ? t("New briefing") : t("What the audience reads")}</h2>
    ${titles(context)} ${when(context, taken, briefing !== null && briefing.rehearses !== null)} ${spokenBy(context)} ${why(context)} ${videos(context)}
    ${office.overtaken(id) ? html`<p class="refusal" role="status">${t("A colleague has changed this briefing meanwhile. Saving replaces their changes; discarding shows them.")}</p>` : nothing}
    ${taken ? nothing : refused(office.refusal, "form")}
    ${Object.keys(faults).length > 0 ? html`<p class="refusal" role="alert">${t("Not saved: look at the marked fields.")}</p>` : nothing}
    <div class="row bar" ?data-dirty=${dirty}>
      <button class="main" type="submit" data-test="save-briefing" ?disabled=${busy || !dirty}>${busy ? t("Saving…") : t("Save")}</button>
      ${dirty ? html`<button type="button" data-test="discard-briefing" @click=${() => office.discard(id)}>${t("Discard changes")}</button>` : nothing}
      ${office.saved === id && !dirty ? html`<span class="dim" role="status">${t("Saved.")}</span>` : nothing}
    </div>
  </form>`;
}

async function submit(event: Event, office: Office, id: string): Promise<void> {
  event.preventDefault();
  const form = event.currentTarget as HTMLFormElement;
  if (!(await office.save(id))) requestAnimationFrame(() => (form.querySelector("[aria-invalid=true]") as HTMLElement | null)?.focus());
}

interface Field {
  id: string;
  label: string;
  value: string;
  fault?: string | null | undefined;
  lang?: Lang;
  type?: string;
  hint?: string;
  locked?: boolean;
  input: (value: string) => void;
}

function field(f: Field): TemplateResult {
  const wrong = Boolean(f.fault);
  return html`<div class="field">
    <label for=${f.id}>${f.label}</label>
    <input id=${f.id} type=${f.type ?? "text"} lang=${f.lang ?? nothing} .value=${f.value} ?disabled=${f.locked ?? false}
      aria-invalid=${wrong} aria-describedby=${wrong ? `${f.id}-fault` : f.hint ? `${f.id}-hint` : nothing}
      @input=${(e: Event) => f.input((e.target as HTMLInputElement).value)} />
    ${wrong ? html`<small class="fault" id=${`${f.id}-fault`}>${f.fault}</small>` : f.hint ? html`<small class="dim" id=${`${f.id}-hint`}>${f.hint}</small>` : nothing}
  </div>`;
}

const word = (c: Context, name: string): string | null => (c.faults[name] ? faultWord(c.faults[name]) : null);

/** One text in three languages, side by side. */
function three(c: Context, id: string, label: string, value: Tongues, input: (value: Tongues) => void): TemplateResult {
  return html`<fieldset class="three" ?disabled=${c.locked}>
    <legend>${label}</legend>
    ${LANGS.map((l) => field({ id: `${id}.${l}`, label: OWN[l], value: value[l], lang: l, fault: word(c, `${id}.${l}`), input: (v) => input({ ...value, [l]: v }) }))}
  </fieldset>`;
}

function titles(c: Context): TemplateResult {
  return three(c, "title", t("Title; readers get their language, else the first there is"), c.form.title, (title) => c.write({ title }));
}

function when(c: Context, taken: boolean, kept: boolean): TemplateResult {
  return html`<fieldset class="two" ?disabled=${c.locked}>
    <legend class="sr-only">${t("When and where")}</legend>
    ${field({ id: "slug", label: t("Address: /b/…"), value: c.form.slug, locked: kept, input: (slug) => c.write({ slug }),
      fault: taken ? t("Another briefing has this address. Choose another.") : word(c, "slug"), hint: `/b/${c.form.slug}` })}
    ${field({ id: "starts", label: t("Start, in this computer's time"), type: "datetime-local", value: c.form.starts, fault: word(c, "starts"), input: (starts) => c.write({ starts }) })}
    <div class="field">
      <span class="label" id="languages-label">${t("Languages on air")}</span>
      <div class="row" role="group" aria-labelledby="languages-label">
        ${LANGS.map((l) => html`<label class="check"><input type="checkbox" .checked=${c.form.languages.includes(l)} aria-invalid=${Boolean(c.faults["languages"])}
          @change=${(e: Event) => c.write({ languages: LANGS.filter((x) => (x === l ? (e.target as HTMLInputElement).checked : c.form.languages.includes(x))) })} /> ${OWN[l]}</label>`)}
      </div>
      ${word(c, "languages") ? html`<small class="fault">${word(c, "languages")}</small>` : nothing}
    </div>
  </fieldset>`;
}

function spokenBy(c: Context): TemplateResult {
  const { speakers } = c.form;
  const put = (i: number, change: Partial<Form["speakers"][number]>): void =>
    c.write({ speakers: speakers.map((s, j) => (i === j ? { ...s, ...change } : s)) });
  return html`<section class="many" aria-labelledby="speakers">
    <h3 id="speakers">${t("Speakers")}</h3>
    ${speakers.map((s, i) => html`<div class="one">
      ${field({ id: `speakers.${i}.name`, label: t("Name, as it stands on air"), value: s.name, locked: c.locked, fault: word(c, `speakers.${i}.name`), input: (name) => put(i, { name }) })}
      ${three(c, `speakers.${i}.office`, t("Office held"), s.office, (value) => put(i, { office: value }))}
      ${remove(c, s.name, () => c.write({ speakers: speakers.filter((_, j) => j !== i) }))}
    </div>`)}
    ${add(c, speakers.length, t("Add a speaker"), () => c.write({ speakers: [...speakers, { id: fresh("s"), name: "", office: none() }] }))}
  </section>`;
}

function why(c: Context): TemplateResult {
  const { reasons } = c.form;
  const put = (i: number, text: Tongues): void => c.write({ reasons: reasons.map((r, j) => (i === j ? { ...r, text } : r)) });
  return html`<section class="many" aria-labelledby="reasons">
    <h3 id="reasons">${t("Reasons of refusal")}</h3>
    <p class="dim">${t("The asker and the public read them. Left empty, the usual six are used.")}</p>
    ${reasons.map((r, i) => html`<div class="one reason">
      ${three(c, `reasons.${i}`, t("Reason {n}", { n: i + 1 }), r.text, (text) => put(i, text))}
      ${remove(c, r.text.en || r.text.ru || r.text.kk, () => c.write({ reasons: reasons.filter((_, j) => j !== i) }))}
    </div>`)}
    ${add(c, reasons.length, t("Add a reason"), () => c.write({ reasons: [...reasons, { id: fresh("r"), text: none() }] }))}
  </section>`;
}

function remove(c: Context, name: string, act: () => void): TemplateResult | typeof nothing {
  return c.locked ? nothing : html`<button type="button" aria-label=${t("Remove: {name}", { name })} @click=${act}>${t("Remove")}</button>`;
}

function add(c: Context, count: number, words: string, act: () => void): TemplateResult | typeof nothing {
  return c.locked || count >= MOST ? nothing : html`<button type="button" @click=${act}>+ ${words}</button>`;
}

function videos(c: Context): TemplateResult {
  return html`<fieldset class="two">
    <legend>${t("Video")}</legend>
    ${field({ id: "player", label: t("Player for the viewers' page"), type: "url", value: c.form.player, locked: c.locked, fault: word(c, "player"), input: (player) => c.write({ player }) })}
    ${field({ id: "delay", label: t("Seconds by which viewers see it later"), value: c.form.delay, locked: c.locked, fault: word(c, "delay"),
      hint: t("What the viewers' page says of the picture waits as long: on air, answered, subtitles."), input: (delay) => c.write({ delay }) })}
    ${field({ id: "recording", label: t("Recording"), type: "url", value: c.form.recording, fault: word(c, "recording"), input: (recording) => c.write({ recording }) })}
    ${field({ id: "offset", label: t("Where the recording begins, against going live"), value: c.form.offset, fault: word(c, "offset"),
      hint: t("0:02:00 if it begins two minutes after; -0:02:00 if two before."), input: (offset) => c.write({ offset }) })}
  </fieldset>`;
}
