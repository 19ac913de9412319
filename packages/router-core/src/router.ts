import type { BreakerConfig } from "./circuit-breaker.ts";
import type { CompiledRoutes } from "./compile.ts";
import type { FastAbstention, RouteQuery, RouteResult, RoutingDecision } from "./decision.ts";
import { createDecisionCache, type DecisionCacheConfig } from "./decision-cache.ts";
import { type Decided, explainDecision } from "./explanation.ts";
import { createFastPath, type FastResult } from "./fast-path.ts";
import { isElliptical } from "./follow-up.ts";
import { createLlmStep, type LlmStepResult } from "./llm-step.ts";
import type { RoutingModel } from "./model/model.ts";
import { normaliseQuery } from "./normalise.ts";
import type { LlmClassifier } from "./ports.ts";

export interface RouterConfig {
  /** Code points of a query that count. */
  readonly maxQueryChars: number;
  /** Of a follow-up, 0 to 1. Not measured yet: it only says that it is less than a match of the fast path. */
  readonly followUpConfidence: number;
  /** An answer of the language model below this is `unsure` and does not decide. */
  readonly minLlmConfidence: number;
  /** The best guess below this is no better than the fallback agent. */
  readonly minGuessConfidence: number;
  /** With less time left than this the language model is not asked. */
  readonly minLlmTimeMs: number;
  readonly breaker: BreakerConfig;
  readonly cache: DecisionCacheConfig;
}

export const DEFAULT_ROUTER_CONFIG: RouterConfig = {
  maxQueryChars: 4000,
  followUpConfidence: 0.8,
  minLlmConfidence: 0.5,
  minGuessConfidence: 0.4,
  minLlmTimeMs: 200,
  breaker: { failuresToOpen: 5, openMs: 15_000, probeTimeoutMs: 10_000 },
  cache: { maxEntries: 500, ttlMs: 600_000 },
};

export interface RouterDependencies {
  readonly routes: CompiledRoutes;
  /** Decides together with the rules; without one they decide alone. */
  readonly model?: RoutingModel;
  /** Without one, what the fast path does not decide is guessed or goes to the fallback agent. */
  readonly llm: LlmClassifier | undefined;
  /** Only differences count; it must not run backwards. */
  readonly nowMs: () => number;
  readonly config: RouterConfig;
}

export interface RouteOptions {
  /** For the step that asks the language model. */
  readonly timeoutMs: number;
  /** On the clock of `nowMs`: no call of the language model may last longer. */
  readonly deadlineMs?: number;
  /** Whether the result says how it came about. */
  readonly explain?: boolean;
}

export interface Router {
  /** Decides where a query goes, cheapest step first. Never rejects because of the language model. */
  readonly route: (query: RouteQuery, options: RouteOptions) => Promise<RouteResult>;
}

/** Override, fast path, follow-up, decision cache, language model, best guess, fallback agent: the first that decides wins. */
export function createRouter({ routes, model, llm, nowMs, config }: RouterDependencies): Router {
  const { agents, fallback } = routes.table;
  const known = agents.map((agent) => agent.id);
  const decideFast = createFastPath(routes, model);
  const cache = createDecisionCache(config.cache);
  const askLlm =
    llm === undefined
      ? undefined
      : createLlmStep(llm, agents, nowMs, {
          breaker: config.breaker,
          minConfidence: config.minLlmConfidence,
          minTimeMs: config.minLlmTimeMs,
        });

  const decide = async (query: RouteQuery, { timeoutMs, deadlineMs }: RouteOptions): Promise<Traced> => {
    const text = normaliseQuery(query.text, { maxChars: config.maxQueryChars });
    const fast = decideFast(text);
    if (fast.kind === "matched") return { text, decision: byFastPath(fast) };
    const abstained = { fast: abstention(fast) };
    if (fast.why === "empty")
      return { text, decision: { ...toFallback(fallback, fast.reason), ...abstained } };

    // Before the cache, which knows a query by its text alone: what a follow-up means depends on its session.
    const lastAgent = known.find((agent) => agent === query.session?.lastAgent);
    if (lastAgent !== undefined && isElliptical(text)) {
      return { text, decision: { ...asFollowUp(lastAgent, config.followUpConfidence), ...abstained } };
    }

    const cached = cache.get(text, nowMs());
    if (cached !== undefined) {
      return { text, decision: { ...cached, method: "llm", step: "decision-cache", ...abstained } };
    }

    const timeLeftMs = (deadlineMs ?? Number.POSITIVE_INFINITY) - nowMs();
    const asked = await askLlm?.(text, Math.min(timeoutMs, timeLeftMs));
    const outcome = asked === undefined ? abstained : { ...abstained, llm: asked.outcome };
    if (asked?.answer !== undefined && asked.outcome.result === "decided") {
      const { answer } = asked;
      cache.set(text, answer, nowMs());
      return { text, decision: { ...answer, method: "llm", step: "llm", ...outcome }, llmAnswer: answer };
    }
    const decision =
      bestGuess(fast, asked?.answer, config.minGuessConfidence) ??
      toFallback(fallback, `${fast.reason} ${whyNotLlm(asked)}`);
    return { text, decision: { ...decision, ...outcome }, llmAnswer: asked?.answer };
  };

  return {
    route: async (query, options) => {
      const { agent } = query;
      if (agent !== undefined && !known.includes(agent)) return { kind: "unknown-agent", agent, known };
      const traced =
        agent === undefined ? await decide(query, options) : { text: query.text, decision: override(agent) };
      const { decision } = traced;
      if (options.explain !== true) return { kind: "routed", decision };
      return {
        kind: "routed",
        decision,
        explanation: explainDecision({ routes, model }, { ...traced, query }),
      };
    },
  };
}

/** A decision, and what only its explanation tells. */
type Traced = Omit<Decided, "query">;

function override(agent: string): RoutingDecision {
  return { agent, method: "fast", step: "override", confidence: 1, reason: "The caller chose the agent." };
}

function abstention({ why, reason, guess }: Extract<FastResult, { kind: "abstained" }>): FastAbstention {
  return guess === undefined ? { why, reason } : { why, reason, guess };
}

function byFastPath({
  agent,
  by,
  confidence,
  reason,
}: Extract<FastResult, { kind: "matched" }>): RoutingDecision {
  return { agent, method: "fast", step: by, confidence, reason };
}

function asFollowUp(agent: string, confidence: number): RoutingDecision {
  const reason = "A follow-up: it goes to the agent that answered before.";
  return { agent, method: "fast", step: "follow-up", confidence, reason };
}

/** The more confident of the fast path's guess and the language model's unsure answer, if it is confident enough. */
function bestGuess(
  { guess }: Extract<FastResult, { kind: "abstained" }>,
  unsure: LlmStepResult["answer"],
  minConfidence: number,
): RoutingDecision | undefined {
  const best = unsure !== undefined && unsure.confidence >= (guess?.confidence ?? 0) ? unsure : guess;
  if (best === undefined || best.confidence < minConfidence) return undefined;
  return { ...best, method: "fallback", step: "guess" };
}

/** Nothing speaks for the fallback agent, so nothing is claimed for it. */
function toFallback(agent: string, reason: string): RoutingDecision {
  return { agent, method: "fallback", step: "fallback-agent", confidence: 0, reason };
}

function whyNotLlm(asked: LlmStepResult | undefined): string {
  if (asked === undefined) return "No language model is configured.";
  switch (asked.outcome.result) {
    case "decided":
    case "unsure":
      return "The language model was unsure.";
    case "invalid":
    case "malformed":
    case "refused":
      return "The language model gave no usable answer.";
    case "timeout":
    case "throttled":
    case "unavailable":
    case "denied":
    case "circuit-open":
      return "The language model could not be reached.";
  }
}
