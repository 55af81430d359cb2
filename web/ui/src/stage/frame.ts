/* Runs inside a sandboxed frame: brings one foreign graphic and does with it what the page says. */
import "@fontsource-variable/golos-text/index.css"; // the house's letters alone: the rest of our styles would change it
import type { FromFrame, ToFrame } from "./framed";

type Graphic = HTMLElement & Record<string, (params: object) => Promise<unknown>>;

const next = window.requestAnimationFrame.bind(window);
let line: MessagePort | undefined;
let graphic: Promise<Graphic> | undefined;

const tell = (what: FromFrame): void => line?.postMessage(what);
const text = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 200);

// A content policy rules every way out but this one.
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection"]) Reflect.deleteProperty(window, name);

async function bring(): Promise<Graphic> {
  tell({ doing: "its module" });
  const module = (await import(/* @vite-ignore */ document.body.dataset["main"]!)) as { default: CustomElementConstructor };
  customElements.define("ograf-graphic", module.default);
  return document.body.appendChild(new module.default()) as Graphic;
}

async function carryOut({ n, method, params }: ToFrame): Promise<void> {
  if (method === "ping") return tell({ n });
  if (method === "frames") return void next(() => next(() => tell({ n })));
  try {
    const element = await (graphic ??= bring());
    tell({ doing: method });
    const { statusCode, statusMessage, currentStep } = ((await element[method]!(params)) ?? {}) as Record<string, unknown>;
    const reply = { statusCode: Number(statusCode ?? 200), statusMessage: String(statusMessage ?? "") };
    tell({ n, reply: typeof currentStep === "number" ? { ...reply, currentStep } : reply });
  } catch (error) {
    tell({ n, error: text(error) });
  }
}

// Said beforehand, so that the page knows who it was when nothing more comes from this process.
window.requestAnimationFrame = (callback) =>
  next((time) => {
    tell({ doing: "a frame" });
    callback(time);
  });

window.addEventListener("error", (event) => {
  if (!event.message.startsWith("ResizeObserver loop")) tell({ fault: text(event.error ?? event.message) });
});
window.addEventListener("unhandledrejection", (event) => tell({ fault: text(event.reason) }));

window.addEventListener("message", function greeted({ source, data, ports }: MessageEvent<Record<string, string>>) {
  if (source !== parent || !ports[0]) return;
  window.removeEventListener("message", greeted);
  for (const [name, value] of Object.entries(data)) document.documentElement.style.setProperty(name, value);
  line = ports[0];
  line.onmessage = (event) => void carryOut(event.data as ToFrame);
});
