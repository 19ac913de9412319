import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { prepareRouter } from "../prepare.ts";
import { REPOSITORY } from "../projects.ts";
import type { Terminal } from "../terminal.ts";

const HANDLER = join(REPOSITORY, "packages", "lambda-handler");

/** What the router's image holds. */
export const SHIPPED = {
  rules: join(HANDLER, "routes.yaml"),
  model: join(HANDLER, "dist", "app", "model.bin"),
} as const;

/** What the model is made of. */
const SOURCES: readonly string[] = [
  SHIPPED.rules,
  join(HANDLER, "examples.jsonl"),
  join(HANDLER, "validation.jsonl"),
  join(HANDLER, "lexicon.txt"),
  join(HANDLER, "build"),
  ...["router-core", "route-file", "trainer"].map((name) => join(REPOSITORY, "packages", name, "src")),
  join(REPOSITORY, "packages", "trainer", "data"),
];

/** Builds the shipped model when it is missing or older than what it is made of. */
export async function prepareShipped(terminal: Terminal): Promise<void> {
  const state = stateOf(SHIPPED.model, SOURCES);
  if (state === "current") return;
  terminal.err(
    `The shipped model is ${state === "missing" ? "not built yet" : "older than its sources"}; building it …`,
  );
  await prepareRouter();
}

/** How a built file stands to the files and folders that it is made of. Tests make nothing. */
export function stateOf(built: string, sources: readonly string[]): "current" | "stale" | "missing" {
  const builtMs = statSync(built, { throwIfNoEntry: false })?.mtimeMs;
  if (builtMs === undefined) return "missing";
  return sources.every((source) => newestMs(source) <= builtMs) ? "current" : "stale";
}

function newestMs(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path)
    .filter((name) => !/[.]test[.]ts$|^testdata$/.test(name))
    .reduce((newest, name) => Math.max(newest, newestMs(join(path, name))), 0);
}
