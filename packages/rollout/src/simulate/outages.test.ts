import { expect, it } from "vitest";
import type { ExperimentPlan } from "../plan.ts";
import { createDice } from "./dice.ts";
import { placeOutages } from "./outages.ts";
import { REFERENCE_PLAN } from "./reference.ts";
import { type Outage, worldOf } from "./world.ts";

const OUTAGE: Outage = { fromMinute: "random", minutes: 5, errorShare: 0.2, slowdown: 1 };
const worldWith = (...outages: readonly Outage[]) => worldOf("outages", 60, {}, { outages });

function beginnings(plan: Parameters<typeof placeOutages>[1], minutes: number): readonly number[] {
  const dice = createDice(1);
  return Array.from({ length: 2_000 }, () => {
    const [placed] = placeOutages(worldWith({ ...OUTAGE, minutes }), plan, dice);
    if (placed === undefined) throw new Error("expected an outage, found none");
    return placed.fromMinute;
  });
}

it("lets a random outage begin at any whole minute from which it ends within the steps", () => {
  const begun = new Set(beginnings(REFERENCE_PLAN, 5));
  expect([...begun].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 26 }, (_, minute) => minute));
});

it("begins one that is longer than the steps with them", () => {
  expect(new Set(beginnings(REFERENCE_PLAN, 45))).toEqual(new Set([0]));
});

it("takes the whole time of an experiment", () => {
  const { guardrails, smokeQueries, maximumMetricDelayMinutes } = REFERENCE_PLAN;
  const shared = { guardrails, smokeQueries, maximumMetricDelayMinutes };
  const plan: ExperimentPlan = { kind: "experiment", name: "short", ...shared, weight: 50, minutes: 7 };
  expect(new Set(beginnings(plan, 5))).toEqual(new Set([0, 1, 2]));
});

it("leaves an outage where its world puts it, and needs no dice for that", () => {
  const noDice = () => {
    throw new Error("expected no dice to be thrown");
  };
  const placed = placeOutages(worldWith({ ...OUTAGE, fromMinute: 12 }), REFERENCE_PLAN, noDice);
  expect(placed).toEqual([{ ...OUTAGE, fromMinute: 12 }]);
});
