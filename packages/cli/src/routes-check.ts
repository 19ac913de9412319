import { readFileSync } from "node:fs";
import { printRouteFileProblem, readRouteFile } from "@switchyard/route-file";
import { CommandError, type Terminal } from "./terminal.ts";

/** Checks a route table file and prints every problem with its line. Exit code 1 when the table cannot be used. */
export function checkRoutes(terminal: Terminal, file: string, json: boolean): void {
  const result = readRouteFile(readText(file), file);
  const problems = result.ok ? result.warnings : result.problems;
  if (json) {
    terminal.out(JSON.stringify({ ok: result.ok, file, problems }));
  } else {
    for (const problem of problems) terminal.out(printRouteFileProblem(problem));
  }
  if (!result.ok) {
    const errors = problems.filter(({ severity }) => severity === "error").length;
    throw new CommandError(`${file} cannot be used: ${countOf(errors, "error")}.`);
  }
  if (!json) {
    const terms = result.table.agents.reduce(
      (sum, agent) => sum + agent.phrases.length + agent.keywords.length,
      0,
    );
    const warnings = problems.length === 0 ? "" : `, ${countOf(problems.length, "warning")}`;
    terminal.out(
      `${terminal.style("green", "ok")} ${file}: ${countOf(result.table.agents.length, "agent")}, ${countOf(terms, "rule")}${warnings}`,
    );
  }
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function readText(file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new CommandError(
      `Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}.`,
      2,
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new CommandError(`${file} is not UTF-8 text. Save it as UTF-8 and check it again.`);
  }
}
