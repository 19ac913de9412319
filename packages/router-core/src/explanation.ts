import type { CompiledRoutes } from "./compile.ts";
import type { LlmOutcome, RouteQuery, RoutingDecision, RoutingStep } from "./decision.ts";
import { isModelAsked } from "./fast-path.ts";
import { isElliptical } from "./follow-up.ts";
import type { LlmStepResult } from "./llm-step.ts";
import { createClassifier, type Verdict } from "./model/classifier.ts";
import { explainVerdict, type Reason } from "./model/explain.ts";
import type { RoutingModel } from "./model/model.ts";
import { createRuleMatcher, type RuleResult } from "./rule-matcher.ts";

/** The way of one query through the cascade. It quotes the query, so it is for whoever asked and for no log. */
export interface Explanation {
  /** Those that were looked at, in order; the last one decided, unless a guess or the fallback agent was left. */
  readonly steps: readonly ExplainedStep[];
  readonly decided: {
    readonly step: RoutingStep;
    readonly agent: string;
    /** 0 to 1. */
    readonly confidence: number;
    readonly reason: string;
  };
}

/** What a step of the cascade said. Probabilities and confidences are from 0 to 1. */
export type ExplainedStep =
  | { readonly step: "override"; readonly result: "chosen"; readonly agent: string }
  | { readonly step: "override"; readonly result: "none" }
  | {
      readonly step: "rules";
      readonly result: "matched";
      readonly agent: string;
      /** As the rules have them. */
      readonly terms: readonly string[];
      readonly confidence: number;
    }
  | { readonly step: "rules"; readonly result: "ambiguous"; readonly agents: readonly string[] }
  | { readonly step: "rules"; readonly result: "no-match" | "empty" }
  | {
      readonly step: "model";
      /** `no-agent`: its label is no agent of these routes, so the rules decide alone. */
      readonly result: Verdict["kind"] | "no-agent";
      readonly label: string;
      readonly probability: number;
      /** The probability from which the model answers; above 1 it never does. */
      readonly threshold: number;
      /** What speaks for the label, or below 0 against it, the weightiest first; weights in hundredths. */
      readonly features: readonly Reason[];
    }
  | { readonly step: "follow-up"; readonly result: "follow-up"; readonly agent: string }
  /** Without a valid session; of a session whose agent is gone; no question that needs the one before it. */
  | { readonly step: "follow-up"; readonly result: "no-session" | "unknown-agent" | "own-question" }
  | {
      readonly step: "decision-cache";
      readonly result: "hit";
      readonly agent: string;
      readonly confidence: number;
      readonly reason: string;
    }
  | { readonly step: "decision-cache"; readonly result: "miss" }
  | {
      readonly step: "llm";
      /** `none`: no language model is configured. */
      readonly result: LlmOutcome["result"] | "none";
      /** Given when the answer was usable, even if it was too unsure to decide. */
      readonly agent?: string;
      readonly confidence?: number;
      readonly reason?: string;
    };

/** A query that was decided, and what nobody but the router knows of it. */
export interface Decided {
  readonly query: RouteQuery;
  /** Its text, normalised. */
  readonly text: string;
  readonly decision: RoutingDecision;
  /** What the language model said, also when it was too unsure. */
  readonly llmAnswer?: LlmStepResult["answer"] | undefined;
}

/**
 * Tells how a decision came about, by asking rules and model once more: they say the same again, and a query that
 * nobody wants explained costs nothing.
 */
export function explainDecision(
  { routes, model }: { readonly routes: CompiledRoutes; readonly model: RoutingModel | undefined },
  { query, text, decision, llmAnswer }: Decided,
): Explanation {
  const { step, agent, confidence, reason } = decision;
  const explained = (steps: readonly ExplainedStep[]): Explanation => ({
    steps,
    decided: { step, agent, confidence, reason },
  });
  if (step === "override") return explained([{ step, result: "chosen", agent }]);

  const ruled = createRuleMatcher(routes)(text);
  const known = routes.table.agents.map(({ id }) => id);
  const fast: ExplainedStep[] = [{ step: "override", result: "none" }, explainRules(ruled)];
  if (model !== undefined && isModelAsked(model, ruled)) fast.push(explainModel(model, text, ruled, known));
  // Stryker disable next-line OptionalChaining: only what rules or model decided has none
  if (step === "rules" || step === "model" || decision.fast?.why === "empty") return explained(fast);

  const afterFollowUp = [...fast, explainFollowUp(query, text, known)];
  if (step === "follow-up") return explained(afterFollowUp);
  if (step === "decision-cache")
    return explained([...afterFollowUp, { step, result: "hit", agent, confidence, reason }]);
  return explained([
    ...afterFollowUp,
    { step: "decision-cache", result: "miss" },
    { step: "llm", result: decision.llm?.result ?? "none", ...llmAnswer },
  ]);
}

function explainRules(ruled: RuleResult): ExplainedStep {
  if (ruled.kind === "matched") {
    const { agent, evidence, confidence } = ruled;
    return { step: "rules", result: "matched", agent, terms: evidence, confidence };
  }
  return ruled.why === "ambiguous"
    ? { step: "rules", result: ruled.why, agents: ruled.agents }
    : { step: "rules", result: ruled.why };
}

function explainModel(
  model: RoutingModel,
  text: string,
  ruled: RuleResult,
  known: readonly string[],
): ExplainedStep {
  // Stryker disable next-line ConditionalExpression: rules that abstain have no agent either
  const rulesAgent = ruled.kind === "matched" ? ruled.agent : undefined;
  const { kind, label, probability } = createClassifier(model)(text, rulesAgent);
  return {
    step: "model",
    result: known.includes(label) ? kind : "no-agent",
    label,
    probability,
    threshold: model.info.threshold,
    features: explainVerdict(model, text, rulesAgent)
      .map(({ feature, weight }) => ({ feature, weight: Math.round(weight * 100) / 100 }))
      .filter(({ weight }) => weight !== 0),
  };
}

function explainFollowUp({ session }: RouteQuery, text: string, known: readonly string[]): ExplainedStep {
  const step = "follow-up";
  if (session === undefined) return { step, result: "no-session" };
  const { lastAgent } = session;
  if (!known.includes(lastAgent)) return { step, result: "unknown-agent" };
  return isElliptical(text)
    ? { step, result: "follow-up", agent: lastAgent }
    : { step, result: "own-question" };
}
