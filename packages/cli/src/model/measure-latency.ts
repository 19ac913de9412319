/** Of one query, in microseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** More queries than this tell no more about the time that one takes. */
const MOST_QUERIES = 2_000;
const PASSES = 5;
/** A pass over fewer queries repeats them: a percentile of three numbers says nothing. */
const CALLS_OF_A_PASS = 500;
/** So many calls until the compiler has done what it will do. */
const WARM_UP_CALLS = 4_000;

/**
 * Times single queries, in several passes; the medians of the passes' percentiles, for now and then the machine has
 * something else to do.
 */
export function measureLatency(
  decide: (text: string) => unknown,
  texts: readonly string[],
  nowNs: () => bigint = () => process.hrtime.bigint(),
): Latency {
  const step = Math.max(1, Math.ceil(texts.length / MOST_QUERIES));
  const asked = texts.filter((_, index) => index % step === 0);
  for (let calls = 0; calls < WARM_UP_CALLS; calls += asked.length) for (const text of asked) decide(text);
  const passes = Array.from({ length: PASSES }, () => {
    const times: number[] = [];
    while (times.length < CALLS_OF_A_PASS) {
      for (const text of asked) {
        const startedNs = nowNs();
        decide(text);
        times.push(Number(nowNs() - startedNs) / 1000);
      }
    }
    return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
  });
  const median = (of: (pass: Latency) => number) => percentile(passes.map(of), 0.5);
  return { p50: median(({ p50 }) => p50), p99: median(({ p99 }) => p99) };
}

/** By nearest rank: a number that was measured. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
