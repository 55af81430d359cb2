/* To whom a question goes, and the offer of the confidential channel. */
import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { t } from "../lib/i18n";
import type { Outgoing, To } from "./keep";

/** The choice in a word. */
export function toWord(to: To): string {
  if (to === "consultation") return t("Consultation");
  return to === "confidential" ? t("In confidence") : t("To the studio");
}

function hint(to: To): string {
  if (to === "consultation") return t("Private: a department answers it; it is never on air.");
  if (to === "confidential") return t("To report corruption: only the confidential officer reads it.");
  return t("Everyone can see it once it is approved.");
}

/** A quiet choice: folded away, with what is chosen on it. */
export function toWhom(chosen: To, confidential: boolean, choose: (to: To) => void): TemplateResult {
  const ways: To[] = confidential ? ["studio", "consultation", "confidential"] : ["studio", "consultation"];
  return html`<details class="to">
    <summary class="chip ${chosen === "studio" ? "" : "on"}" data-test="ask-to" data-to=${chosen}><span class="cut">${toWord(chosen)}</span></summary>
    <fieldset class="panel">
      <legend class="sr-only">${t("Where it goes")}</legend>
      ${ways.map(
        (to) =>
          html`<label class="choice"><input type="radio" name="to" value=${to} data-test="ask-to-${to}" .checked=${to === chosen} @change=${() => choose(to)} /><span>${toWord(to)}<small>${hint(to)}</small></span></label>`,
      )}
    </fieldset>
  </details>`;
}

export interface OfferHandlers {
  confidential: (question: Outgoing) => void;
  studio: (question: Outgoing) => void;
  change: (question: Outgoing) => void;
}

/** What reads like a tip-off waits here, sent nowhere, until its author has chosen; each in a dialog of its own. */
export function offer(question: Outgoing | undefined, on: OfferHandlers): unknown {
  if (!question) return nothing;
  const cancel = (event: Event): void => {
    event.preventDefault();
    on.change(question);
  };
  const dialog = html`<dialog class="offer" aria-labelledby="offer-title" aria-describedby="offer-text" data-test="tip-off" @cancel=${cancel}>
    <h2 id="offer-title">${t("Is this a report of corruption?")}</h2>
    <blockquote dir="auto" tabindex="0">${question.text}</blockquote>
    <p id="offer-text">
      ${t("It reads like one. Sent in confidence, it is sealed at once: only the confidential officer reads it, no moderator does, and it never goes on air. You get a code as usual.")}
    </p>
    <button type="button" class="send" data-test="tip-off-confidential" autofocus @click=${() => on.confidential(question)}>${t("Send in confidence")}</button>
    <button type="button" class="act" data-test="tip-off-studio" @click=${() => on.studio(question)}>${t("Send to the studio")}</button>
    <button type="button" class="act quiet" data-test="tip-off-change" @click=${() => on.change(question)}>${t("Change the text")}</button>
  </dialog>`;
  return keyed(question.id, dialog);
}
