import {
  type CompiledRoutes,
  compileRoutes,
  parseRouteTable,
  type RouteProblem,
  type RouteTable,
} from "@switchyard/router-core";
import { findTextProblem } from "./check-text.ts";
import { printRouteFileProblem, type RouteFileProblem } from "./problem.ts";
import { type LocatedProblem, readYaml, type YamlFile } from "./read-yaml.ts";

export type RouteFile =
  | {
      readonly ok: true;
      readonly table: RouteTable;
      readonly routes: CompiledRoutes;
      readonly warnings: readonly RouteFileProblem[];
    }
  | { readonly ok: false; readonly problems: readonly RouteFileProblem[] };

const BYTE_ORDER_MARK = /^\uFEFF/u;

/**
 * Reads, checks and compiles a route table in YAML or JSON. Each stage (text, syntax, schema, rules) reports all of
 * its problems at once, in the order of the file; a later stage runs only on what the earlier ones passed.
 * @param fileName only for the messages; nothing is opened.
 */
export function readRouteFile(text: string, fileName: string): RouteFile {
  const content = text.replace(BYTE_ORDER_MARK, "");
  const lines = new Lines(content);
  const refuse = (problems: readonly RouteFileProblem[]): RouteFile => ({
    ok: false,
    problems: inOrder(problems),
  });
  const place = (problem: LocatedProblem): RouteFileProblem => {
    const { code, path, message } = problem;
    return { severity: "error", code, file: fileName, ...lines.positionOf(problem.offset), path, message };
  };

  const textProblem = findTextProblem(content);
  if (textProblem !== undefined) return refuse([place({ ...textProblem, code: "bad-text", path: [] })]);

  const yaml = readYaml(content);
  if (yaml.problems.length > 0) return refuse(yaml.problems.map(place));

  const locate = (problem: RouteProblem): RouteFileProblem => ({
    ...problem,
    file: fileName,
    ...lines.positionOf(yaml.offsetOf(problem.path, partOf(problem))),
  });
  const parsed = parseRouteTable(yaml.value);
  if (!parsed.ok) return refuse(parsed.problems.map(locate));
  const compiled = compileRoutes(parsed.table);
  if (!compiled.ok) return refuse(compiled.problems.map(locate));
  const warnings = inOrder(compiled.warnings.map(locate));
  return { ok: true, table: parsed.table, routes: compiled.routes, warnings };
}

/** An unknown key is the trouble itself; otherwise the value is. */
function partOf(problem: RouteProblem): Parameters<YamlFile["offsetOf"]>[1] {
  return problem.code === "unknown-key" ? "key" : "value";
}

/** In the order of the file. A problem of an aliased list is found wherever the list is used, and told once. */
function inOrder(problems: readonly RouteFileProblem[]): readonly RouteFileProblem[] {
  const distinct = new Map(problems.toReversed().map((problem) => [printRouteFileProblem(problem), problem]));
  return [...distinct.values()].toSorted((a, b) => a.line - b.line || a.column - b.column);
}

class Lines {
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.#starts = [0, ...Array.from(text.matchAll(/\n/gu), ({ index }) => index + 1)];
  }

  /** Counts from 1; a column is a UTF-16 unit, as editors count. */
  positionOf(offset: number): { readonly line: number; readonly column: number } {
    let line = this.#starts.findLastIndex((start) => start <= offset);
    if (line < 0) line = 0;
    return { line: line + 1, column: offset - (this.#starts[line] ?? 0) + 1 };
  }
}
