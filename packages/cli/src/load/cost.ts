import type { StageConfig } from "@switchyard/infra-router/stage-config";
import { requestCostMicroDollars } from "@switchyard/metrics";
import { type Assumptions, DEFAULT_ASSUMPTIONS } from "../cost/assumptions.ts";
import { dollarsFor, priceOf, shippedPrices } from "../cost/prices.ts";
import type { AnswerFacts } from "./answer.ts";

/** Micro-dollars of one answer: what the gateway, the function and the model get for it. */
export type CostOf = (facts: AnswerFacts, isCached: boolean) => number;

/** What one request costs, from a stage's settings. */
export interface RequestPrices {
  readonly config: Pick<StageConfig, "function" | "prices" | "serves">;
  readonly gatewayMicroDollars: number;
  readonly assumptions: Assumptions;
}

export function requestPrices(config: RequestPrices["config"]): RequestPrices {
  const gatewayMicroDollars = 1e6 * dollarsFor(priceOf(shippedPrices(), "api-request"), 1);
  return { config, gatewayMicroDollars, assumptions: DEFAULT_ASSUMPTIONS };
}

/**
 * Time in the function as the answer says it; start of an environment and tokens of the model as assumed by `cost`, since
 * no answer says them. An answer without a time counts the gateway alone, and so does one from the gateway's cache.
 */
export function costOf({ config, gatewayMicroDollars, assumptions }: RequestPrices): CostOf {
  return ({ functionMs, coldStart, askedLlm }, isCached) => {
    if (isCached || functionMs === undefined) return gatewayMicroDollars;
    const use = {
      memoryMb: config.function.memoryMb,
      durationMs: functionMs,
      initMs: coldStart ? assumptions.initMs : 0,
      inputTokens: askedLlm ? assumptions.inputTokens : 0,
      outputTokens: askedLlm ? assumptions.outputTokens : 0,
    };
    return gatewayMicroDollars + requestCostMicroDollars(use, config.prices);
  };
}

/** What so many requests may cost, in dollars, before any is sent. */
export function estimateDollars(
  { config, gatewayMicroDollars, assumptions }: RequestPrices,
  requests: number,
): number {
  const { llmShare, llmMs, routerMs, agentMs, coldShare, initMs } = assumptions;
  const waitedMs = config.serves === "decisions" ? 0 : agentMs;
  const each = requestCostMicroDollars(
    {
      memoryMb: config.function.memoryMb,
      durationMs: routerMs + waitedMs + llmShare * llmMs,
      initMs: coldShare * initMs,
      inputTokens: llmShare * assumptions.inputTokens,
      outputTokens: llmShare * assumptions.outputTokens,
    },
    config.prices,
  );
  return ((gatewayMicroDollars + each) * requests) / 1e6;
}
