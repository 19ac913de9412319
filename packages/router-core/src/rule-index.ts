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

/** Numbers the terms of a table and builds the automaton that finds them. Terms that cannot be read become problems. */
export function indexRules(table: RouteTable, problems: RouteProblem[]): RuleIndex {
  const terms = new TermRegister(problems);
  const rules: IndexedRule[] = [];
  for (const [agent, { phrases, keywords, priority }] of table.agents.entries()) {
    for (const [index, phrase] of phrases.entries()) {
      const path = ["agents", agent, "phrases", index];
      const all = terms.idsOf([phrase], path.slice(0, -1), index);
      if (all.length > 0) rules.push({ agent, priority, all, any: NOTHING, not: NOTHING, path });
    }
    for (const [index, { all, any, not }] of keywords.entries()) {
      const path = ["agents", agent, "keywords", index];
      rules.push({
        agent,
        priority,
        all: terms.idsOf(all, [...path, "all"]),
        any: terms.idsOf(any, [...path, "any"]),
        not: terms.idsOf(not, [...path, "not"]),
        path,
      });
    }
  }
  return { automaton: buildAutomaton(terms.terms), rules };
}

/** Gives each distinct term an id. Reads each spelling once: a table repeats its lists. */
class TermRegister {
  readonly terms: Term[] = [];
  readonly #idsByPrint = new Map<string, number>();
  readonly #idsBySpelling = new Map<string, number>();
  readonly #problems: RouteProblem[];

  constructor(problems: RouteProblem[]) {
    this.#problems = problems;
  }

  idsOf(spellings: readonly string[], path: TablePath, firstIndex = 0): readonly number[] {
    if (spellings.length === 0) return NOTHING;
    const ids: number[] = [];
    for (let i = 0; i < spellings.length; i++) {
      const spelling = spellings[i] ?? "";
      const id = this.#idsBySpelling.get(spelling) ?? this.#register(spelling, [...path, firstIndex + i]);
      if (id !== undefined) ids.push(id);
    }
    return ids;
  }

  #register(spelling: string, path: TablePath): number | undefined {
    const parsed = parseTerm(spelling);
    if (!parsed.ok) {
      const message = `the term "${spelling}" ${parsed.message}`;
      this.#problems.push({ severity: "error", code: "bad-term", path, message });
      return undefined;
    }
    const print = printTerm(parsed.term);
    const id = this.#idsByPrint.get(print) ?? this.terms.push(parsed.term) - 1;
    this.#idsByPrint.set(print, id);
    this.#idsBySpelling.set(spelling, id);
    return id;
  }
}
