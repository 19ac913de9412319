/** Neighbouring buckets differ by 1 %, so a value read back is off by half a percent at most. */
const GROWTH = 1.01;
const LOG_GROWTH = Math.log(GROWTH);
/** What is shorter counts as this long. */
const LEAST_MS = 0.001;
const ROUNDING = 1e-9;

/** So many values from one bound up to, and with, the other; in milliseconds. */
export interface Bucket {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
}

/**
 * Durations in buckets that grow with them, as DDSketch has them: any percentile within 0.5 %, whatever the number of
 * values, in a few kilobytes. The smallest and the largest value are exact.
 */
export class Histogram {
  readonly #counts = new Map<number, number>();
  #count = 0;
  #minMs = Number.POSITIVE_INFINITY;
  #maxMs = Number.NEGATIVE_INFINITY;

  /** @throws RangeError when it is not a duration. */
  record(ms: number): void {
    if (!(ms >= 0) || !Number.isFinite(ms))
      throw new RangeError(`A duration must be 0 or more; found ${ms}.`);
    const bucket = Math.ceil(Math.log(Math.max(ms, LEAST_MS)) / LOG_GROWTH);
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    this.#count += 1;
    this.#minMs = Math.min(this.#minMs, ms);
    this.#maxMs = Math.max(this.#maxMs, ms);
  }

  get count(): number {
    return this.#count;
  }

  /** Undefined when there are no values. */
  get maxMs(): number | undefined {
    return this.#count === 0 ? undefined : this.#maxMs;
  }

  /**
   * By nearest rank, as `percentile` of the metrics: no interpolation. Undefined when there are no values.
   *
   * @param percent 0 to 100
   */
  percentileMs(percent: number): number | undefined {
    const rank = Math.max(1, Math.ceil((percent * this.#count) / 100 - ROUNDING));
    if (rank === 1 && this.#count > 0) return this.#minMs;
    if (rank === this.#count) return this.#maxMs;
    let passed = 0;
    for (const [bucket, count] of this.#ordered()) {
      passed += count;
      if (passed >= rank) return this.#within((2 * GROWTH ** bucket) / (GROWTH + 1));
    }
    return undefined;
  }

  buckets(): readonly Bucket[] {
    return this.#ordered().map(([bucket, count]) => ({
      fromMs: GROWTH ** (bucket - 1),
      toMs: GROWTH ** bucket,
      count,
    }));
  }

  #within(ms: number): number {
    return Math.min(this.#maxMs, Math.max(this.#minMs, ms));
  }

  #ordered(): readonly (readonly [bucket: number, count: number])[] {
    return [...this.#counts].toSorted(([a], [b]) => a - b);
  }
}
