import { createTermScanner, type TermScanner } from "./automaton.ts";
import type { CompiledRoutes } from "./compile.ts";
import { createEvidenceScale, type Evidence, type EvidenceScale } from "./evidence.ts";
import type { TablePath } from "./route-table.ts";
import type { IndexedRule } from "./rule-index.ts";
import { printTerm } from "./terms.ts";

/** What the rules make of a query. */
export type RuleResult =
  | {
      readonly kind: "matched";
      readonly agent: string;
      /** The table's `confidence`: the share of rule matches that were right when it was last measured. */
      readonly confidence: number;
      /** The terms that decided, as they are matched. */
      readonly evidence: readonly string[];
      /** Where the rule stands in the table. */
      readonly rule: TablePath;
    }
  | { readonly kind: "abstained"; readonly why: "empty" | "no-match" }
  /** Rules of several agents match equally well. The guess is the first of them in the table. */
  | {
      readonly kind: "abstained";
      readonly why: "ambiguous";
      readonly agents: readonly string[];
      readonly guess: { readonly agent: string; readonly confidence: number };
    };

/** Decides by the rules alone, on a text that `normaliseQuery` has made. Synchronous; calls nothing. */
export type RuleMatcher = (normalised: string) => RuleResult;

const EMPTY: RuleResult = { kind: "abstained", why: "empty" };
const NO_RULES: readonly IndexedRule[] = [];
const NO_MATCH: RuleResult = { kind: "abstained", why: "no-match" };

interface Match {
  readonly rule: IndexedRule;
  readonly evidence: Evidence;
}

/** Prepares the rules for queries. A query in which no rule matches costs no allocation. */
export function createRuleMatcher(routes: CompiledRoutes): RuleMatcher {
  const scanner = createTermScanner(routes.automaton);
  const scale = createEvidenceScale(routes.automaton);
  const { rules } = routes;
  return (normalised) => {
    if (normalised === "") return EMPTY;
    const count = scanner.scan(normalised);
    let best: Match | undefined;
    let rivals = NO_RULES;
    // Stryker disable next-line EqualityOperator: one term too many only repeats rules, and a rule asks for its terms itself
    for (let i = 0; i < count; i++) {
      const anchored = rules.anchoredAt(scanner.found[i] ?? 0);
      // Stryker disable next-line EqualityOperator: there is no rule beyond the last
      for (let nth = 0; nth < anchored.length; nth++) {
        const rule = rules.at(anchored[nth] ?? -1);
        if (rule === undefined) continue;
        // Stryker disable next-line ConditionalExpression: a lower priority loses below as well, only slower
        if (best !== undefined && rule.priority < best.rule.priority) continue;
        if (!matches(scanner, rule)) continue;
        const match = { rule, evidence: bestEvidence(scanner, scale, rule) };
        if (best === undefined || compare(match, best) > 0) {
          best = match;
          rivals = NO_RULES;
        } else if (compare(match, best) === 0 && rule.agent !== best.rule.agent) {
          rivals = [...rivals, rule];
        }
      }
    }
    if (best === undefined) return NO_MATCH;
    return rivals.length === 0 ? matched(routes, best) : ambiguous(routes, [best.rule, ...rivals]);
  };
}

/** Priority first, then the number of matched words. Length in letters is no evidence. */
function compare(a: Match, b: Match): number {
  return a.rule.priority - b.rule.priority || a.evidence.words - b.evidence.words;
}

function matches(scanner: TermScanner, { all, any, not }: IndexedRule): boolean {
  for (const term of all) if (!scanner.has(term)) return false;
  if (any.length > 0 && !any.some(scanner.has)) return false;
  for (const term of not) if (scanner.has(term)) return false;
  return true;
}

/** The alternative with the most words, the first of equals. */
function bestEvidence(scanner: TermScanner, scale: EvidenceScale, { all, any }: IndexedRule): Evidence {
  if (any.length === 0) return scale.weigh(all);
  const found = any.filter(scanner.has).map((term) => scale.weigh([...all, term]));
  return found.reduce((best, evidence) => (evidence.words > best.words ? evidence : best));
}

function matched({ table, automaton }: CompiledRoutes, { rule, evidence }: Match): RuleResult {
  return {
    kind: "matched",
    agent: table.agents[rule.agent]?.id ?? "",
    confidence: table.confidence,
    evidence: evidence.terms.flatMap((id) => automaton.terms.at(id) ?? []).map(printTerm),
    rule: rule.path,
  };
}

function ambiguous({ table }: CompiledRoutes, rules: readonly IndexedRule[]): RuleResult {
  const tied = new Set(rules.map((rule) => rule.agent));
  const agents = table.agents.filter((_, index) => tied.has(index)).map((agent) => agent.id);
  // If a match is right with probability p, and each of n agents has an equal claim to it, each has p / n.
  const confidence = table.confidence / agents.length;
  return { kind: "abstained", why: "ambiguous", agents, guess: { agent: agents[0] ?? "", confidence } };
}
