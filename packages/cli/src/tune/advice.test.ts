import { createDice } from "@switchyard/rollout";
import { describe, expect, it } from "vitest";
import { type Advice, advise, balanceOf, type Goal } from "./advice.ts";
import { environmentOf, ROUND_PRICES, sizeOf } from "./testing.ts";
import type { SizeTrials, Trials } from "./trials.ts";

/** Two environments with six calls each, a hair apart. */
function steady(memoryMb: number, ms: number): SizeTrials {
  const calls = [0, 0.01, 0.02, 0.03, 0.04, 0.05].map((more) => ms + more);
  return sizeOf(memoryMb, environmentOf(...calls), environmentOf(...calls));
}

function adviseOn(
  sizes: readonly SizeTrials[],
  more: Partial<Trials> & { costWeight?: number } = {},
): Advice {
  const { costWeight = 0.5, failures = [] } = more;
  return advise({ sizes, failures }, { prices: ROUND_PRICES, costWeight, random: createDice(1) });
}

function sizeFor(advice: Advice, goal: Goal): number | undefined {
  return advice.kind === "advised" ? advice.for[goal].memoryMb : undefined;
}

// Time falls with memory up to 1024 MB. Costs: 101 ms / 8, 41 ms / 4, 23 ms / 2, 20 ms * 1 (GB ms).
const USUAL = [steady(128, 100), steady(256, 40), steady(512, 22), steady(1024, 19)];

describe("advise", () => {
  it("names the cheapest, the fastest and the balance of both, and how sure it is", () => {
    expect(adviseOn(USUAL)).toMatchObject({
      kind: "advised",
      leftOut: [],
      for: {
        cheapest: { memoryMb: 256, closeTo: [], share: 1 },
        fastest: { memoryMb: 1024, closeTo: [], share: 1 },
        // Roots of cost times time: 35.5, 20.2, 15.9, 19.5.
        balanced: { memoryMb: 512, closeTo: [], share: 1 },
      },
    });
  });

  it("weighs cost against time as it is told", () => {
    expect(sizeFor(adviseOn(USUAL, { costWeight: 1 }), "balanced")).toBe(256);
    expect(sizeFor(adviseOn(USUAL, { costWeight: 0 }), "balanced")).toBe(1024);
  });

  it("does not pay for a gain that may be none: of sizes that may be as fast, the least costly", () => {
    const noisy = (memoryMb: number, ms: number) =>
      sizeOf(
        memoryMb,
        environmentOf(ms, ms + 5, ms + 1, ms + 4, ms + 2),
        environmentOf(ms + 3, ms + 5, ms, ms + 1, ms + 4),
      );
    const advice = adviseOn([noisy(512, 20.2), noisy(1024, 20.1), noisy(3008, 20)]);
    expect(advice).toMatchObject({ for: { fastest: { memoryMb: 512, closeTo: [1024, 3008] } } });
  });

  it("of sizes that may cost as little, takes the fastest", () => {
    // Exactly half the time for twice the memory.
    const equal = (memoryMb: number, ms: number) =>
      sizeOf(memoryMb, environmentOf(...Array.from({ length: 12 }, () => ms)));
    expect(adviseOn([equal(256, 40), equal(512, 20)])).toMatchObject({
      for: { cheapest: { memoryMb: 512, closeTo: [256], share: 1 } },
    });
  });

  it("takes environments that differ for what they are: two machines, not twelve calls", () => {
    const machine = (ms: number) => environmentOf(...Array.from({ length: 6 }, () => ms));
    const advice = adviseOn([sizeOf(512, machine(20), machine(30)), sizeOf(1024, machine(19), machine(31))]);
    expect(advice).toMatchObject({ for: { fastest: { memoryMb: 512, closeTo: [1024] } } });
  });

  it("gives the same advice for the same calls", () => {
    expect(adviseOn(USUAL)).toEqual(adviseOn(USUAL));
  });

  it("leaves out what does not fit, and what hardly does", () => {
    const tight = sizeOf(128, {
      cold: undefined,
      warm: environmentOf(1).warm.map((call) => ({ ...call, maxMemoryMb: 116 })),
    });
    const advice = adviseOn([
      tight,
      { memoryMb: 192, environments: [], outOfMemory: true },
      steady(256, 40),
      steady(512, 22),
    ]);
    expect(advice).toMatchObject({
      kind: "advised",
      leftOut: [
        { memoryMb: 128, why: "the function needed 116 MB of it; one larger request could end it" },
        { memoryMb: 192, why: "the function ran out of memory" },
      ],
      for: { cheapest: { memoryMb: 256 } },
    });
  });

  it("refuses to advise on a router that fails", () => {
    expect(
      adviseOn(USUAL, { failures: [{ memoryMb: 256, why: "the router answered with status 502" }] }),
    ).toEqual({
      kind: "refused",
      reasons: ["a call at 256 MB failed: the router answered with status 502"],
      leftOut: [],
    });
  });

  it("refuses to advise on nine calls", () => {
    const few = sizeOf(256, environmentOf(...Array.from({ length: 9 }, () => 40)));
    expect(adviseOn([few, steady(512, 22)])).toEqual({
      kind: "refused",
      reasons: ["9 warm calls at 256 MB went well; expected at least 10"],
      leftOut: [],
    });
  });

  it("refuses to call one size the best of one", () => {
    const advice = adviseOn([{ memoryMb: 128, environments: [], outOfMemory: true }, steady(512, 22)]);
    expect(advice).toMatchObject({ kind: "refused", reasons: ["1 of 2 sizes are left to compare"] });
  });
});

describe("balanceOf", () => {
  it("is worth the same for half the time at twice the cost", () => {
    const balance = balanceOf(0.5);
    expect(balance({ durationMs: 4, costMicroDollars: 9 })).toBe(6);
    expect(balance({ durationMs: 2, costMicroDollars: 18 })).toBeCloseTo(6, 12);
  });
});
