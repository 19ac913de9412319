import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const SOURCES = new URL("../../naive-router/src/", import.meta.url);
const require = createRequire(import.meta.url);

/** What the naive router is made of, for a hash: its sources, and the versions of what it imports. */
export function naiveInputs(): readonly string[] {
  const sources = readdirSync(SOURCES)
    .toSorted()
    .map((file) => readFileSync(new URL(file, SOURCES), "utf8"));
  const versions = ["@aws-sdk/client-bedrock-runtime", "@aws-sdk/client-lambda", "zod"].map((name) => {
    const { version } = require(`${name}/package.json`) as { readonly version: string };
    return `${name} ${version}`;
  });
  return [...sources, ...versions];
}
