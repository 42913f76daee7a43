// Generates the types of the API client from its description; with --check only compares.
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const source = new URL("../api/openapi.json", import.meta.url);
const target = new URL("../api/schema.d.ts", import.meta.url);
const header = "// Generated from openapi.json by `make api`. Do not edit.\n";
const fresh = header + astToString(await openapiTS(source));

if (!process.argv.includes("--check")) writeFileSync(target, fresh);
else if (readFileSync(target, "utf8") !== fresh) {
  console.error("web/api/schema.d.ts is stale: run 'make api'.");
  process.exit(1);
}
