/* Runs the shipped socket code outside a browser, against a server that ends the line at one command. */
const log = [];
const target = new EventTarget();
Object.assign(globalThis, { window: target, location: { pathname: "/", search: "" } });
globalThis.document = Object.assign(new EventTarget(), { visibilityState: "visible" });
Object.defineProperty(globalThis, "navigator", { value: { onLine: true } });
const later = globalThis.setTimeout;
globalThis.setTimeout = (act, ms) => later(act, Math.min(ms ?? 0, 20));

globalThis.WebSocket = class {
  static OPEN = 1;
  readyState = 1;
  over = false;
  constructor() {
    later(() => {
      this.onopen?.();
      this.say({ type: "snapshot", seq: 0, now: 0, views: [] });
    });
  }
  say(frame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  send(text) {
    const { id } = JSON.parse(text);
    log.push(id);
    later(() => {
      if (this.over) return;
      if (id !== "poison") return this.say({ type: "done", id });
      this.over = true;
      this.onclose?.({ code: Number(process.argv[3]) });
    });
  }
  close() {
    this.over = true;
  }
};

const { Live } = await import(process.argv[2]);
const live = new Live("ws://x").start();
const replies = await Promise.all(["first", "poison", "last"].map((id) => live.send({ type: "x", id })));
const after = await live.send({ type: "x", id: "after" });
process.stdout.write(JSON.stringify({ replies: [...replies, after], log }));
process.exit(0);
