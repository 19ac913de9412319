import { describe, expect, it } from "vitest";
import type { GuardrailPlan, GuardrailPlans } from "../plan.ts";
import type { Guardrail } from "../verdict.ts";
import { createArm } from "./arm.ts";
import { createDice } from "./dice.ts";
import type { Weather } from "./weather.ts";
import { HEALTHY } from "./world.ts";

const MANY = 1_000_000;
const FAIR: Weather = { sharedErrorShare: 0, slowdown: 1, candidate: HEALTHY };

function guardrail(...thresholds: readonly number[]): GuardrailPlan {
  return { thresholds, historicRates: thresholds.map(() => 0.1), margin: 0.1, mustBeProven: true };
}

const ALL: GuardrailPlans = {
  errors: guardrail(),
  latency: guardrail(4_000, 30_000),
  init: guardrail(600, 2_000),
  cost: guardrail(1_000),
  "llm-share": guardrail(),
};

function playMinute(behaviour = HEALTHY, weather = FAIR, guardrails = ALL) {
  const arm = createArm(guardrails, createDice(1));
  return arm.minute(arm.failures(MANY, behaviour, weather), 600, behaviour, weather);
}

/** Shares of events, and how many requests they are of. */
function shares(name: Guardrail, ...how: Parameters<typeof playMinute>): readonly number[] {
  return (playMinute(...how).counts[name] ?? []).map(({ requests, events }) => events / requests);
}

/** Within three standard deviations of a million draws, and more. */
function near(...expected: readonly number[]): readonly unknown[] {
  return expected.map((share) => expect.closeTo(share, share < 0.01 ? 3 : 2));
}

describe("an arm", () => {
  it("fails, is slow, is dear and needs a model as often as its behaviour says", () => {
    expect(shares("errors")).toEqual(near(0.003));
    // Half above the median; above 30 s: ln(7.5) / 0.8 = 2.52 standard deviations.
    expect(shares("latency")).toEqual(near(0.5, 0.0059));
    expect(shares("cost")).toEqual(near(0.5));
    expect(shares("llm-share")).toEqual(near(0.2));
  });

  it("counts latency given warm, and initialisations given cold: 0.3 % of requests at 600 a minute", () => {
    const { requests, counts } = playMinute();
    const cold = counts.init?.[0]?.requests ?? 0;
    expect(requests).toBe(MANY);
    expect(Math.abs(cold / MANY - 0.003)).toBeLessThan(0.0003);
    expect(counts.latency?.[0]?.requests).toBe(MANY - cold);
    expect(counts.cost?.[0]?.requests).toBe(MANY);
    expect(Math.abs((counts.init?.[0]?.events ?? 0) / cold - 0.5)).toBeLessThan(0.05);
  });

  it("adds what everybody suffers to what is its own", () => {
    const weather = { ...FAIR, sharedErrorShare: 0.2, slowdown: 3 };
    expect(shares("errors", { ...HEALTHY, errorShare: 0.5 }, weather)).toEqual(near(0.6));
    // Three times slower: ln(1/3) / 0.8 = -1.373 and ln(2.5) / 0.8 = 1.145 standard deviations.
    expect(shares("latency", HEALTHY, weather)).toEqual(near(0.915, 0.126));
    expect(shares("cost", HEALTHY, weather)).toEqual(near(0.5));
  });

  it("notices when the weather or its behaviour changes", () => {
    const arm = createArm(ALL, createDice(1));
    const slowShare = (behaviour: typeof HEALTHY, weather: Weather) => {
      const { counts } = arm.minute({ requests: MANY, events: 0 }, 600, behaviour, weather);
      return (counts.latency?.[1]?.events ?? 0) / MANY;
    };
    expect(slowShare(HEALTHY, FAIR)).toBeLessThan(0.01);
    expect(slowShare(HEALTHY, { ...FAIR, slowdown: 3 })).toBeGreaterThan(0.1);
    expect(slowShare(HEALTHY, FAIR)).toBeLessThan(0.01);
    expect(slowShare({ ...HEALTHY, medianLatencyMs: 12_000 }, FAIR)).toBeGreaterThan(0.1);
  });

  it("counts nothing that the plan has no guardrail for", () => {
    expect(Object.keys(playMinute(HEALTHY, FAIR, { errors: guardrail() }).counts)).toEqual(["errors"]);
  });

  it("has nothing above a threshold that hardly anything reaches", () => {
    const counts = playMinute({ ...HEALTHY, medianLatencyMs: 1, latencySpread: 0.001 }).counts;
    expect(counts.latency?.map(({ events }) => events)).toEqual([0, 0]);
  });
});
