/** Open, paused, closed: what viewers are told, and in which words. */

import { html, nothing, type TemplateResult } from "lit";
import { pick, t, type Translated } from "../lib/i18n";
import { LANGS, type Lang } from "../lib/page";
import type { Desk } from "./controller";
import type { Briefing } from "./model";
import type { Ui } from "./ui";
import { intakeWord, languageName, why } from "./words";

type Intake = Briefing["intake"];
const STATES: readonly Intake[] = ["open", "paused", "closed"];
/** As many as the server takes, for each language. */
const MOST = 200;

const seen = (intake: Intake): string =>
  ({
    open: t("Viewers can ask."),
    paused: t("Viewers see that questions are paused; what they have written stays with them."),
    closed: t("Viewers see that no more questions are taken; they can still vote."),
  })[intake];

export function intakeSheet(desk: Desk, ui: Ui): { title: string; body: TemplateResult } {
  const briefing = desk.briefing!;
  const { chosen, written } = ui.intake;
  const now = chosen ?? briefing.intake;
  const message = written ?? (briefing.intake_message as Translated);
  const refused = desk.refused({ action: "intake" });
  const busy = desk.pending.has("intake");
  const same = now === briefing.intake && written === null;
  const write = (language: Lang) => (event: Event) => {
    ui.intake.written = { ...message, [language]: (event.target as HTMLTextAreaElement).value };
    ui.changed();
  };
  const choose = (intake: Intake) => () => {
    ui.intake.chosen = intake;
    ui.changed();
  };
  const languages = briefing.details.languages ?? LANGS;
  const body = html`
    <p class="now" role="status" data-test="intake-now"><b>${intakeWord(briefing.intake)}.</b> ${seen(briefing.intake)}
      ${pick(briefing.intake_message as Translated) ? html`<q>${pick(briefing.intake_message as Translated)}</q>` : nothing}</p>
    <div class="items three" role="group" aria-label=${t("Intake")}>
      ${STATES.map((s) => html`<button class="item" data-test=${`intake-${s}`} aria-pressed=${now === s} @click=${choose(s)}><b>${intakeWord(s)}</b></button>`)}
    </div>
    ${languages.map((l) => html`<div class="field"><label for=${`intake-${l}`}>${t("Message to viewers: {language}", { language: languageName(l) })}</label>
      <textarea id=${`intake-${l}`} class="short" rows="2" lang=${l} maxlength=${MOST} data-test=${`intake-message-${l}`} aria-describedby=${`intake-left-${l}`}
        .value=${message[l] ?? ""} @input=${write(l)}></textarea>
      <small class="dim" id=${`intake-left-${l}`} data-test=${`intake-left-${l}`}>${t("{n} left", { n: MOST - (message[l] ?? "").length })}</small></div>`)}
    ${refused ? html`<p class="over" role="alert">${why(refused)}</p>` : nothing}
    <div class="foot"><span></span><button class="main" data-test="intake-save" ?disabled=${busy || same || briefing.state === "ended"} @click=${() => void save(desk, ui, now, message)}>
      ${busy ? t("on its way…") : t("Tell the viewers")}</button></div>`;
  return { title: t("Intake of questions"), body };
}

async function save(desk: Desk, ui: Ui, intake: Intake, message: Translated): Promise<void> {
  const texts = Object.fromEntries(Object.entries(message).map(([l, text]) => [l, text.trim()]).filter(([, text]) => text));
  const { chosen, written } = ui.intake;
  if ((await desk.setIntake(intake, texts)) === null) return;
  if (ui.intake.chosen === chosen) ui.intake.chosen = null;
  if (ui.intake.written === written) ui.intake.written = null;
  ui.changed();
}
