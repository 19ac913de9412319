/** What many values of a metric add up to. */
export interface Distribution {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** How often each value occurred; `undefined` when only the four numbers above are known. */
  readonly values: ReadonlyMap<number, number> | undefined;
}

/** Distinct values that are kept exactly before a distribution falls back to three significant digits. */
const MAX_EXACT_VALUES = 2_000;

/** A distribution of values that occurred `counts[i]` times each; once when there are no counts. */
export function distributionOf(values: readonly number[], counts?: readonly number[]): Distribution {
  const occurrences = new Map<number, number>();
  let [count, sum, min, max] = [0, 0, Infinity, -Infinity];
  for (const [index, value] of values.entries()) {
    const times = counts?.[index] ?? 1;
    if (times === 0) continue;
    occurrences.set(value, (occurrences.get(value) ?? 0) + times);
    count += times;
    sum += value * times;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { count, sum, min, max, values: occurrences };
}

/** A distribution of which only a statistic set is known. Percentiles need all values to be one value. */
export function distributionOfStatistics(set: Omit<Distribution, "values">): Distribution {
  return { ...set, values: set.min === set.max ? new Map([[set.min, set.count]]) : undefined };
}

/** A distribution that grows. */
export interface Accumulator extends Distribution {
  count: number;
  sum: number;
  min: number;
  max: number;
  values: Map<number, number> | undefined;
}

/** An accumulator without values. */
export function createAccumulator(): Accumulator {
  return { count: 0, sum: 0, min: Infinity, max: -Infinity, values: new Map() };
}

/** Adds the values of a distribution to an accumulator. */
export function accumulate(into: Accumulator, added: Distribution): void {
  into.count += added.count;
  into.sum += added.sum;
  into.min = Math.min(into.min, added.min);
  into.max = Math.max(into.max, added.max);
  if (added.values === undefined) into.values = undefined;
  if (added.values === undefined || into.values === undefined) return;
  for (const [value, times] of added.values) into.values.set(value, (into.values.get(value) ?? 0) + times);
}

/** Keeps what is stored small: very many distinct values are kept with three significant digits each. */
export function coarsen(into: Accumulator): void {
  if (into.values !== undefined && into.values.size > MAX_EXACT_VALUES) into.values = rounded(into.values);
}

/**
 * Percentile by the nearest rank: the smallest value that at least `percent` % of all values do not exceed.
 * No value between two observed ones is made up. (AWS does not publish its rule; the two differ by at most
 * one observation.) `undefined` where CloudWatch has no percentile: statistic sets and negative values.
 */
export function percentileOf(distribution: Distribution, percent: number): number | undefined {
  const { values, count, min, max } = distribution;
  if (values === undefined || count === 0 || min < 0) return undefined;
  // 1e-9 absorbs the rounding of 99.9 / 100 * 1000, which is a little more than 999.
  const rank = Math.max(1, Math.ceil((percent / 100) * count - 1e-9));
  let seen = 0;
  for (const [value, times] of [...values].toSorted(([a], [b]) => a - b)) {
    seen += times;
    if (seen >= rank) return Math.min(max, Math.max(min, value));
  }
  return max;
}

/**
 * Percentile rank: how many percent of all values lie above `above` (exclusive) and up to `upTo` (inclusive), as
 * CloudWatch documents it. `undefined` where there are no percentiles either.
 */
export function percentileRankOf(
  { values, count, min }: Distribution,
  above: number | undefined,
  upTo: number | undefined,
): number | undefined {
  if (values === undefined || count === 0 || min < 0) return undefined;
  let within = 0;
  for (const [value, times] of values) {
    if ((above === undefined || value > above) && (upTo === undefined || value <= upTo)) within += times;
  }
  return (within / count) * 100;
}

function rounded(values: ReadonlyMap<number, number>): Map<number, number> {
  const coarse = new Map<number, number>();
  for (const [value, times] of values) {
    const key = Number(value.toPrecision(3));
    coarse.set(key, (coarse.get(key) ?? 0) + times);
  }
  return coarse;
}
