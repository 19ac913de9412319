/** ln(e^a + e^b), without overflow. */
export function logAddExp(a: number, b: number): number {
  const larger = Math.max(a, b);
  return larger === Number.NEGATIVE_INFINITY ? larger : larger + Math.log1p(Math.exp(-Math.abs(a - b)));
}

/** ln of the mean of e^x over all `logs`, without overflow. At least one is needed. */
export function logMeanExp(logs: readonly number[]): number {
  if (logs.length === 0) throw new RangeError("logs: expected at least one number, found none");
  const largest = Math.max(...logs);
  const sum = logs.reduce((total, log) => total + Math.exp(log - largest), 0);
  return largest + Math.log(sum / logs.length);
}

/** `count`·ln(ratio) where no events of an impossible outcome say nothing: 0·ln 0 is 0. */
export function countTimesLog(count: number, ratio: number): number {
  return count === 0 ? 0 : count * Math.log(ratio);
}
