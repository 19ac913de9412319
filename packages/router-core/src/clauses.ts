import type { Automaton } from "./automaton.ts";
import { createEvidenceScale, type EvidenceScale } from "./evidence.ts";
import type { TablePath } from "./route-table.ts";
import type { RuleIndex } from "./rule-index.ts";
import { printTerm } from "./terms.ts";

/** What is left of a rule when `any` is multiplied out: all of `required` and none of `forbidden`. */
export interface Clause {
  /** Index of the agent in the table. */
  readonly agent: number;
  readonly priority: number;
  /** Term ids in ascending order. */
  readonly required: readonly number[];
  /** In ascending order. One set for all clauses of a rule, so that a long `not` is there once. */
  readonly forbidden: ReadonlySet<number>;
  readonly words: number;
  /** The rule in the table, and the term in it where the rule has alternatives. */
  readonly rule: TablePath;
  readonly path: TablePath;
}

export interface ClauseSet {
  readonly automaton: Automaton;
  readonly scale: EvidenceScale;
  readonly clauses: readonly Clause[];
}

/** Multiplies the rules out, for the analysis of what they do to each other. */
export function expandRules({ automaton, rules }: RuleIndex): ClauseSet {
  const scale = createEvidenceScale(automaton);
  const clauses: Clause[] = [];
  for (const { agent, priority, all, any, not, path: rule } of rules) {
    const forbidden = new Set(ascending(not));
    const add = (terms: readonly number[], path: TablePath): void => {
      const { terms: telling, words } = scale.weigh(terms);
      clauses.push({ agent, priority, required: ascending(telling), forbidden, words, rule, path });
    };
    if (any.length === 0) add(all, rule);
    for (const [nth, term] of any.entries()) add([...all, term], [...rule, "any", nth]);
  }
  return { automaton, scale, clauses };
}

/** Terms as people write them. */
export function printTerms({ automaton }: ClauseSet, ids: readonly number[]): string {
  const terms = ids.flatMap((id) => automaton.terms.at(id) ?? []);
  return terms.map((term) => `"${printTerm(term)}"`).join(" with ");
}

function ascending(ids: readonly number[]): readonly number[] {
  return [...new Set(ids)].toSorted((a, b) => a - b);
}
