/* Writes src/wire.gen.ts from the pydantic models, so that the wire is never written twice. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "json-schema-to-typescript";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const venv = path("../../../.venv/bin/python");
const python = process.env.PYTHON || (existsSync(venv) ? venv : "python3");
const target = path("../src/wire.gen.ts");

const schema = JSON.parse(
  execFileSync(python, ["-m", "web.wire_schema"], { cwd: path("../../.."), encoding: "utf8", maxBuffer: 1 << 24 }),
);
const code = await compile(schema, "Wire", {
  additionalProperties: false,
  bannerComment: "/* Generated from the pydantic models by `npm run types`; not to be edited. */",
  format: false,
  unknownAny: true,
});
if (!existsSync(target) || readFileSync(target, "utf8") !== code) writeFileSync(target, code);
