/** A graphic of the house, in the page itself: the quickest way to the pixels. */

import { good, said, type Host, type Method, type Reply } from "./host";

/** `brought`, of our own alone: resolves when the words of the latest update stand. */
type Graphic = HTMLElement & Record<Method, (params: object) => Promise<Reply | undefined>> & { brought?: Promise<void> };

const running = new Set<Inline>();

export class Inline implements Host {
  readonly element: Graphic;

  constructor(
    readonly id: string,
    element: HTMLElement,
    readonly fault: (what: string) => void,
  ) {
    this.element = element as Graphic;
    running.add(this);
  }

  async call(method: Method, params: object): Promise<Reply | undefined> {
    return good(await this.element[method](params));
  }

  async painted(): Promise<void> {
    await this.element.brought;
  }

  remove(): void {
    running.delete(this);
    this.element.remove();
  }
}

/** Who threw in a frame, a timer or a promise that nobody holds is known by the folder that its script came from. */
function blame(where: string, error: unknown): void {
  const [, id] = /\/graphics\/([\w-]+)\//.exec(where) ?? [];
  for (const host of running) if (host.id === id) host.fault(said(error));
}

window.addEventListener("error", (event) => blame(`${event.filename} ${event.error?.stack}`, event.error ?? event.message));
window.addEventListener("unhandledrejection", (event) => blame(String(event.reason?.stack), event.reason));
