/** What can be prepared: the speakers' lower thirds by one tap, the kinds of the house, and every other graphic there is. */

import { html, nothing, type TemplateResult } from "lit";
import { pick, t } from "../lib/i18n";
import { LANGS, type Lang } from "../lib/page";
import { catalogue, type Entry } from "../stage/catalogue";
import type { Console } from "./controller";
import { begin, speaks } from "./draft";
import { KINDS, kindName, learn } from "./kinds";
import type { Briefing, Item } from "./model";
import type { Ui } from "./ui";
import { languageName } from "./words";

const OWN = new Set<string>([...KINDS, "question-card"]);

/** The list of graphics, as far as it has come. */
export class Others {
  entries: Entry[] = [];
  failed = false;

  constructor(private readonly changed: () => void) {}

  ask(): void {
    catalogue().then(
      (all) => this.#came([...all.values()].filter((e) => !OWN.has(e.id)), false),
      () => this.#came([], true),
    );
  }

  #came(entries: Entry[], failed: boolean): void {
    learn(entries);
    this.entries = entries;
    this.failed = failed;
    this.changed();
  }
}

export function add(desk: Console, ui: Ui, others: Others, language: Lang = speaks(desk)): TemplateResult {
  const speakers = desk.records.get<Briefing>("briefing", "briefing")?.details.speakers ?? [];
  return html`<h3>${t("Prepare")}</h3>
    <div class="items">${KINDS.map((kind) => choice(desk, ui, kind, kindName(kind)))}</div>
    ${speakers.length
      ? html`<h3>${t("Lower thirds of the speakers")}</h3>
          <div class="chips" role="group" aria-label=${t("Language")}>${LANGS.map((l) => html`<button aria-pressed=${l === language} @click=${() => ui.open({ kind: "add", language: l })}>${languageName(l)}</button>`)}</div>
          <div class="items">${speakers.map((s) => lowerThird(desk, s, language))}</div>`
      : nothing}
    ${others.entries.length || others.failed ? html`<h3>${t("Other graphics")}</h3>` : nothing}
    ${others.failed ? html`<p class="warn">${t("The list of graphics can't be read just now.")} <button class="small" @click=${() => others.ask()}>${t("Try again")}</button></p>` : nothing}
    <div class="items">${others.entries.map((e) => choice(desk, ui, e.id, kindName(e.id), e.wrong))}</div>`;
}

function choice(desk: Console, ui: Ui, kind: string, name: string, wrong?: string | null): TemplateResult {
  return html`<button class="item" data-test="prepare" data-kind=${kind} ?disabled=${Boolean(wrong)} @click=${() => void begin(desk, ui, kind)}><b>${name}</b>${wrong ? html`<small>${wrong}</small>` : nothing}</button>`;
}

/** One tap puts it into the rundown; there already, the tap is done. */
function lowerThird(desk: Console, speaker: Briefing["details"]["speakers"][number], language: Lang): TemplateResult {
  const data = { name: speaker.name, title: pick(speaker.office, language), language };
  const same = ({ graphic, listed, data: there }: Item): boolean =>
    listed && graphic === "lower-third" && there["name"] === data.name && there["title"] === data.title && there["language"] === language;
  const done = [...desk.records.all<Item>("item")].some(same);
  const tap = (): void => void desk.list.prepare({ graphic: "lower-third", title: speaker.name, data, hide_after_s: null });
  return html`<button class="item" data-test="speaker" data-speaker=${speaker.id} ?disabled=${done || desk.line.flying.has("prepare")} @click=${tap}>
    <b>${done ? "✓" : "+"} ${speaker.name}</b><small lang=${language}>${done ? t("in the rundown") : data.title}</small></button>`;
}
