import type { CompiledRoutes } from "./compile.ts";
import { createClassifier, type Verdict } from "./model/classifier.ts";
import type { RoutingModel } from "./model/model.ts";
import type { TablePath } from "./route-table.ts";
import { createRuleMatcher, type RuleResult } from "./rule-matcher.ts";

/** An agent that may be taken when nobody knows better. */
export interface Guess {
  readonly agent: string;
  /** 0 to 1: the share of such guesses that is expected to be right. */
  readonly confidence: number;
  /** One short sentence for people. */
  readonly reason: string;
}

/** What rules and model make of a query. */
export type FastResult =
  | {
      readonly kind: "matched";
      readonly by: "rules" | "model";
      readonly agent: string;
      /** 0 to 1: the share of such answers that is expected to be right. */
      readonly confidence: number;
      /** One short sentence for people. */
      readonly reason: string;
      /** The terms of the rules; what weighed most for the model, `explainVerdict` tells. */
      readonly evidence: readonly string[];
      /** Where the rule stands in the table. */
      readonly rule?: TablePath;
    }
  | {
      readonly kind: "abstained";
      readonly why: "empty" | "no-match" | "ambiguous" | "unsure" | "out-of-scope";
      readonly reason: string;
      readonly guess?: Guess;
    };

/** Decides on a text that `normaliseQuery` has made. Synchronous; calls nothing. */
export type FastPath = (normalised: string) => FastResult;

/**
 * Prepares rules and, where there is one, a model.
 *
 * A model that was trained beside the rules knows how far to trust them: it hears what they chose and judges both
 * together, so a match that the words speak against is not answered. One that was trained alone decides where they do
 * not.
 */
export function createFastPath(routes: CompiledRoutes, model?: RoutingModel): FastPath {
  const matchRules = createRuleMatcher(routes);
  if (model === undefined) return (normalised) => byRulesAlone(matchRules(normalised));

  const classify = createClassifier(model);
  const agents = new Set(routes.table.agents.map(({ id }) => id));
  return (normalised) => {
    const ruled = matchRules(normalised);
    if (!isModelAsked(model, ruled)) return byRulesAlone(ruled);
    const verdict = classify(normalised, ruled.kind === "matched" ? ruled.agent : undefined);
    // A label that is no agent of these routes cannot be answered with, however sure the model is.
    return agents.has(verdict.label) ? together(ruled, verdict) : byRulesAlone(ruled);
  };
}

/** A model that was trained without rules leaves to them what they match. */
export function isModelAsked({ parameters }: RoutingModel, ruled: RuleResult): boolean {
  return ruled.kind === "matched" ? parameters.rules.length > 0 : ruled.why !== "empty";
}

function together(ruled: RuleResult, { kind, label, probability }: Verdict): FastResult {
  const isRuled = ruled.kind === "matched";
  switch (kind) {
    case "answered":
      return isRuled && ruled.agent === label
        ? { ...matchedByRules(ruled), confidence: probability }
        : {
            kind: "matched",
            by: "model",
            agent: label,
            confidence: probability,
            reason: `Reads like a question for ${label}.`,
            evidence: [],
          };
    case "unsure": {
      const reason = `Reads most like a question for ${label}, but not surely.`;
      const guess = { agent: label, confidence: probability, reason };
      return { kind: "abstained", why: "unsure", reason, guess };
    }
    case "out-of-scope":
      return { kind: "abstained", why: "out-of-scope", reason: "Reads like a question for no agent." };
  }
}

function byRulesAlone(result: RuleResult): FastResult {
  if (result.kind === "matched") return matchedByRules(result);
  switch (result.why) {
    case "empty":
      return { kind: "abstained", why: "empty", reason: "The query is empty." };
    case "no-match":
      return { kind: "abstained", why: "no-match", reason: "No rule matches." };
    case "ambiguous": {
      const reason = `Rules of ${result.agents.join(", ")} match equally well.`;
      return { kind: "abstained", why: "ambiguous", reason, guess: { ...result.guess, reason } };
    }
  }
}

function matchedByRules(
  result: Extract<RuleResult, { kind: "matched" }>,
): Extract<FastResult, { kind: "matched" }> {
  const terms = result.evidence.map((term) => `"${term}"`).join(" with ");
  return { ...result, by: "rules", reason: `Matched ${terms}.` };
}
