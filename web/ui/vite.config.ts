/* One entry a seat, built only where its file exists; templates find the hashed names through the manifest. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const entries = ["viewer", "desk", "console", "speaker", "captions", "screen", "office", "confidential", "join", "base", "read", "record", "stage/frame"];
const files = entries.map((entry) => [entry, here(`src/${entry}.ts`)] as const).filter(([, file]) => existsSync(file));

export default defineConfig({
  root: here("."),
  base: "/static/dist/",
  publicDir: false,
  build: {
    outDir: here("../static/dist"),
    emptyOutDir: true,
    manifest: true,
    target: "chrome103", // OBS 30's browser source
    assetsInlineLimit: 0, // the content policy allows no data: fonts
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: Object.fromEntries(files),
    },
  },
});
