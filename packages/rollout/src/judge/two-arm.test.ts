import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logMeanExp } from "./log-space.ts";
import { harmIncrement, type TwoArms } from "./two-arm.ts";

const rate = (yes: number) => ({ yes, no: 1 - yes });
const arms = (canaryProbability: number, stable: [number, number], canary: [number, number]): TwoArms => ({
  canaryProbability,
  stable: { requests: stable[0], events: stable[1] },
  canary: { requests: canary[0], events: canary[1] },
});

const share = fc.double({ min: 1e-4, max: 1 - 1e-4, noNaN: true });
const oddsRatio = fc.constantFrom(1.2, 1.5, 3, 10, 300);
const counts = fc
  .tuple(fc.integer({ min: 0, max: 1e7 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([requests, part]): [number, number] => [requests, Math.floor(part * requests)]);

describe("harmIncrement", () => {
  it("agrees with the formula in mpmath", () => {
    expect(harmIncrement(arms(0.05, [95, 1], [5, 2]), rate(0.003), 10)).toBeCloseTo(3.51218179307165, 12);
    expect(harmIncrement(arms(0.5, [40, 0], [40, 3]), rate(0.02), 3)).toBeCloseTo(1.2305705560904, 12);
  });

  it("gives the e-value of safestats' block of one and one, tests/testthat/test-savi2x2Helpers.R", () => {
    const block = arms(0.5, [1, 0], [1, 1]);
    expect(Math.exp(harmIncrement(block, rate(1 / 3), 4))).toBeCloseTo(16 / 9, 12);
  });

  it.each([
    [0.05, 3],
    [0.1, 3],
    [0.25, 5],
    [0.5, 8],
  ])("takes at weight %d, at level 1 %, %d errors of the canary alone", (weight, needed) => {
    const logEvidence = (events: number) =>
      logMeanExp(
        [1.5, 2, 3, 5, 10, 30, 100, 300].map((ratio) =>
          harmIncrement(arms(weight, [0, 0], [events, events]), rate(0.003), ratio),
        ),
      );
    expect(logEvidence(needed)).toBeGreaterThanOrEqual(Math.log(100));
    expect(logEvidence(needed - 1)).toBeLessThan(Math.log(100));
  });

  it("has mean 1 over one request for every common rate, whatever rate was expected", () => {
    fc.assert(
      fc.property(share, share, share, oddsRatio, (weight, expected, common, ratio) => {
        const worth = (stable: [number, number], canary: [number, number]) =>
          Math.exp(harmIncrement(arms(weight, stable, canary), rate(expected), ratio));
        const mean =
          (1 - weight) * (common * worth([1, 1], [0, 0]) + (1 - common) * worth([1, 0], [0, 0])) +
          weight * (common * worth([0, 0], [1, 1]) + (1 - common) * worth([0, 0], [1, 0]));
        expect(mean).toBeCloseTo(1, 9);
      }),
    );
  });

  it("has mean 1 at most over a block of two and two with a common rate, the weight being the canary's part", () => {
    fc.assert(
      fc.property(share, share, oddsRatio, (expected, common, ratio) => {
        const chance = (events: number) =>
          (events === 1 ? 2 : 1) * common ** events * (1 - common) ** (2 - events);
        let mean = 0;
        for (const a of [0, 1, 2]) {
          for (const b of [0, 1, 2]) {
            const block = arms(0.5, [2, a], [2, b]);
            mean += chance(a) * chance(b) * Math.exp(harmIncrement(block, rate(expected), ratio));
          }
        }
        expect(mean).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it("is finite and adds up over parts of a batch, to ten million requests, all or none of them events", () => {
    fc.assert(
      fc.property(share, share, oddsRatio, counts, counts, (weight, expected, ratio, stable, canary) => {
        const of = (a: [number, number], b: [number, number]) =>
          harmIncrement(arms(weight, a, b), rate(expected), ratio);
        const whole = of(stable, canary);
        expect(Number.isFinite(whole)).toBe(true);
        const scale = Math.max(1, Math.abs(of(stable, [0, 0])), Math.abs(of([0, 0], canary)));
        expect((of(stable, [0, 0]) + of([0, 0], canary) - whole) / scale).toBeCloseTo(0, 9);
        const doubled = of([stable[0] * 2, stable[1] * 2], [canary[0] * 2, canary[1] * 2]);
        expect((doubled - 2 * whole) / scale).toBeCloseTo(0, 9);
      }),
    );
  });

  it("rises when a canary's request turns into an event, and falls when stable's does", () => {
    fc.assert(
      fc.property(share, share, oddsRatio, (weight, expected, ratio) => {
        const of = (a: number, b: number) =>
          harmIncrement(arms(weight, [10, a], [10, b]), rate(expected), ratio);
        expect(of(3, 4)).toBeGreaterThan(of(3, 3));
        expect(of(4, 3)).toBeLessThan(of(3, 3));
      }),
    );
  });

  it("is 0 without requests", () => {
    expect(harmIncrement(arms(0.05, [0, 0], [0, 0]), rate(0.003), 10)).toBe(0);
  });
});
