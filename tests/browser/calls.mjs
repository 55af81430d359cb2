/* Runs a shipped module outside a browser: for each line `[name, ...arguments]`, a line with what that export gave. */
import { createInterface } from "node:readline";

const module = await import(process.argv[2]);

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...given] = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(module[name](...given) ?? null)}\n`);
}
