import type { Prices } from "@switchyard/metrics";
import { type Estimate, type Figures, figuresOf } from "./figures.ts";
import { resampledEstimates } from "./resample.ts";
import type { SizeTrials, Trials } from "./trials.ts";

export const GOALS = ["cheapest", "fastest", "balanced"] as const;
export type Goal = (typeof GOALS)[number];

/** The size for a goal, and how sure that is. */
export interface Recommendation extends Estimate {
  readonly memoryMb: number;
  /** Sizes that may as well be the best: the calls do not tell them from it. */
  readonly closeTo: readonly number[];
  /** Share of the resamplings in which this size is the best, 0 to 1. */
  readonly share: number;
}

/** A size that was measured and is not advised. */
export interface LeftOut {
  readonly memoryMb: number;
  readonly why: string;
}

export type Advice =
  | {
      readonly kind: "advised";
      readonly for: Readonly<Record<Goal, Recommendation>>;
      readonly leftOut: readonly LeftOut[];
    }
  | { readonly kind: "refused"; readonly reasons: readonly string[]; readonly leftOut: readonly LeftOut[] };

export interface AdviceOptions {
  readonly prices: Prices;
  /** How much cost counts against time where both are balanced, 0 to 1. */
  readonly costWeight: number;
  /** In [0, 1). */
  readonly random: () => number;
}

/** With fewer, one slow call decides. */
export const LEAST_WARM_CALLS = 10;
/** Beyond this share of its memory a function is one larger request away from its end. */
const MOST_MEMORY_USED = 0.9;
const RESAMPLINGS = 2_000;
/** A size is told from the best where the best wins in so many resamplings. */
const TOLD_APART = 0.95;

interface Candidate extends Figures {
  readonly resampled: readonly Estimate[];
}

/** Advises a size for each goal, or says why not: nothing is advised on failures or on too few calls. */
export function advise({ sizes, failures }: Trials, options: AdviceOptions): Advice {
  const leftOut = sizes.flatMap((size) => whyLeftOut(size, options.prices) ?? []);
  const eligible = sizes.filter(({ memoryMb }) => leftOut.every((out) => out.memoryMb !== memoryMb));
  const reasons = [
    ...failures.map(({ memoryMb, why }) => `a call at ${memoryMb} MB failed: ${why}`),
    ...eligible.flatMap((size) => tooFewCalls(size) ?? []),
    ...(eligible.length < 2 ? [`${eligible.length} of ${sizes.length} sizes are left to compare`] : []),
  ];
  if (reasons.length > 0) return { kind: "refused", reasons, leftOut };
  const candidates = eligible.flatMap((size): readonly Candidate[] => {
    const figures = figuresOf(size, options.prices);
    if (figures === undefined) return [];
    const resampled = resampledEstimates(size, options.prices, RESAMPLINGS, options.random);
    return [{ ...figures, resampled }];
  });
  const balance = balanceOf(options.costWeight);
  return {
    kind: "advised",
    for: {
      cheapest: recommend(candidates, costOf, timeOf),
      fastest: recommend(candidates, timeOf, costOf),
      balanced: recommend(candidates, balance, costOf),
    },
    leftOut,
  };
}

type Criterion = (estimate: Estimate) => number;

const costOf: Criterion = ({ costMicroDollars }) => costMicroDollars;
const timeOf: Criterion = ({ durationMs }) => durationMs;

/**
 * A weighted geometric mean: half the time is worth as much as half the cost (at a weight of 0.5), and which other sizes
 * are measured beside two changes nothing between them.
 */
export function balanceOf(costWeight: number): Criterion {
  return ({ costMicroDollars, durationMs }) =>
    costMicroDollars ** costWeight * durationMs ** (1 - costWeight);
}

/**
 * The best by the criterion; where others may be as good, the one among them that is best by `otherwise`: it makes no
 * sense to pay twice for a gain that may be none.
 */
function recommend(
  candidates: readonly Candidate[],
  criterion: Criterion,
  otherwise: Criterion,
): Recommendation {
  const best = least(candidates, criterion);
  const asGood = candidates.filter((each) => each === best || !isToldApart(best, each, criterion));
  const chosen = least(asGood, otherwise);
  return {
    memoryMb: chosen.memoryMb,
    durationMs: chosen.durationMs,
    costMicroDollars: chosen.costMicroDollars,
    closeTo: asGood.filter((each) => each !== chosen).map(({ memoryMb }) => memoryMb),
    share: shareWon(chosen, candidates, criterion),
  };
}

/** Of equals the first, which has the least memory. */
function least(candidates: readonly Candidate[], criterion: Criterion): Candidate {
  const [first, ...others] = candidates.toSorted((a, b) => a.memoryMb - b.memoryMb);
  if (first === undefined) throw new RangeError("Expected sizes to choose from, found none.");
  return others.reduce((best, each) => (criterion(each) < criterion(best) ? each : best), first);
}

function isToldApart(best: Candidate, other: Candidate, criterion: Criterion): boolean {
  const wins = best.resampled.filter((estimate, index) => {
    const against = other.resampled[index];
    return against !== undefined && criterion(estimate) < criterion(against);
  });
  return wins.length >= TOLD_APART * best.resampled.length;
}

function shareWon(chosen: Candidate, candidates: readonly Candidate[], criterion: Criterion): number {
  const wins = chosen.resampled.filter((estimate, index) =>
    candidates.every((each) => {
      const against = each.resampled[index];
      return against !== undefined && criterion(estimate) <= criterion(against);
    }),
  );
  return wins.length / chosen.resampled.length;
}

function whyLeftOut(size: SizeTrials, prices: Prices): LeftOut | undefined {
  const { memoryMb, outOfMemory } = size;
  if (outOfMemory) return { memoryMb, why: "the function ran out of memory" };
  const used = figuresOf(size, prices)?.maxMemoryMb ?? 0;
  if (used < MOST_MEMORY_USED * memoryMb) return undefined;
  return { memoryMb, why: `the function needed ${used} MB of it; one larger request could end it` };
}

function tooFewCalls({ memoryMb, environments }: SizeTrials): string | undefined {
  const warm = environments.reduce((sum, each) => sum + each.warm.length, 0);
  if (warm >= LEAST_WARM_CALLS) return undefined;
  return `${warm} warm calls at ${memoryMb} MB went well; expected at least ${LEAST_WARM_CALLS}`;
}
