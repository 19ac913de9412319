import type { BreakerConfig } from "./circuit-breaker.ts";
import type { CompiledRoutes } from "./compile.ts";
import type { RouteQuery, RouteResult, RoutingDecision } from "./decision.ts";
import { createDecisionCache, type DecisionCacheConfig } from "./decision-cache.ts";
import { createFastPath, type FastResult } from "./fast-path.ts";
import { createLlmStep, type LlmStepResult } from "./llm-step.ts";
import { normaliseQuery } from "./normalise.ts";
import type { LlmClassifier } from "./ports.ts";

export interface RouterConfig {
  /** Code points of a query that count. */
  readonly maxQueryChars: number;
  /** An answer of the model below this is `unsure` and does not decide. */
  readonly minLlmConfidence: number;
  /** The best guess below this is no better than the fallback agent. */
  readonly minGuessConfidence: number;
  /** With less time left than this the model is not asked. */
  readonly minLlmTimeMs: number;
  readonly breaker: BreakerConfig;
  readonly cache: DecisionCacheConfig;
}

export const DEFAULT_ROUTER_CONFIG: RouterConfig = {
  maxQueryChars: 4000,
  minLlmConfidence: 0.5,
  minGuessConfidence: 0.4,
  minLlmTimeMs: 200,
  breaker: { failuresToOpen: 5, openMs: 15_000, probeTimeoutMs: 10_000 },
  cache: { maxEntries: 500, ttlMs: 600_000 },
};

export interface RouterDependencies {
  readonly routes: CompiledRoutes;
  /** Without one, what the rules do not decide is guessed or goes to the fallback agent. */
  readonly llm: LlmClassifier | undefined;
  /** Only differences count; it must not run backwards. */
  readonly nowMs: () => number;
  readonly config: RouterConfig;
}

export interface RouteOptions {
  /** For the step that asks the model. */
  readonly timeoutMs: number;
  /** On the clock of `nowMs`: no call of the model may last longer. */
  readonly deadlineMs?: number;
}

export interface Router {
  /** Decides where a query goes, cheapest step first. Never rejects because of the model. */
  readonly route: (query: RouteQuery, options: RouteOptions) => Promise<RouteResult>;
}

/** Override, rules, decision cache, model, best guess, fallback agent: the first that decides wins. */
export function createRouter({ routes, llm, nowMs, config }: RouterDependencies): Router {
  const { agents, fallback } = routes.table;
  const known = agents.map((agent) => agent.id);
  const decideByRules = createFastPath(routes);
  const cache = createDecisionCache(config.cache);
  const askModel =
    llm === undefined
      ? undefined
      : createLlmStep(llm, agents, nowMs, {
          breaker: config.breaker,
          minConfidence: config.minLlmConfidence,
          minTimeMs: config.minLlmTimeMs,
        });

  return {
    route: async (query, { timeoutMs, deadlineMs = Number.POSITIVE_INFINITY }) => {
      if (query.agent !== undefined) return override(query.agent, known);

      const text = normaliseQuery(query.text, { maxChars: config.maxQueryChars });
      const fast = decideByRules(text);
      if (fast.kind === "matched") return routed(byRules(fast));
      if (fast.why === "empty") return routed(toFallback(fallback, "The query is empty."));

      const cached = cache.get(text, nowMs());
      if (cached !== undefined) return routed({ ...cached, method: "llm", step: "decision-cache" });

      const asked = await askModel?.(text, Math.min(timeoutMs, deadlineMs - nowMs()));
      if (asked?.answer !== undefined && asked.outcome.result === "decided") {
        cache.set(text, asked.answer, nowMs());
        return routed({ ...asked.answer, method: "llm", step: "llm", llm: asked.outcome });
      }
      const decision =
        bestGuess(fast, asked, config.minGuessConfidence) ?? toFallback(fallback, whyFallback(asked));
      return routed(asked === undefined ? decision : { ...decision, llm: asked.outcome });
    },
  };
}

function routed(decision: RoutingDecision): RouteResult {
  return { kind: "routed", decision };
}

function override(agent: string, known: readonly string[]): RouteResult {
  if (!known.includes(agent)) return { kind: "unknown-agent", agent, known };
  return routed({
    agent,
    method: "fast",
    step: "override",
    confidence: 1,
    reason: "The caller chose the agent.",
  });
}

function byRules(fast: Extract<FastResult, { kind: "matched" }>): RoutingDecision {
  const terms = fast.evidence.map((term) => `"${term}"`).join(" with ");
  return {
    agent: fast.agent,
    method: "fast",
    step: "rules",
    confidence: fast.confidence,
    reason: `Matched ${terms}.`,
  };
}

/** The more confident of the rules' tied first choice and the model's unsure answer, if it is confident enough. */
function bestGuess(
  fast: Extract<FastResult, { kind: "abstained" }>,
  asked: LlmStepResult | undefined,
  minConfidence: number,
): RoutingDecision | undefined {
  const byTie = fast.why === "ambiguous" ? fast : undefined;
  const byModel = asked?.answer;
  if (byModel !== undefined && byModel.confidence >= (byTie?.guess.confidence ?? 0)) {
    return byModel.confidence >= minConfidence
      ? { ...byModel, method: "fallback", step: "guess" }
      : undefined;
  }
  if (byTie === undefined || byTie.guess.confidence < minConfidence) return undefined;
  const reason = `Rules of ${byTie.agents.join(", ")} match equally well.`;
  return { ...byTie.guess, method: "fallback", step: "guess", reason };
}

/** Nothing speaks for the fallback agent, so nothing is claimed for it. */
function toFallback(agent: string, reason: string): RoutingDecision {
  return { agent, method: "fallback", step: "fallback-agent", confidence: 0, reason };
}

function whyFallback(asked: LlmStepResult | undefined): string {
  if (asked === undefined) return "No rule decided and no model is configured.";
  switch (asked.outcome.result) {
    case "decided":
    case "unsure":
      return "No rule decided and the model was unsure.";
    case "invalid":
    case "malformed":
    case "refused":
      return "No rule decided and the model gave no usable answer.";
    case "timeout":
    case "throttled":
    case "unavailable":
    case "denied":
    case "circuit-open":
      return "No rule decided and the model could not be reached.";
  }
}
