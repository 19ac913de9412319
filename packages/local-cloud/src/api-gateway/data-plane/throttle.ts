/** Token buckets by name. */
export interface Throttles {
  /**
   * Takes one token; false when there is none. A bucket holds `burst` tokens and gets `ratePerS` new ones each
   * second. A missing or negative limit is no limit. Other limits under the same name start a full bucket.
   */
  readonly admit: (
    name: string,
    limits: { readonly ratePerS?: number | undefined; readonly burst?: number | undefined },
  ) => boolean;
}

interface Bucket {
  readonly ratePerS: number;
  readonly burst: number;
  tokens: number;
  filledMs: number;
}

/** Names beyond this many are forgotten, oldest first: their buckets start full again. */
const MAX_BUCKETS = 10_000;

export function createThrottles(nowMs: () => number): Throttles {
  const buckets = new Map<string, Bucket>();
  return {
    admit: (name, { ratePerS = -1, burst = -1 }) => {
      if (ratePerS < 0 && burst < 0) return true;
      // With only one of the limits, the other follows: a second's worth of requests, or no refill limit.
      const rate = ratePerS < 0 ? Infinity : ratePerS;
      const size = burst < 0 ? Math.max(1, Math.ceil(rate)) : burst;
      const known = buckets.get(name);
      const bucket =
        known !== undefined && known.ratePerS === rate && known.burst === size
          ? known
          : { ratePerS: rate, burst: size, tokens: size, filledMs: nowMs() };
      if (bucket !== known) {
        buckets.delete(name);
        buckets.set(name, bucket);
        const [oldest] = buckets.keys();
        if (buckets.size > MAX_BUCKETS && oldest !== undefined) buckets.delete(oldest);
      }
      refill(bucket, nowMs());
      if (bucket.tokens < 1) return false;
      bucket.tokens -= 1;
      return true;
    },
  };
}

function refill(bucket: Bucket, nowMs: number): void {
  const elapsedS = Math.max(0, nowMs - bucket.filledMs) / 1000;
  const added = elapsedS === 0 ? 0 : elapsedS * bucket.ratePerS;
  bucket.tokens = Math.min(bucket.burst, bucket.tokens + added);
  bucket.filledMs = nowMs;
}
