/** Where a graphic runs: in our page, or in a frame of its own. */

export type Method = "load" | "dispose" | "playAction" | "updateAction" | "stopAction" | "customAction";

export interface Reply {
  statusCode?: number;
  statusMessage?: string;
  currentStep?: number;
}

export interface Host {
  readonly element: HTMLElement;
  /** Calls one method of the graphic; rejects with what it throws, and when it answers with a refusal. */
  call(method: Method, params: object): Promise<Reply | undefined>;
  /** Resolves when what was called so far is on the graphic's own pixels. */
  painted(): Promise<void>;
  /** Takes it out of the page for good. */
  remove(): void;
}

/** The answer, unless it is a refusal. */
export function good(reply: Reply | undefined): Reply | undefined {
  const code = reply?.statusCode ?? 200;
  if (code >= 300) throw new Error(`${code} ${reply?.statusMessage ?? ""}`.trim());
  return reply;
}

/** The promise's outcome, or an error when it takes too long. */
export function within<T>(promise: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(`it does not end: ${what}`)), ms)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The next animation frame. */
export const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

/** What an error says, in a line that fits where it is told; of half a letter, which no server takes, a sign is left. */
export function said(error: unknown, most = 200): string {
  return String(error instanceof Error ? error.message : error)
    .slice(0, most)
    .replace(/\p{Cs}/gu, "\ufffd");
}
