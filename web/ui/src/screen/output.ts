/**
 * Whether anybody can see this page: what OBS says of the source, and the browser of the window.
 *
 * OBS tells a page when its source is put on program or taken off, but not which of both it is at the start; it does
 * hide the page of a source that it shows nowhere. So until OBS has said something, a page that is not hidden counts
 * as on program.
 *
 * Events: `change`.
 */

declare global {
  interface Window {
    obsstudio?: object;
  }
}

export class Output extends EventTarget {
  readonly #obs = window.obsstudio !== undefined;
  #visible = true;
  #active = true;

  constructor() {
    super();
    this.#hear("obsSourceVisibleChanged", "visible", (on) => (this.#visible = on));
    this.#hear("obsSourceActiveChanged", "active", (on) => (this.#active = on));
    document.addEventListener("visibilitychange", () => this.dispatchEvent(new Event("change")));
  }

  /** Whether its pixels go anywhere. */
  get shown(): boolean {
    return this.#visible && document.visibilityState === "visible";
  }

  /** Whether OBS has it on program; null where there is no OBS. */
  get active(): boolean | null {
    return this.#obs ? this.#active : null;
  }

  #hear<Name extends string>(event: string, name: Name, take: (on: boolean) => void): void {
    window.addEventListener(event, (said) => {
      take((said as CustomEvent<Record<Name, boolean>>).detail[name]);
      this.dispatchEvent(new Event("change"));
    });
  }
}
