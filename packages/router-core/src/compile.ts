import type { Automaton } from "./automaton.ts";
import { expandRules } from "./clauses.ts";
import { findConflicts } from "./conflicts.ts";
import type { AgentRoutes, RouteProblem, RouteTable } from "./route-table.ts";
import { indexRules } from "./rule-index.ts";
import { listRules, type RuleList } from "./rule-list.ts";

/** A route table made ready for matching. */
export interface CompiledRoutes {
  /** What of the table is still needed when its rules are compiled. */
  readonly table: CompiledTable;
  readonly automaton: Automaton;
  readonly rules: RuleList;
}

export interface CompiledTable extends Pick<RouteTable, "fallback" | "confidence"> {
  readonly agents: readonly CompiledAgent[];
}

export type CompiledAgent = Pick<AgentRoutes, "id" | "description">;

export type CompileResult =
  | { readonly ok: true; readonly routes: CompiledRoutes; readonly warnings: readonly RouteProblem[] }
  /** At least one problem is an error; warnings are listed with them. */
  | { readonly ok: false; readonly problems: readonly RouteProblem[] };

/**
 * Compiles a checked table, and refuses one whose rules tie or contradict themselves. Compares every rule with every
 * other that shares its words: for build time. A function's start takes `packRoutes` and `unpackRoutes`.
 */
export function compileRoutes(table: RouteTable): CompileResult {
  const problems: RouteProblem[] = [];
  const index = indexRules(table, problems);
  if (problems.length > 0) return { ok: false, problems };
  const conflicts = findConflicts(table, expandRules(index));
  if (conflicts.some((problem) => problem.severity === "error")) return { ok: false, problems: conflicts };

  const agents = table.agents.map(({ id, description }) => ({ id, description }));
  const { fallback, confidence } = table;
  const { automaton } = index;
  const rules = listRules(index.rules, automaton.terms.size);
  return {
    ok: true,
    routes: { table: { agents, fallback, confidence }, automaton, rules },
    warnings: conflicts,
  };
}
