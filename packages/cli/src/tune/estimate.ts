import { type Prices, requestCostMicroDollars } from "@switchyard/metrics";
import { mostTries, type TrialPlan } from "./trials.ts";

/** What a run may cost, in dollars, without what the router's calls cost elsewhere (agents, language model). */
export interface CostEstimate {
  readonly calls: number;
  readonly likelyDollars: number;
  /** Were every call repeated for a replaced environment, and to run into the function's time limit. */
  readonly mostDollars: number;
}

/** Guesses, for a number that is small either way. */
export const LIKELY_WARM_MS = 200;
export const LIKELY_COLD_MS = 1_500;

export function estimateCost(
  { sizesMb, coldStarts, invocations }: Pick<TrialPlan, "sizesMb" | "coldStarts" | "invocations">,
  prices: Prices,
  timeoutS: number,
): CostEstimate {
  const dollars = (warm: number, warmMs: number, coldMs: number): number =>
    sizesMb.reduce((sum, memoryMb) => {
      const cost = (durationMs: number) =>
        requestCostMicroDollars({ memoryMb, durationMs, initMs: 0, inputTokens: 0, outputTokens: 0 }, prices);
      return sum + warm * cost(warmMs) + coldStarts * cost(coldMs);
    }, 0) / 1e6;
  return {
    calls: sizesMb.length * (coldStarts + invocations),
    likelyDollars: dollars(invocations, LIKELY_WARM_MS, LIKELY_COLD_MS),
    mostDollars: dollars(mostTries(invocations), timeoutS * 1000, timeoutS * 1000),
  };
}

/** For whoever is asked to pay. */
export function estimateText({ calls, likelyDollars, mostDollars }: CostEstimate, copyName: string): string {
  return [
    `About ${calls} calls of a temporary copy, ${copyName}.`,
    `At ${LIKELY_WARM_MS} ms a call and ${LIKELY_COLD_MS} ms a cold start they cost about $${likelyDollars.toFixed(4)}; $${mostDollars.toFixed(4)} at most, were each to run into its time limit.`,
    "The agents and the model that they call cost what they always cost.",
  ].join("\n");
}
