/* Runs the shipped store outside a browser: for each line of frames, a line with what it answered and what it holds. */
import { createInterface } from "node:readline";

const { Store } = await import(process.argv[2]);

for await (const line of createInterface({ input: process.stdin })) {
  const store = new Store();
  const answers = JSON.parse(line).map((frame) => store.apply(frame));
  const own = Object.fromEntries([...store.own()].map(([id, view]) => [id, view]));
  process.stdout.write(`${JSON.stringify({ answers, views: store.dump(), own, stale: store.stale })}\n`);
}
