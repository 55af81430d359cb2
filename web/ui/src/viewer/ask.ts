/* The form: one box, and what is optional folded away. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { lang, pick, t } from "../lib/i18n";
import type { To } from "./keep";
import { toWhom } from "./to";
import { graphemes, LIMIT, type Scene, type ViewerPage } from "./model";

export interface Form {
  text: string;
  name: string;
  region: string;
  speaker: string;
  to: To;
  error: string;
}

export interface AskHandlers {
  change: (fields: Partial<Form>) => void;
  send: (event: Event) => void;
}

/** The form; it stays writable while questions are paused, so that nobody loses a thought. */
export function askForm(page: ViewerPage, scene: Scene, form: Form, barred: boolean, on: AskHandlers): TemplateResult {
  const count = graphemes(form.text);
  const over = count > LIMIT;
  const closed = scene.intake !== "open" || barred;
  return html`<form class="ask" method="post" action="/b/${page.slug}" @submit=${on.send}>
    <label class="sr-only" for="ask-text">${t("Your question")}</label>
    <textarea
      id="ask-text"
      name="text"
      data-test="ask-text"
      rows="3"
      dir="auto"
      enterkeyhint="enter"
      autocomplete="off"
      placeholder=${t("What would you like to ask?")}
      aria-describedby="ask-count ask-privacy ask-error"
      aria-invalid=${over || form.error ? "true" : "false"}
      .value=${form.text}
      @input=${(e: InputEvent) => on.change({ text: (e.target as HTMLTextAreaElement).value, error: "" })}
    ></textarea>
    <p class="error" id="ask-error" role="alert" data-test="ask-error">${over ? t("Too long by {count}.", { count: count - LIMIT }) : form.error}</p>
    <div class="row">
      ${who(page, form, on)} ${speakers(scene, form, on)} ${toWhom(form.to, page.confidential, (to) => on.change({ to }))}
      <span class="count ${over ? "over" : ""}" id="ask-count" aria-label=${t("{count} of {limit} characters", { count, limit: LIMIT })}
        >${count} / ${LIMIT}</span
      >
    </div>
    <div class="row end">
      ${privacy()}
      <button class="send" data-test="ask-send" type="submit" ?disabled=${closed}>${t("Send")}</button>
    </div>
  </form>`;
}

function who(page: ViewerPage, form: Form, on: AskHandlers): TemplateResult {
  const named = [form.name.trim(), form.region.trim()].filter(Boolean).join(", ");
  const value = (e: Event): string => (e.target as HTMLInputElement).value;
  return html`<details class="who">
    <summary class="chip" data-test="ask-who"><span class="cut">${named || t("Anonymous")}</span></summary>
    <div class="panel">
      <p>${t("Leave both empty to stay anonymous. What you write here is shown with your question.")}</p>
      <label>${t("Name")}<input name="name" data-test="ask-name" maxlength="80" autocomplete="name" .value=${form.name} @input=${(e: Event) => on.change({ name: value(e) })} /></label>
      <label>${t("Region")}<input name="region" data-test="ask-region" maxlength="80" list="regions" autocomplete="off" .value=${form.region} @input=${(e: Event) => on.change({ region: value(e) })} /></label>
      <datalist id="regions">${page.regions.map((region) => html`<option value=${pick(region)}></option>`)}</datalist>
    </div>
  </details>`;
}

function speakers(scene: Scene, form: Form, on: AskHandlers): TemplateResult | typeof nothing {
  if (scene.details.speakers.length < 2) return nothing;
  return html`<select
    class="chip"
    name="speaker"
    data-test="ask-speaker"
    aria-label=${t("To whom")}
    @change=${(e: Event) => on.change({ speaker: (e.target as HTMLSelectElement).value })}
  >
    <option value="" ?selected=${form.speaker === ""}>${t("Speaker")}</option>
    ${repeat(scene.details.speakers, (s) => s.id, (s) => html`<option value=${s.id} ?selected=${form.speaker === s.id} lang=${lang()}>${s.name}</option>`)}
  </select>`;
}

function privacy(): TemplateResult {
  return html`<details class="privacy" id="ask-privacy">
    <summary>${t("What we keep")}</summary>
    <p>
      ${t("Your question, and your name and region if you give them, are read by the moderators. They become public only when approved. No account; a cookie tells your own questions from others'. Don't write ID or phone numbers.")}
    </p>
  </details>`;
}
