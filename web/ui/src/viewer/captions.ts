/* Subtitles under the player, in the reader's language, as the captioners write them. */
import { html, nothing, type TemplateResult } from "lit";
import { lang, t } from "../lib/i18n";
import type { Shown } from "./late";

const KEY = "tynda:captions";

/** Whether they are wanted: until somebody says so, only where there is no player that could be heard. */
export class Subtitles {
  private memory: string | null = null;

  constructor(private readonly storage: Pick<Storage, "getItem" | "setItem"> | null) {}

  private get said(): string | null {
    try {
      return this.storage?.getItem(KEY) ?? this.memory;
    } catch {
      return this.memory;
    }
  }

  on(player: boolean): boolean {
    return this.said === null ? !player : this.said === "on";
  }

  /** Who has asked for them by hand may be reading with their fingers: then each line is told. */
  get asked(): boolean {
    return this.said === "on";
  }

  set(on: boolean): void {
    this.memory = on ? "on" : "off";
    try {
      this.storage?.setItem(KEY, this.memory);
    } catch {
      // forbidden: it holds as long as the page does
    }
  }
}

/** Nothing where nobody writes in this language. */
export function captions(lines: Shown[], subtitles: Subtitles, player: boolean, changed: () => void): TemplateResult | typeof nothing {
  if (!lines.length) return nothing;
  const on = subtitles.on(player);
  const turn = (): void => {
    subtitles.set(!on);
    changed();
  };
  return html`<section class="captions" aria-label=${t("Subtitles")}>
    <button type="button" class="chip" data-test="captions-switch" aria-pressed=${on ? "true" : "false"} @click=${turn}>${t("Subtitles")}</button>
    ${on
      ? html`<div class="spoken" data-test="captions" role="log" aria-live=${subtitles.asked ? "polite" : "off"} lang=${lang()} dir="auto">
          ${lines.map((line) => html`<p>${line.speaker ? html`<b><bdi>${line.speaker}</bdi>:</b> ` : nothing}${line.text}</p>`)}
        </div>`
      : nothing}
  </section>`;
}
