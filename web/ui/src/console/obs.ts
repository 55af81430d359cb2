/** What OBS says of itself, in one line. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../lib/i18n";
import type { Obs } from "../wire.gen";
import type { Source } from "./line";

export function obsLine(records: Source): TemplateResult | typeof nothing {
  const obs = records.get<Obs>("obs", "obs");
  if (!obs) return nothing;
  if (!obs.connected || obs.until <= records.now()) return html`<span class="obs" data-test="obs" data-state="away" title=${trouble(obs)}>${t("OBS not connected")}</span>`;
  const bad = obs.dropped > 0 || obs.reconnecting || obs.trouble !== null;
  return html`<span class="obs" data-test="obs" data-state=${bad ? "late" : "on"} title=${trouble(obs)}>${facts(obs).join(", ")}${obs.scene ? html` · <bdi>${obs.scene}</bdi>` : nothing}</span>`;
}

function facts(obs: Obs): string[] {
  const stream = obs.reconnecting ? t("stream lost, reconnecting") : obs.streaming ? t("stream") : "";
  const record = obs.paused ? t("recording paused") : obs.recording ? t("recording") : "";
  const dropped = obs.streaming || obs.dropped ? t("dropped {n}", { n: obs.dropped }) : "";
  return [t("OBS: {n} fps", { n: obs.fps ?? 0 }), dropped, stream, record].filter(Boolean);
}

function trouble({ trouble, connected, lagged, skipped }: Obs): string {
  const words: Record<string, () => string> = {
    no_answer: () => t("Nobody answers at OBS's address. It is tried again."),
    wrong_password: () => t("OBS refuses the password. See OBS_PASSWORD."),
    not_obs: () => t("What answers at OBS's address is not OBS."),
    no_such_scene: () => t("OBS has no scene of the name in OBS_SCENE_ON_TAKE."),
  };
  return words[trouble ?? ""]?.() ?? (connected ? t("Missed by rendering: {n}, by the encoder: {m}", { n: lagged, m: skipped }) : t("Nothing is heard of OBS."));
}
