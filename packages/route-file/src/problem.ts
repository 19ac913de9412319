import type { RouteProblem, TablePath } from "@switchyard/router-core";

/** A problem of a route file and where it is. Lines and columns count from 1. */
export interface RouteFileProblem {
  readonly severity: "error" | "warning";
  readonly code: RouteProblem["code"] | "bad-text" | "bad-syntax" | "duplicate-key" | "alias" | "bad-key";
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Keys and indices from the root of the table; empty where the file could not be read that far. */
  readonly path: TablePath;
  /** What was expected, what was found, what to do. */
  readonly message: string;
}

/** One line that editors and terminals turn into a link: `routes.yaml:12:5: error: …`. */
export function printRouteFileProblem(problem: RouteFileProblem): string {
  const { file, line, column, severity, message } = problem;
  return `${file}:${line}:${column}: ${severity}: ${message}`;
}
