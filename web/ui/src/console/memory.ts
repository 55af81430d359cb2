/** What this console keeps of its producer's choices, on this device. */

import { LANGS, type Lang } from "../lib/page";

const STORED = "tynda-console";
/** Seconds after which a question hides by itself; null: it stays. */
export const HIDES: readonly (number | null)[] = [null, 10, 20, 30, 60];

interface Kept {
  hide: number | null;
  sound: boolean;
  /** By screen. */
  languages: Record<string, Lang>;
}

export class Memory {
  #kept: Kept = read();

  get hide(): number | null {
    return this.#kept.hide;
  }

  set hide(hide: number | null) {
    this.#keep({ hide });
  }

  get sound(): boolean {
    return this.#kept.sound;
  }

  set sound(sound: boolean) {
    this.#keep({ sound });
  }

  /** The language in which questions are cued for a screen; undefined: the one they were asked in. */
  language(screen: string): Lang | undefined {
    return this.#kept.languages[screen];
  }

  speak(screen: string, language: Lang | undefined): void {
    const { [screen]: _, ...others } = this.#kept.languages;
    this.#keep({ languages: language ? { ...others, [screen]: language } : others });
  }

  #keep(changed: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...changed };
    try {
      localStorage.setItem(STORED, JSON.stringify(this.#kept));
    } catch {
      // It holds until the page is closed.
    }
  }
}

function read(): Kept {
  try {
    const found = JSON.parse(localStorage.getItem(STORED) ?? "{}") as Partial<Kept>;
    const languages = Object.entries(found.languages ?? {}).filter(([, l]) => LANGS.includes(l));
    return { hide: HIDES.includes(found.hide ?? null) ? (found.hide ?? null) : null, sound: found.sound === true, languages: Object.fromEntries(languages) };
  } catch {
    return { hide: null, sound: false, languages: {} };
  }
}
