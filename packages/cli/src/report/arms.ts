import { quantileRanks, shareSequence } from "@switchyard/rollout";

/** Bounds that hold at every look, or the lack of them. */
export interface Bounds {
  readonly lower?: number;
  readonly upper?: number;
}

export interface Estimate extends Bounds {
  readonly value: number;
  readonly samples: number;
}

/** Both estimates of a comparison hold together with 95 %. */
const ALPHA = 0.025;
/** Where the sequences are tightest: what a few hours bring. */
const OPTIMAL_SAMPLES = 5_000;
const OPTIONS = { alpha: ALPHA, optimalSamples: OPTIMAL_SAMPLES } as const;

/** How many values lie up to each bound of a grid; the last number counts all. */
export interface Distribution {
  readonly bounds: readonly number[];
  /** One longer than the bounds. */
  readonly cumulative: readonly number[];
}

/** A share of independent requests, with a confidence sequence. Undefined without requests. */
export function estimateShare(events: number, requests: number): Estimate | undefined {
  if (requests <= 0) return undefined;
  const counts = {
    requests: Math.round(requests),
    events: Math.min(Math.round(events), Math.round(requests)),
  };
  const { lower, upper } = shareSequence(counts, OPTIONS);
  return { value: counts.events / counts.requests, lower, upper, samples: counts.requests };
}

/**
 * A quantile from a distribution that is known on a grid only. The ranks between which the quantile lies at every look
 * are turned into the edges of the grid's cells that hold them, so the grid widens the interval and never narrows it.
 */
export function estimateQuantile(
  { bounds, cumulative }: Distribution,
  quantile: number,
  seen: number | undefined,
): Estimate | undefined {
  const samples = Math.round(cumulative.at(-1) ?? 0);
  if (samples <= 0) return undefined;
  const ranks = quantileRanks(samples, quantile, OPTIONS);
  const cellOf = (rank: number): number => cumulative.findIndex((count) => Math.round(count) >= rank);
  const middle = cellOf(Math.ceil(samples * quantile));
  const value = seen ?? bounds[middle] ?? bounds.at(-1) ?? 0;
  const upperCell = ranks.upper === undefined ? -1 : cellOf(ranks.upper);
  const upper = upperCell === -1 ? undefined : bounds[upperCell];
  return {
    value,
    samples,
    ...(ranks.lower === undefined ? {} : { lower: bounds[cellOf(ranks.lower) - 1] ?? 0 }),
    ...(upper === undefined ? {} : { upper }),
  };
}

/** Change from one to the other as a share of the first: 0.1 is 10 % more. Sides that nothing bounds are left out. */
export function changeOf(from: Estimate, to: Estimate): (Bounds & { readonly value: number }) | undefined {
  if (from.value === 0) return undefined;
  const lower =
    to.lower === undefined || from.upper === undefined || from.upper === 0
      ? undefined
      : to.lower / from.upper - 1;
  const upper =
    to.upper === undefined || from.lower === undefined || from.lower === 0
      ? undefined
      : to.upper / from.lower - 1;
  return {
    value: to.value / from.value - 1,
    ...(lower === undefined ? {} : { lower }),
    ...(upper === undefined ? {} : { upper }),
  };
}
