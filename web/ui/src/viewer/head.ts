/* The page's head: brand, languages, player, title, where the briefing stands. */
import { html, nothing, type TemplateResult } from "lit";
import { dayTime, lang, pick, t } from "../lib/i18n";
import { LANGS, type Lang } from "../lib/page";
import type { Scene, ViewerPage } from "./model";

const NAMES: Record<Lang, [short: string, full: string]> = { kk: ["Қаз", "Қазақша"], ru: ["Рус", "Русский"], en: ["Eng", "English"] };

/** Brand and languages; the links work without a script too. */
export function header(change: (lang: Lang) => void): TemplateResult {
  const choose = (event: Event, to: Lang): void => {
    event.preventDefault();
    change(to);
  };
  return html`<header class="top">
    <a class="brand" href="/">${t("Tyńda")}</a>
    <nav class="langs" aria-label=${t("Language")}>
      ${LANGS.map(
        (l) => html`<a href="?lang=${l}" lang=${l} hreflang=${l} data-test="lang-${l}" aria-label=${NAMES[l][1]} aria-current=${l === lang() ? "true" : nothing} @click=${(e: Event) => choose(e, l)}>${NAMES[l][0]}</a>`,
      )}
    </nav>
  </header>`;
}

/** Whether the page shows a picture, as long as the briefing is not over. */
export const hasPlayer = (details: Scene["details"]): boolean => Boolean(details.player_url);

/** The player; never rendered anew, so that a change of language does not stop it. */
export function player(scene: Scene): TemplateResult | typeof nothing {
  const url = scene.details.player_url;
  if (!url || scene.state === "ended") return nothing;
  return html`<div class="player">
    <iframe src=${url} title=${t("Live video")} loading="lazy" sandbox="allow-scripts allow-same-origin allow-presentation" allow="autoplay; fullscreen; picture-in-picture" referrerpolicy="strict-origin-when-cross-origin"></iframe>
  </div>`;
}

/** Title, speakers, and what can be done now. */
export function about(scene: Scene, page: ViewerPage): TemplateResult {
  const { details } = scene;
  return html`<h1>${pick(details.title)}</h1>
    <p class="by">
      ${badge(scene)}
      <span class="intake" data-test="intake" data-state=${scene.intake}>${intakeWord(scene)}</span>
    </p>
    ${notice(scene, page)} ${said(scene)}
    ${details.speakers.length
      ? html`<details class="speakers">
          <summary>${t("Speakers: {count}", { count: details.speakers.length })}</summary>
          <ul>
            ${details.speakers.map((s) => html`<li><b>${s.name}</b>${pick(s.office) ? html`<small>${pick(s.office)}</small>` : nothing}</li>`)}
          </ul>
        </details>`
      : nothing}`;
}

/** What the studio says about the intake, in the reader's language. */
function said(scene: Scene): TemplateResult | typeof nothing {
  const message = scene.state === "ended" ? "" : pick(scene.message);
  return message ? html`<p class="note said" dir="auto" data-test="intake-message">${message}</p>` : nothing;
}

function badge(scene: Scene): TemplateResult {
  if (scene.state === "live") return html`<span class="badge live">${t("Live")}</span>`;
  if (scene.state === "ended") return html`<span class="badge">${t("Ended")}</span>`;
  return html`<span class="badge">${t("Starting soon")}</span>`;
}

function intakeWord(scene: Scene): string {
  if (scene.intake === "open") return t("Questions are open");
  if (scene.intake === "paused") return t("Questions are paused");
  return t("Questions are closed");
}

function notice(scene: Scene, page: ViewerPage): TemplateResult | typeof nothing {
  if (scene.state === "ended") {
    return html`<p class="note" data-test="ended">${t("The briefing is over. Every question and what became of it stands in the record.")} <a href="/archive/${page.slug}">${t("Open the record")}</a></p>`;
  }
  if (scene.state === "scheduled") {
    return html`<p class="note" data-test="starts">${t("Starts {when}.", { when: dayTime(scene.details.starts_at) })} ${scene.intake === "open" ? t("You can ask already.") : t("Questions open when it starts; this page will say so by itself.")}</p>`;
  }
  if (scene.intake === "paused") {
    return html`<p class="note" data-test="paused">${t("The studio has paused questions for a moment. You can write now and send when they open again.")}</p>`;
  }
  if (scene.intake === "closed") {
    return html`<p class="note" data-test="closed">${t("No more questions are taken. You can still vote and see what becomes of yours.")}</p>`;
  }
  return nothing;
}
