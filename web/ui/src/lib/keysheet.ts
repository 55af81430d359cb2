/** The rows of a list of keys in which each is changed: one waits for a press, says what stands against it, offers a swap. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "./i18n";
import { keyName, type Keymap } from "./keymap";

export class KeySheet<A extends string> {
  /** The action whose new key is waited for; what was pressed that another has, or that can't be used. */
  #asked: A | null = null;
  #clash: { code: string; other: A } | null = null;
  #unfit = false;

  constructor(
    readonly map: Keymap<A>,
    private readonly word: (action: A) => string,
    private readonly changed: () => void,
    private readonly name: (code: string) => string = keyName,
    /** Whether a press is for the page at all times, and never the key that is waited for. */
    private readonly always: (event: KeyboardEvent) => boolean = () => false,
  ) {}

  /** Waits for no key any more. */
  rest = (): void => this.#ask(null);

  /** For the dialog's keydown: takes the press that is waited for. */
  pressed = (event: KeyboardEvent): void => {
    const action = this.#asked;
    if (action === null || event.key === "Tab" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.always(event)) return;
    if (event.key === "Enter" || event.key === " ") return; // those are the buttons' own
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") return this.rest();
    const other = this.map.taken(action, event.code);
    this.#unfit = !this.map.free(event.code);
    this.#clash = other && !this.#unfit ? { code: event.code, other } : null;
    if (!this.#unfit && !other) {
      this.map.assign(action, event.code);
      return this.rest();
    }
    this.changed();
  };

  rows(more: Partial<Record<A, string>> = {}): TemplateResult[] {
    const now = this.map.keys();
    return this.map.actions.map((action) => this.#row(action, `${this.name(now[action])}${more[action] ?? ""}`));
  }

  usual(): TemplateResult {
    const reset = (): void => {
      this.map.reset();
      this.rest();
    };
    return html`<button data-test="keys-reset" @click=${reset}>${t("The usual keys again")}</button>`;
  }

  #ask(action: A | null): void {
    this.#asked = action;
    this.#clash = null;
    this.#unfit = false;
    this.changed();
  }

  #row(action: A, key: string): TemplateResult {
    const waits = this.#asked === action;
    return html`<div data-action=${action}><dt><kbd>${key}</kbd></dt>
      <dd>${this.word(action)}${waits ? this.#note(action) : nothing}</dd>
      <dd><button data-test="key-change" aria-label=${t("Change the key: {what}", { what: this.word(action) })} aria-pressed=${waits} @click=${() => this.#ask(waits ? null : action)}>${waits ? t("Press a key…") : t("Change")}</button></dd></div>`;
  }

  #note(action: A): TemplateResult | typeof nothing {
    if (this.#unfit) return html`<span class="over" role="alert">${t("This key can't be used. Take a letter or a sign.")}</span>`;
    if (!this.#clash) return nothing;
    const { code, other } = this.#clash;
    const swap = (): void => {
      this.map.assign(action, code);
      this.rest();
    };
    return html`<span class="over" role="alert" data-test="key-clash">${t("{key} is taken: {what}.", { key: this.name(code), what: this.word(other) })}
      <button data-test="key-swap" @click=${swap}>${t("Swap the two")}</button></span>`;
  }
}
