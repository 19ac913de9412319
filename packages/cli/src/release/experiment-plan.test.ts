import { parsePlan } from "@switchyard/rollout";
import { describe, expect, it } from "vitest";
import { experimentPlan } from "./experiment-plan.ts";

describe("experimentPlan", () => {
  it("compares for the days and at the weight that were asked for, under the standard guardrails", () => {
    const plan = experimentPlan(50, 7);
    expect([plan.weight, plan.minutes, plan.name]).toEqual([50, 10_080, "50 % for 7 days"]);
    expect(plan.guardrails.errors?.limit).toBe(0.01);
  });

  it("is a plan that the controller takes", () => {
    expect(parsePlan(experimentPlan(5, 1))).toMatchObject({ kind: "parsed" });
  });

  it("is refused for longer than anybody should wait, and with nobody left on stable", () => {
    expect(parsePlan(experimentPlan(50, 29))).toMatchObject({ problems: [{ path: "minutes" }] });
    expect(parsePlan(experimentPlan(100, 7))).toMatchObject({ problems: [{ path: "weight" }] });
  });
});
