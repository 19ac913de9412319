import { describe, expect, it } from "vitest";
import { SHIPPED_PLANS } from "../shipped-plans.ts";
import { simulatePlainAlarm } from "./plain-alarm.ts";
import { REFERENCE_PLAN } from "./reference.ts";
import { simulate } from "./simulate.ts";
import { summarise } from "./summary.ts";
import { type World, worldOf } from "./world.ts";

const DAY = 24 * 60;

/** Runs with the seeds 0, 1, 2, … */
async function many(world: World, runs: number, plan = REFERENCE_PLAN, untilMinute = DAY) {
  const seeds = Array.from({ length: runs }, (_, seed) => seed);
  return summarise(await Promise.all(seeds.map((seed) => simulate({ plan, world, seed, untilMinute }))));
}

describe("simulate", () => {
  it("plays the same release twice for the same seed", async () => {
    const simulation = {
      plan: REFERENCE_PLAN,
      world: worldOf("bad", 60, { errorShare: 0.2 }),
      seed: 3,
      untilMinute: DAY,
    };
    const first = await simulate({ ...simulation, traced: true });
    expect(await simulate({ ...simulation, traced: true })).toEqual(first);
    expect(first.outcome).toBe("rolled_back");
    expect(first.trace.at(-1)).toMatchObject({ minute: first.minutes, state: "rolled_back", weight: 0 });
  });

  it("takes an identical version through at every rate of traffic", async () => {
    for (const rate of [12, 60, 600]) {
      expect(await many(worldOf("good", rate), 20)).toMatchObject({ completed: 1, rolledBack: 0 });
    }
  });

  it("blames nobody for a shared outage", async () => {
    const outage = { fromMinute: "random", minutes: 5, errorShare: 0.2, slowdown: 1 } as const;
    expect(await many(worldOf("outage", 600, {}, { outages: [outage] }), 30)).toMatchObject({
      rolledBack: 0,
    });
  });

  it("rolls 20 % errors back before 10 requests of 60 a minute, or 15 of 600 a minute, have failed on average", async () => {
    const [slow, fast] = [
      await many(worldOf("bad", 60, { errorShare: 0.2 }), 40),
      await many(worldOf("bad", 600, { errorShare: 0.2 }), 40),
    ];
    expect([slow.rolledBack, fast.rolledBack]).toEqual([1, 1]);
    expect(slow.meanCandidateFailures).toBeLessThan(10);
    expect(fast.meanCandidateFailures).toBeLessThan(15);
  });

  it("sees a version that is 1.3 times slower within 10 minutes at 600 requests a minute", async () => {
    const summary = await many(worldOf("slow", 600, { medianLatencyMs: 5_200 }), 40);
    expect(summary.rolledBack).toBe(1);
    expect(summary.medianMinutesToRollback).toBeLessThanOrEqual(10);
  });

  it("sees late metrics later, and loses nothing else", async () => {
    const world = worldOf("late", 600, { errorShare: 0.2 }, { metricDelayMinutes: 3 });
    const summary = await many(world, 10);
    expect(summary).toMatchObject({ rolledBack: 1, medianMinutesToRollback: 4 });
  });

  it("promotes nothing that nobody asks: a person is called at the deadline", async () => {
    expect(await many(worldOf("silence", 0), 3, SHIPPED_PLANS.standard, 2 * DAY)).toMatchObject({
      paused: 1,
    });
  });

  it("holds a release whose traffic does not split as ordered", async () => {
    const world = worldOf("odd split", 600, {}, { weightFactor: 1.5 });
    const summary = await many(world, 5, REFERENCE_PLAN, 2 * DAY);
    expect(summary).toMatchObject({ completed: 0, rolledBack: 0, paused: 1 });
  });

  it("completes the standard plan within a day at 60 requests a minute", async () => {
    const summary = await many(worldOf("good", 60), 20, SHIPPED_PLANS.standard);
    expect(summary.completed).toBe(1);
    expect(summary.medianMinutesToCompletion).toBeLessThan(DAY);
  });

  it("plays a week of an experiment and leaves everyone on stable", async () => {
    const { guardrails, smokeQueries } = REFERENCE_PLAN;
    const minutes = 7 * DAY;
    const result = await simulate({
      plan: {
        kind: "experiment",
        name: "week",
        maximumMetricDelayMinutes: 5,
        smokeQueries,
        guardrails,
        weight: 50,
        minutes,
      },
      world: worldOf("swing", 60, {}, { dailySwing: 0.8 }),
      seed: 1,
      untilMinute: 2 * minutes,
      traced: true,
    });
    expect(result).toMatchObject({ outcome: "completed", minutes });
    expect(result.trace.at(-1)?.weight).toBe(0);
  });
});

describe("simulatePlainAlarm", () => {
  it("rolls an identical version back in most rollouts at 60 requests a minute", () => {
    const world = worldOf("good", 60);
    const results = Array.from({ length: 100 }, (_, seed) =>
      simulatePlainAlarm({ plan: REFERENCE_PLAN, world, seed }),
    );
    expect(summarise(results).rolledBack).toBeGreaterThan(0.5);
  });
});
