import { type Prices, percentile, requestCostMicroDollars } from "@switchyard/metrics";
import type { Call } from "./call.ts";
import type { SizeTrials } from "./trials.ts";

/** What a warm call takes and costs. */
export interface Estimate {
  /** Median. */
  readonly durationMs: number;
  /** Mean, since a bill is a sum. Micro-dollars a call are dollars a million calls. */
  readonly costMicroDollars: number;
}

/** What was found of one size. */
export interface Figures extends Estimate {
  readonly memoryMb: number;
  readonly warmCalls: number;
  readonly p95Ms: number;
  readonly cold: ColdFigures | undefined;
  /** The most that any call needed. */
  readonly maxMemoryMb: number;
}

/** Cold starts. Medians, but for the cost. */
export interface ColdFigures {
  readonly starts: number;
  readonly initMs: number;
  /** INIT and the first call together: what its caller waits for. */
  readonly totalMs: number;
  /** Mean. */
  readonly costMicroDollars: number;
}

/** Undefined of a size without a warm call. */
export function figuresOf({ memoryMb, environments }: SizeTrials, prices: Prices): Figures | undefined {
  const warm = environments.flatMap((each) => each.warm);
  const cold = environments.flatMap((each) => each.cold ?? []);
  const p95Ms = percentile(durationsOf(warm), 95);
  if (p95Ms === undefined) return undefined;
  return {
    memoryMb,
    warmCalls: warm.length,
    ...estimateOf(warm, memoryMb, prices),
    p95Ms,
    cold: coldFiguresOf(cold, memoryMb, prices),
    maxMemoryMb: [...warm, ...cold].reduce((most, call) => Math.max(most, call.maxMemoryMb), 0),
  };
}

/** @throws RangeError without calls: there is nothing to estimate from. */
export function estimateOf(calls: readonly Call[], memoryMb: number, prices: Prices): Estimate {
  const durationMs = percentile(durationsOf(calls), 50);
  if (durationMs === undefined) throw new RangeError("Expected calls to estimate from, found none.");
  return { durationMs, costMicroDollars: meanCost(calls, memoryMb, prices) };
}

/** Without the model's tokens, which cost the same at every size. */
function meanCost(calls: readonly Call[], memoryMb: number, prices: Prices): number {
  const cost = ({ billedMs }: Call) =>
    requestCostMicroDollars(
      // What is billed of a start is in `billedMs` already.
      { memoryMb, durationMs: billedMs, initMs: 0, inputTokens: 0, outputTokens: 0 },
      prices,
    );
  return calls.reduce((sum, call) => sum + cost(call), 0) / calls.length;
}

function coldFiguresOf(cold: readonly Call[], memoryMb: number, prices: Prices): ColdFigures | undefined {
  const inits = cold.map(({ initMs }) => initMs ?? 0);
  const initMs = percentile(inits, 50);
  const totalMs = percentile(
    cold.map((call, index) => call.durationMs + (inits[index] ?? 0)),
    50,
  );
  if (initMs === undefined || totalMs === undefined) return undefined;
  return { starts: cold.length, initMs, totalMs, costMicroDollars: meanCost(cold, memoryMb, prices) };
}

function durationsOf(calls: readonly Call[]): readonly number[] {
  return calls.map(({ durationMs }) => durationMs);
}
