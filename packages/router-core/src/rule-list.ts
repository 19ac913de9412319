import { createAnchorPicker } from "./anchor.ts";
import type { IndexedRule } from "./rule-index.ts";

/** The rules of a table by number, and which of them to look at when a term was found. */
export interface RuleList {
  readonly size: number;
  readonly at: (number: number) => IndexedRule | undefined;
  /** Numbers of the rules that stand under a term: under one of their `all`, or else under each of their `any`. */
  readonly anchoredAt: (term: number) => ArrayLike<number>;
}

export function listRules(rules: readonly IndexedRule[], terms: number): RuleList {
  const anchorOf = createAnchorPicker(rules.map((rule) => rule.all));
  const anchored: number[][] = Array.from({ length: terms }, () => []);
  for (const [number, rule] of rules.entries()) {
    const anchor = anchorOf(rule.all);
    for (const term of anchor === undefined ? rule.any : [anchor]) anchored[term]?.push(number);
  }
  return { size: rules.length, at: (number) => rules[number], anchoredAt: (term) => anchored[term] ?? [] };
}
