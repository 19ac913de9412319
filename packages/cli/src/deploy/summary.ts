import { appendFileSync } from "node:fs";
import { resolve } from "node:path";
import type { CommandLine } from "../command-line.ts";

/** Adds lines of Markdown to a file, for example to the summary of a workflow's job. */
export function addSummary(
  file: string | undefined,
  { env }: Pick<CommandLine, "env">,
  lines: readonly string[],
): void {
  if (file === undefined) return;
  appendFileSync(resolve(env.INIT_CWD ?? ".", file), `${lines.join("\n")}\n\n`);
}
