import { describe, expect, it } from "vitest";
import { shareOf, spreadOf } from "./intervals.ts";

describe("shareOf", () => {
  // Found by halving sums of binomial probabilities in another language; for none of n, 1 - 0.025^(1/n).
  it.each([
    [0, 10, 0, 0.30849710781876083],
    [2, 10, 0.025210726326833372, 0.5560954623076415],
    [10, 10, 0.6915028921812392, 1],
    [0, 2_000, 0, 0.0018427397934059897],
  ])("puts %d of %d between the ends that Clopper and Pearson gave it", (count, runs, lower, upper) => {
    const found = shareOf(count, runs);
    expect(found.share).toBe(count / runs);
    expect(found.lower).toBeCloseTo(lower, 10);
    expect(found.upper).toBeCloseTo(upper, 10);
  });

  it("knows nothing of no runs", () => {
    expect(shareOf(0, 0)).toEqual({ share: 0, lower: 0, upper: 1 });
  });
});

describe("spreadOf", () => {
  it("gives a number of the list for each quantile, and leaves the list as it is", () => {
    const numbers = [3, 1, 2, 10];
    expect(spreadOf(numbers)).toEqual({ mean: 4, p05: 1, median: 2, p90: 10, p95: 10, highest: 10 });
    expect(numbers).toEqual([3, 1, 2, 10]);
  });

  it("gives none of no numbers", () => {
    expect(spreadOf([])).toBeUndefined();
  });
});
