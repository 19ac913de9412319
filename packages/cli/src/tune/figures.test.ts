import { describe, expect, it } from "vitest";
import { figuresOf } from "./figures.ts";
import { environmentOf, ROUND_PRICES, sizeOf } from "./testing.ts";

describe("figuresOf", () => {
  it("takes the median of the durations and the mean of the bills over all environments", () => {
    // Billed: 2, 3, 4, 100 ms at half a GB: 109 ms * 0.5 GB * 10 micro-dollars / 4 calls.
    expect(figuresOf(sizeOf(512, environmentOf(1.5, 3), environmentOf(3.2, 99.5)), ROUND_PRICES)).toEqual({
      memoryMb: 512,
      warmCalls: 4,
      durationMs: 3,
      p95Ms: 99.5,
      costMicroDollars: 0.13625,
      // 305 ms billed, its INIT included.
      cold: { starts: 2, initMs: 300, totalMs: 305, costMicroDollars: 1.525 },
      maxMemoryMb: 80,
    });
  });

  it("adds the fee of a call", () => {
    const prices = { ...ROUND_PRICES, requestMicroDollars: 0.2 };
    expect(figuresOf(sizeOf(1024, environmentOf(10)), prices)?.costMicroDollars).toBeCloseTo(0.3, 12);
  });

  it("has no cold figures where no start was seen", () => {
    const size = sizeOf(512, { cold: undefined, warm: environmentOf(3).warm });
    expect(figuresOf(size, ROUND_PRICES)?.cold).toBeUndefined();
  });

  it("has nothing of a size without a warm call", () => {
    expect(figuresOf(sizeOf(128, environmentOf()), ROUND_PRICES)).toBeUndefined();
  });
});
