/** Of one query, in microseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** More queries than this tell no more about the time that one takes. */
const MOST_QUERIES = 2_000;
const PASSES = 7;
/** So many calls until the compiler has done what it will do. */
const WARM_UP_CALLS = 4_000;

/**
 * Times single queries, in several passes over all of them. A query's time is the median of its passes, as now and then the
 * machine has something else to do; the percentiles are over the queries.
 */
export function measureLatency(
  decide: (text: string) => unknown,
  texts: readonly string[],
  nowNs: () => bigint = () => process.hrtime.bigint(),
): Latency {
  const step = Math.max(1, Math.ceil(texts.length / MOST_QUERIES));
  const asked = texts.filter((_, index) => index % step === 0);
  for (let calls = 0; calls < WARM_UP_CALLS; calls += asked.length) for (const text of asked) decide(text);
  const passes = Array.from({ length: PASSES }, () =>
    asked.map((text) => {
      const startedNs = nowNs();
      decide(text);
      return Number(nowNs() - startedNs) / 1000;
    }),
  );
  const times = asked.map((_, index) =>
    percentile(
      passes.map((pass) => pass[index] ?? 0),
      0.5,
    ),
  );
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

/** By nearest rank: a number that was measured. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
