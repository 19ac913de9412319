import { describe, expect, it } from "vitest";
import { isDark, isLost, knownMinutes, weatherAt } from "./weather.ts";
import { HEALTHY, worldOf } from "./world.ts";

describe("weatherAt", () => {
  it("is fair where nothing is wrong", () => {
    expect(weatherAt(worldOf("calm", 60), [], 0)).toEqual({
      sharedErrorShare: 0,
      slowdown: 1,
      candidate: HEALTHY,
    });
  });

  it("adds outages up while they last: a fifth and a half leave two fifths", () => {
    const outages = [
      { fromMinute: 10, minutes: 5, errorShare: 0.2, slowdown: 3 },
      { fromMinute: 12, minutes: 1, errorShare: 0.5, slowdown: 2 },
    ];
    const at = (minute: number) => weatherAt(worldOf("outages", 60), outages, minute);
    expect(at(9)).toMatchObject({ sharedErrorShare: 0, slowdown: 1 });
    expect(at(10).sharedErrorShare).toBeCloseTo(0.2, 12);
    expect(at(12).sharedErrorShare).toBeCloseTo(0.6, 12);
    expect(at(12).slowdown).toBe(6);
    expect(at(14).slowdown).toBe(3);
    expect(at(15)).toMatchObject({ sharedErrorShare: 0, slowdown: 1 });
  });

  it("lets a drift grow from nothing and stay", () => {
    const world = worldOf("drift", 60, {}, { drifts: [{ fromMinute: 100, minutes: 50, errorShare: 0.02 }] });
    const at = (minute: number) => weatherAt(world, [], minute).sharedErrorShare;
    expect([at(99), at(100)]).toEqual([0, 0]);
    expect(at(125)).toBeCloseTo(0.01, 12);
    expect(at(150)).toBeCloseTo(0.02, 12);
    expect(at(9_999)).toBeCloseTo(0.02, 12);
  });

  it("turns the candidate, and stable never", () => {
    const turned = { ...HEALTHY, errorShare: 0.2 };
    const world = worldOf("turn", 60, {}, { turns: [{ fromMinute: 30, candidate: turned }] });
    expect(weatherAt(world, [], 29).candidate).toBe(world.candidate);
    expect(weatherAt(world, [], 30).candidate).toBe(turned);
  });
});

describe("knownMinutes", () => {
  it("is behind by the delay of the metrics", () => {
    const world = worldOf("late", 60, {}, { metricDelayMinutes: 2 });
    expect([0, 1, 2, 3, 60].map((passed) => knownMinutes(world, passed))).toEqual([0, 0, 0, 1, 58]);
  });

  it("stands still in a gap and catches up when it is over", () => {
    const world = worldOf("gap", 60, {}, { gaps: [{ fromMinute: 5, minutes: 3, lost: false }] });
    expect([4, 5, 6, 7, 8, 9].map((passed) => knownMinutes(world, passed))).toEqual([4, 5, 5, 5, 5, 9]);
  });
});

describe("a gap", () => {
  const gap = (lost: boolean) => worldOf("gap", 60, {}, { gaps: [{ fromMinute: 5, minutes: 2, lost }] });

  it("is one of several", () => {
    const gaps = [5, 20].map((fromMinute) => ({ fromMinute, minutes: 2, lost: true }));
    const world = worldOf("gaps", 60, {}, { gaps });
    expect([isDark(world, 21), isLost(world, 21), isDark(world, 10)]).toEqual([true, true, false]);
    expect([7, 15, 21, 23].map((passed) => knownMinutes(world, passed))).toEqual([5, 15, 20, 23]);
  });

  it("is dark while it lasts, and its minutes are lost only where it says so", () => {
    expect([4, 5, 6, 7].map((minute) => isDark(gap(false), minute))).toEqual([false, true, true, false]);
    expect([4, 5, 6, 7].map((minute) => isLost(gap(true), minute))).toEqual([false, true, true, false]);
    expect(isLost(gap(false), 5)).toBe(false);
  });
});
