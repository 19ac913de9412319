import { describe, expect, it } from "vitest";
import { expectedRequests, FLAT, peakRate, profileOf } from "./profile.ts";

const MINUTE = { ratePerSecond: 10, durationMs: 60_000, curve: FLAT, bursts: [] };

describe("profileOf", () => {
  it("is one stretch where nothing changes", () => {
    const profile = profileOf(MINUTE);
    expect(profile).toEqual([{ fromMs: 0, toMs: 60_000, fromRate: 10, toRate: 10 }]);
    expect(expectedRequests(profile)).toBe(600);
    expect(peakRate(profile)).toBe(10);
  });

  it("goes from one point of the curve to the next", () => {
    const profile = profileOf({ ...MINUTE, curve: [0, 1, 0.5] });
    expect(profile).toEqual([
      { fromMs: 0, toMs: 30_000, fromRate: 0, toRate: 10 },
      { fromMs: 30_000, toMs: 60_000, fromRate: 10, toRate: 5 },
    ]);
    expect(expectedRequests(profile)).toBe(150 + 225);
  });

  it("cuts the curve where a burst begins and ends", () => {
    const burst = { factor: 5, lengthMs: 10_000, startMs: 20_000, everyMs: undefined };
    const profile = profileOf({ ...MINUTE, curve: [0, 0.6], bursts: [burst] });
    expect(profile).toEqual([
      { fromMs: 0, toMs: 20_000, fromRate: 0, toRate: expect.closeTo(2, 9) },
      { fromMs: 20_000, toMs: 30_000, fromRate: expect.closeTo(10, 9), toRate: expect.closeTo(15, 9) },
      { fromMs: 30_000, toMs: 60_000, fromRate: expect.closeTo(3, 9), toRate: 6 },
    ]);
    expect(peakRate(profile)).toBeCloseTo(15, 9);
  });

  it("lets the strongest of two bursts count, and ends them with the run", () => {
    const profile = profileOf({
      ...MINUTE,
      bursts: [
        { factor: 2, lengthMs: 30_000, startMs: 40_000, everyMs: undefined },
        { factor: 3, lengthMs: 10_000, startMs: 45_000, everyMs: undefined },
      ],
    });
    expect(profile.map(({ fromMs, toMs, fromRate }) => [fromMs, toMs, fromRate])).toEqual([
      [0, 40_000, 10],
      [40_000, 45_000, 20],
      [45_000, 55_000, 30],
      [55_000, 60_000, 20],
    ]);
  });

  it("repeats a burst that comes again", () => {
    const burst = { factor: 4, lengthMs: 5000, startMs: 20_000, everyMs: 20_000 };
    const high = profileOf({ ...MINUTE, bursts: [burst] }).filter(({ fromRate }) => fromRate === 40);
    expect(high.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [20_000, 25_000],
      [40_000, 45_000],
    ]);
  });

  it("can be a silence", () => {
    const burst = { factor: 0, lengthMs: 60_000, startMs: 0, everyMs: undefined };
    expect(expectedRequests(profileOf({ ...MINUTE, bursts: [burst] }))).toBe(0);
  });
});
