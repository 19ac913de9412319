import { createDice } from "@switchyard/rollout";
import { describe, expect, it } from "vitest";
import { arrivals } from "./arrivals.ts";
import { FLAT, profileOf } from "./profile.ts";

const flat = (ratePerSecond: number, durationMs: number) =>
  profileOf({ ratePerSecond, durationMs, curve: FLAT, bursts: [] });
const never = () => {
  throw new Error("no dice are needed");
};

describe("arrivals", () => {
  it("come like a metronome when they are even", () => {
    expect([...arrivals(flat(4, 1000), "even", never)]).toEqual([0, 250, 500, 750]);
  });

  it("are as many as the rate says, whatever the rounding", () => {
    for (const rate of [3, 7, 20, 49, 0.1]) {
      expect([...arrivals(flat(rate, 600_000), "even", never)]).toHaveLength(600 * rate);
    }
  });

  it("draw nearer to each other where the rate grows", () => {
    const profile = profileOf({ ratePerSecond: 8, durationMs: 1000, curve: [0, 1], bursts: [] });
    // Requests until t seconds: 4·t².
    expect([...arrivals(profile, "even", never)]).toEqual([
      0,
      expect.closeTo(500, 9),
      expect.closeTo(707.106781, 5),
      expect.closeTo(866.025404, 5),
    ]);
  });

  it("draw apart where it falls", () => {
    const profile = profileOf({ ratePerSecond: 8, durationMs: 1000, curve: [1, 0], bursts: [] });
    // Requests until t seconds: 8·t − 4·t².
    expect([...arrivals(profile, "even", never)]).toEqual([
      0,
      expect.closeTo(133.974596, 5),
      expect.closeTo(292.893219, 5),
      expect.closeTo(500, 9),
    ]);
  });

  it("carry the rest of a gap from one stretch into the next", () => {
    const burst = { factor: 4, lengthMs: 1000, startMs: 1000, everyMs: undefined };
    const profile = profileOf({ ratePerSecond: 0.5, durationMs: 2000, curve: FLAT, bursts: [burst] });
    expect([...arrivals(profile, "even", never)]).toEqual([0, 1250, 1750]);
  });

  it("leave gaps that are exponentially distributed, and keep the rate", () => {
    const times = [...arrivals(flat(50, 600_000), "poisson", createDice(3))];
    expect(times.length).toBeGreaterThan(30_000 - 600);
    expect(times.length).toBeLessThan(30_000 + 600);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    // Of an exponential distribution, 1 − 1/e is shorter than the mean.
    const short = gaps.filter((gap) => gap < 20).length / gaps.length;
    expect(short).toBeGreaterThan(0.62);
    expect(short).toBeLessThan(0.645);
  });

  it("are the same for the same dice", () => {
    const times = (seed: number) => [...arrivals(flat(10, 5000), "poisson", createDice(seed))];
    expect(times(1)).toEqual(times(1));
    expect(times(1)).not.toEqual(times(2));
  });

  it("come in bursts where there are some", () => {
    const burst = { factor: 5, lengthMs: 10_000, startMs: 20_000, everyMs: undefined };
    const profile = profileOf({ ratePerSecond: 10, durationMs: 40_000, curve: FLAT, bursts: [burst] });
    const times = [...arrivals(profile, "poisson", createDice(1))];
    const within = times.filter((time) => time >= 20_000 && time < 30_000).length;
    // 500 on average, with a standard deviation of 22.
    expect(within).toBeGreaterThan(400);
    expect(within).toBeLessThan(600);
    expect(times.length - within).toBeGreaterThan(230);
    expect(times.length - within).toBeLessThan(370);
  });
});
