import { type Automaton, buildAutomaton } from "./automaton.ts";
import type { RouteProblem, RouteTable, TablePath } from "./route-table.ts";
import { parseTerm, printTerm, type Term } from "./terms.ts";

/** A phrase or a keyword rule over term ids. A phrase is a rule with one term in `all`. One of `all` and `any` has terms. */
export interface IndexedRule {
  /** Index of the agent in the table. */
  readonly agent: number;
  readonly priority: number;
  readonly all: readonly number[];
  /** In the order of the table. Empty where the rule has no alternatives. */
  readonly any: readonly number[];
  readonly not: readonly number[];
  readonly path: TablePath;
}

export interface RuleIndex {
  readonly automaton: Automaton;
  readonly rules: readonly IndexedRule[];
}

const NOTHING: readonly number[] = [];

/**
 * Numbers the terms of a table and builds the automaton that finds them. Terms that cannot be read become problems,
 * and then the index is not to be used: its rules lack them.
 */
export function indexRules(table: RouteTable, problems: RouteProblem[]): RuleIndex {
  const terms = new TermRegister(problems);
  const rules: IndexedRule[] = [];
  for (const [agent, { phrases, keywords, priority }] of table.agents.entries()) {
    for (const [index, phrase] of phrases.entries()) {
      const path = ["agents", agent, "phrases", index];
      rules.push({ agent, priority, all: terms.idOf(phrase, path), any: NOTHING, not: NOTHING, path });
    }
    for (const [index, { all, any, not }] of keywords.entries()) {
      const path = ["agents", agent, "keywords", index];
      const idsOf = (key: string, spellings: readonly string[]): readonly number[] =>
        spellings.flatMap((spelling, nth) => terms.idOf(spelling, [...path, key, nth]));
      rules.push({
        agent,
        priority,
        all: idsOf("all", all),
        any: idsOf("any", any),
        not: idsOf("not", not),
        path,
      });
    }
  }
  return { automaton: buildAutomaton(terms.terms), rules };
}

/** Gives each distinct term an id. */
class TermRegister {
  readonly terms: Term[] = [];
  readonly #idsByPrint = new Map<string, number>();
  readonly #problems: RouteProblem[];

  constructor(problems: RouteProblem[]) {
    this.#problems = problems;
  }

  /** The id, or nothing and a problem. */
  idOf(spelling: string, path: TablePath): readonly number[] {
    const parsed = parseTerm(spelling);
    if (!parsed.ok) {
      const message = `the term "${spelling}" ${parsed.message}`;
      this.#problems.push({ severity: "error", code: "bad-term", path, message });
      return NOTHING;
    }
    const print = printTerm(parsed.term);
    const id = this.#idsByPrint.get(print) ?? this.terms.push(parsed.term) - 1;
    this.#idsByPrint.set(print, id);
    return [id];
  }
}
