import { meanSequence, quantileRanks, shareSequence } from "@switchyard/rollout";

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
/** Where the sequences are tightest. Bounds begin at two dozen values so, and those of 50,000 are an eighth wider. */
const OPTIMAL_SAMPLES = 300;
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
 * A quantile from a distribution that is known on a grid only: its place within its cell by rank, as if the cell's
 * values were spread evenly. The ranks between which it lies at every look are turned into the edges of the cells that
 * hold them, so the grid widens the interval and never narrows it.
 */
export function estimateQuantile(
  { bounds, cumulative }: Distribution,
  quantile: number,
): Estimate | undefined {
  const samples = Math.round(cumulative.at(-1) ?? 0);
  if (samples <= 0) return undefined;
  const ranks = quantileRanks(samples, quantile, OPTIONS);
  const cellOf = (rank: number): number => cumulative.findIndex((count) => Math.round(count) >= rank);
  const lowerEdge = (cell: number): number => bounds[cell - 1] ?? 0;
  const rank = Math.ceil(samples * quantile);
  const middle = cellOf(rank);
  const before = cumulative[middle - 1] ?? 0;
  const within = (rank - before) / ((cumulative[middle] ?? 0) - before);
  const from = lowerEdge(middle);
  const value = from + ((bounds[middle] ?? from) - from) * Math.min(1, within);
  const upper = ranks.upper === undefined ? undefined : bounds[cellOf(ranks.upper)];
  return {
    value,
    samples,
    ...(ranks.lower === undefined ? {} : { lower: lowerEdge(cellOf(ranks.lower)) }),
    ...(upper === undefined ? {} : { upper }),
  };
}

/**
 * A mean, whose spread is taken from a grid: each value counts as if it lay at that edge of its cell that is farther
 * from the mean, so the bounds are wider than the values' own. Without a largest value nothing bounds the last cell.
 */
export function estimateMean(
  sum: number,
  { bounds, cumulative }: Distribution,
  largest: number | undefined,
): Estimate | undefined {
  const samples = Math.round(cumulative.at(-1) ?? 0);
  if (samples <= 0) return undefined;
  const value = sum / samples;
  const edges = [0, ...bounds, ...(largest === undefined ? [] : [Math.max(largest, bounds.at(-1) ?? 0)])];
  const squares = cumulative.reduce((total, count, cell) => {
    const inCell = Math.max(0, count - (cumulative[cell - 1] ?? 0));
    if (inCell === 0) return total;
    const [from, to] = [edges[cell] ?? Number.NaN, edges[cell + 1] ?? Number.NaN];
    return total + inCell * Math.max((from - value) ** 2, (to - value) ** 2);
  }, 0);
  const bounded = Number.isFinite(squares)
    ? meanSequence({ samples, mean: value, variance: squares / samples }, OPTIONS)
    : undefined;
  return bounded === undefined
    ? { value, samples }
    : { value, samples, lower: Math.max(0, bounded.lower), upper: bounded.upper };
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
