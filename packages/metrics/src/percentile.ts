/**
 * The percentile of raw values by the nearest-rank definition: the smallest value such that at least `percent` of all
 * values are not greater. It is always one of the values, never an interpolation; 0 gives the smallest.
 *
 * @param percent 0 to 100
 * @returns undefined when there are no values: no evidence is not a zero.
 * @throws RangeError when `percent` or a value is not a usable number.
 */
export function percentile(values: readonly number[], percent: number): number | undefined {
  checkPercent("percent", percent);
  const ordered = inOrder(values);
  return ordered[Math.max(0, rank(percent, ordered.length) - 1)];
}

/**
 * The mean without the tails: values below the rank of `lowPercent` and above the rank of `highPercent` are left out,
 * as in CloudWatch's `TM(low%:high%)`. Ranks are those of `percentile`, so `trimmedMean(v, 0, 100)` is the plain mean.
 *
 * @returns undefined when nothing is left.
 * @throws RangeError when the bounds are not 0 <= low <= high <= 100 or a value is not a usable number.
 */
export function trimmedMean(
  values: readonly number[],
  lowPercent: number,
  highPercent: number,
): number | undefined {
  checkPercent("lowPercent", lowPercent);
  checkPercent("highPercent", highPercent);
  if (lowPercent > highPercent) {
    throw new RangeError(`lowPercent must not exceed highPercent; found ${lowPercent} and ${highPercent}.`);
  }
  const ordered = inOrder(values);
  const kept = ordered.slice(rank(lowPercent, ordered.length), rank(highPercent, ordered.length));
  if (kept.length === 0) return undefined;
  return kept.reduce((sum, value) => sum + value / kept.length, 0);
}

/** How many values lie at or below the percentile: 0 to `count`. */
function rank(percent: number, count: number): number {
  // 99.9 * 1000 / 100 is a hair above 999: without the allowance that hair would cost a whole rank.
  return Math.min(count, Math.ceil((percent * count) / 100 - 1e-9));
}

function inOrder(values: readonly number[]): readonly number[] {
  const odd = values.find((value) => !Number.isFinite(value));
  if (odd !== undefined) throw new RangeError(`Values must be finite numbers; found ${odd}.`);
  return values.toSorted((a, b) => a - b);
}

function checkPercent(name: string, percent: number): void {
  if (!(percent >= 0 && percent <= 100)) throw new RangeError(`${name} must be 0 to 100; found ${percent}.`);
}
