/* Runs the shipped socket code outside a browser, against a server that talks for a while and then says nothing. */
const target = new EventTarget();
Object.assign(globalThis, { window: target, location: { pathname: "/", search: "" } });
globalThis.document = Object.assign(new EventTarget(), { visibilityState: "visible" });
Object.defineProperty(globalThis, "navigator", { value: { onLine: true } });
const [later, often] = [globalThis.setTimeout, globalThis.setInterval];
globalThis.setTimeout = (act, ms) => later(act, Math.min(ms ?? 0, 20));
globalThis.setInterval = (act, ms) => often(act, Math.min(ms ?? 0, 20));
const wait = (ms) => new Promise((done) => later(done, ms));
const sockets = [];

globalThis.WebSocket = class {
  static OPEN = 1;
  readyState = 1;
  constructor() {
    sockets.push(this);
    later(() => {
      this.onopen?.();
      this.onmessage?.({ data: JSON.stringify({ type: "snapshot", seq: 0, now: 0, views: [] }) });
    });
  }
  close() {
    this.readyState = 3;
  }
};

const { Live } = await import(process.argv[2]);
const silence = Number(process.argv[3]);
const live = new Live("ws://x", silence ? { silence: () => (silence < 0 ? Infinity : silence) } : {}).start();
for (let seq = 1; seq <= 10; seq++) {
  await wait(40);
  sockets[0].onmessage?.({ data: JSON.stringify({ type: "views", seq, views: [] }) });
}
const talking = sockets.length;
await wait(5_000);
process.stdout.write(JSON.stringify({ talking, silent: sockets.length, first: sockets[0].readyState, state: live.state }));
process.exit(0);
