import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedRate, mixRates, rememberCounts, scaleOdds } from "./rate.ts";

describe("expectedRate", () => {
  it("is the historic rate before the first request", () => {
    const { yes, no } = expectedRate({ requests: 0, events: 0 }, 0.003);
    expect(yes).toBeCloseTo(0.003, 15);
    expect(no).toBeCloseTo(0.997, 15);
  });

  it("weighs history as two events", () => {
    expect(expectedRate({ requests: 60, events: 8 }, 0.05).yes).toBeCloseTo(10 / 100, 15);
  });

  it("never reaches 0 or 1", () => {
    expect(expectedRate({ requests: 1e7, events: 0 }, 0.5).yes).toBeCloseTo(2e-7, 12);
    expect(expectedRate({ requests: 1e7, events: 1e7 }, 0.5).no).toBeCloseTo(2e-7, 12);
  });

  it("sums up to 1 with its complement", () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.nat(1e6),
        fc.double({ min: 1e-6, max: 0.999, noNaN: true }),
        (events, others, rate) => {
          const { yes, no } = expectedRate({ requests: events + others, events }, rate);
          expect(yes + no).toBeCloseTo(1, 12);
        },
      ),
    );
  });
});

describe("rememberCounts", () => {
  it("adds up to 100 events", () => {
    expect(rememberCounts({ requests: 900, events: 30 }, { requests: 100, events: 70 })).toEqual({
      requests: 1_000,
      events: 100,
    });
  });

  it("halves what is beyond, as often as needed, and keeps the rate", () => {
    expect(rememberCounts({ requests: 900, events: 100 }, { requests: 100, events: 2 })).toEqual({
      requests: 500,
      events: 51,
    });
    expect(rememberCounts({ requests: 0, events: 0 }, { requests: 6_400, events: 800 })).toEqual({
      requests: 800,
      events: 100,
    });
  });
});

describe("scaleOdds", () => {
  it("turns odds of 1 to 3 into 1 to 1 at a factor of 3", () => {
    expect(scaleOdds({ yes: 0.25, no: 0.75 }, 3)).toEqual({ yes: 0.5, no: 0.5 });
  });
});

describe("mixRates", () => {
  it("weighs the canary with its probability", () => {
    const { yes, no } = mixRates({ yes: 0.1, no: 0.9 }, { yes: 0.5, no: 0.5 }, 0.25);
    expect(yes).toBeCloseTo(0.2, 15);
    expect(no).toBeCloseTo(0.8, 15);
  });
});
