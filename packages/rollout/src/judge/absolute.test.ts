import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { absoluteLogEvidence, breaksLimit } from "./absolute.ts";

describe("breaksLimit", () => {
  it.each([
    [0.01, 20, 4],
    [0.01, 100, 7],
    [0.01, 200, 10],
    [0.05, 20, 7],
    [0.05, 100, 15],
    [0.05, 1_000, 78],
  ])("takes at a limit of %d, in %d requests, %d events and no fewer", (limit, requests, events) => {
    expect(breaksLimit({ requests, events }, limit)).toBe(true);
    expect(breaksLimit({ requests, events: events - 1 }, limit)).toBe(false);
  });

  it("is true of 80 in 1,000 that are slower than 30 s, where 5 % may be", () => {
    expect(breaksLimit({ requests: 1_000, events: 80 }, 0.05)).toBe(true);
  });

  it("is false without requests", () => {
    expect(breaksLimit({ requests: 0, events: 0 }, 0.01)).toBe(false);
  });

  it("refuses counts that cannot be", () => {
    expect(() => breaksLimit({ requests: 1, events: -1 }, 0.01)).toThrow(/counts\.events/);
    expect(() => breaksLimit({ requests: 1, events: Number.NaN }, 0.01)).toThrow(/counts\.events/);
  });
});

describe("absoluteLogEvidence", () => {
  it("agrees with the formula in mpmath", () => {
    expect(absoluteLogEvidence({ requests: 20, events: 4 }, 0.01)).toBeCloseTo(6.90492003468176, 12);
    expect(absoluteLogEvidence({ requests: 1_000, events: 80 }, 0.05)).toBeCloseTo(6.21649680152367, 11);
    expect(absoluteLogEvidence({ requests: 20, events: 6 }, 0.05)).toBeCloseTo(4.9966800325724, 12);
  });

  it("rises with every event and falls with every good request", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e7 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (requests, part) => {
          const events = Math.floor(part * (requests - 1));
          const here = absoluteLogEvidence({ requests, events }, 0.01);
          expect(Number.isFinite(here)).toBe(true);
          expect(absoluteLogEvidence({ requests, events: events + 1 }, 0.01)).toBeGreaterThan(here);
          expect(absoluteLogEvidence({ requests: requests + 1, events }, 0.01)).toBeLessThan(here);
        },
      ),
    );
  });

  it("bets on 95 % where the limit leaves little room, and refuses a limit that leaves none", () => {
    expect(absoluteLogEvidence({ requests: 1, events: 1 }, 0.9)).toBeCloseTo(Math.log(0.95 / 0.9), 12);
    expect(() => absoluteLogEvidence({ requests: 1, events: 1 }, 0.95)).toThrow(
      /limit: expected a share below 0.95/,
    );
  });

  it("refuses counts that cannot be", () => {
    expect(() => absoluteLogEvidence({ requests: 1, events: -1 }, 0.01)).toThrow(/counts\.events/);
    expect(() => absoluteLogEvidence({ requests: 1, events: 1 }, 0)).toThrow(/limit:/);
  });
});
