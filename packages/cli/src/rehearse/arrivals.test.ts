import { createDice } from "@switchyard/rollout";
import { describe, expect, it } from "vitest";
import { nextGapMs } from "./arrivals.ts";

describe("nextGapMs", () => {
  it("follows the exponential distribution: half of the gaps are shorter than ln 2 of the mean", () => {
    expect(nextGapMs(60, () => 0)).toBeCloseTo(0, 9);
    expect(nextGapMs(60, () => 0.5)).toBeCloseTo(693.147, 2);
  });

  it("keeps the rate on average", () => {
    const dice = createDice(7);
    const gaps = Array.from({ length: 20_000 }, () => nextGapMs(600, dice));
    const meanMs = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    expect(meanMs).toBeGreaterThan(98);
    expect(meanMs).toBeLessThan(102);
  });

  it("never ends when nobody asks", () => {
    expect(nextGapMs(0, () => 0.5)).toBe(Number.POSITIVE_INFINITY);
  });
});
