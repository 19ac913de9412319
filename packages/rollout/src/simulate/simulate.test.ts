import { describe, expect, it } from "vitest";
import { freezeThresholds } from "../freeze-thresholds.ts";
import { SHIPPED_PLANS } from "../shipped-plans.ts";
import { SHIPPED_ALARMS } from "./alarms.ts";
import { percentilesOf } from "./frozen.ts";
import { simulatePlainAlarm } from "./plain-alarm.ts";
import { REFERENCE_PLAN } from "./reference.ts";
import { simulate } from "./simulate.ts";
import { summarise } from "./summary.ts";
import { HEALTHY, type World, worldOf } from "./world.ts";

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
      expect(await many(worldOf("good", rate), 20)).toMatchObject({ completed: { share: 1 } });
    }
  });

  it("blames nobody for a shared outage", async () => {
    const outage = { fromMinute: "random", minutes: 5, errorShare: 0.2, slowdown: 1 } as const;
    expect(await many(worldOf("outage", 600, {}, { outages: [outage] }), 30)).toMatchObject({
      rolledBack: { share: 0 },
    });
  });

  it("rolls 20 % errors back before 10 requests of 60 a minute, or 15 of 600 a minute, have failed on average", async () => {
    const [slow, fast] = [
      await many(worldOf("bad", 60, { errorShare: 0.2 }), 40),
      await many(worldOf("bad", 600, { errorShare: 0.2 }), 40),
    ];
    expect([slow.rolledBack.share, fast.rolledBack.share]).toEqual([1, 1]);
    expect(slow.candidateFailures?.mean).toBeLessThan(10);
    expect(fast.candidateFailures?.mean).toBeLessThan(15);
  });

  it("sees a version that is 1.3 times slower within 10 minutes at 600 requests a minute", async () => {
    const summary = await many(worldOf("slow", 600, { medianLatencyMs: 5_200 }), 40);
    expect(summary.rolledBack.share).toBe(1);
    expect(summary.minutesToRollback?.median).toBeLessThanOrEqual(10);
  });

  it("sees late metrics later, and loses nothing else", async () => {
    const world = worldOf("late", 600, { errorShare: 0.2 }, { metricDelayMinutes: 3 });
    const summary = await many(world, 10);
    expect(summary).toMatchObject({
      rolledBack: { share: 1 },
      minutesToRollback: { median: 4 },
    });
  });

  it("promotes nothing that nobody asks: a person is called at the deadline", async () => {
    expect(await many(worldOf("silence", 0), 3, SHIPPED_PLANS.standard, 2 * DAY)).toMatchObject({
      paused: { share: 1 },
    });
  });

  it("holds a release whose traffic does not split as ordered", async () => {
    const world = worldOf("odd split", 600, {}, { weightFactor: 1.5 });
    const summary = await many(world, 5, REFERENCE_PLAN, 2 * DAY);
    expect(summary).toMatchObject({ paused: { share: 1 } });
  });

  it("completes the standard plan within a day at 60 requests a minute", async () => {
    const summary = await many(worldOf("good", 60), 20, SHIPPED_PLANS.standard);
    expect(summary.completed.share).toBe(1);
    expect(summary.minutesToCompletion?.median).toBeLessThan(DAY);
  });

  it("catches a candidate that turns bad in the bake, and compares it again to be sure", async () => {
    const bad = { ...HEALTHY, errorShare: 0.2 };
    const world = worldOf("late", 600, {}, { turns: [{ fromMinute: 35, candidate: bad }] });
    const plan = { ...REFERENCE_PLAN, bake: { minutes: 60, minimumRequests: 1 } };
    const result = await simulate({ plan, world, seed: 1, untilMinute: DAY, traced: true });
    expect(result).toMatchObject({ outcome: "rolled_back", cause: "harmful", highestWeight: 100 });
    expect(result.minutes).toBeGreaterThan(35);
    expect(result.minutes).toBeLessThan(42);
    const weights = result.trace.map(({ weight }) => weight);
    expect(weights.slice(weights.indexOf(100))).toContain(50);
  });

  it("goes on after telemetry that came late, and never while it is missing", async () => {
    const gaps = [{ fromMinute: 3, minutes: 20, lost: false }];
    const world = worldOf("gap", 600, {}, { gaps });
    const result = await simulate({
      plan: REFERENCE_PLAN,
      world,
      seed: 1,
      untilMinute: DAY,
      traced: true,
    });
    expect(result.outcome).toBe("completed");
    expect(result.trace.find(({ weight }) => weight === 25)?.minute).toBe(24);
    expect(result.minutes).toBe(45);
  });

  it("sees a bad version when the telemetry is back, lost minutes or not", async () => {
    for (const lost of [true, false]) {
      const gaps = [{ fromMinute: 0, minutes: 30, lost }];
      const world = worldOf("gap", 600, { errorShare: 0.2 }, { gaps });
      const result = await simulate({ plan: REFERENCE_PLAN, world, seed: 1, untilMinute: DAY });
      expect(result.outcome).toBe("rolled_back");
      expect(result.minutes).toBeGreaterThan(30);
      expect(result.highestWeight).toBe(5);
    }
  });

  it("blames nobody for errors of both that grow slowly", async () => {
    const drifts = [{ fromMinute: 0, minutes: 25, errorShare: 0.05 }];
    const summary = await many(worldOf("drift", 600, {}, { drifts }), 30, REFERENCE_PLAN, 120);
    expect(summary.rolledBack.share).toBe(0);
    expect(summary.completed.share).toBe(0);
  });

  it("lets a person who is asked approve at once, unless told that nobody does", async () => {
    const simulation = {
      plan: SHIPPED_PLANS.careful,
      world: worldOf("good", 600),
      seed: 1,
      untilMinute: DAY,
    };
    expect(await simulate(simulation)).toMatchObject({ outcome: "completed", highestWeight: 100 });
    expect(await simulate({ ...simulation, approves: false })).toMatchObject({
      outcome: "paused",
      highestWeight: 25,
    });
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

describe("the alarms beside the judge", () => {
  const alarms = SHIPPED_ALARMS;

  it("stop a version that always fails before the judge's minute is over", async () => {
    const world = worldOf("broken", 6_000, { errorShare: 1 }, { metricDelayMinutes: 1 });
    const result = await simulate({ plan: REFERENCE_PLAN, world, seed: 1, untilMinute: DAY, alarms });
    expect(result).toMatchObject({ outcome: "rolled_back", cause: "alarm", minutes: 0.5 });
    expect(result.candidateFailures).toBeLessThan(200);
  });

  it("stop it at 100 % too, where nobody is left to compare with", async () => {
    const bad = { ...HEALTHY, errorShare: 0.05 };
    const world = worldOf("late", 600, {}, { turns: [{ fromMinute: 31, candidate: bad }] });
    const plan = { ...REFERENCE_PLAN, bake: { minutes: 60, minimumRequests: 1 } };
    const late = { ...world, metricDelayMinutes: 5 };
    expect(await simulate({ plan, world: late, seed: 1, untilMinute: DAY, alarms })).toMatchObject({
      outcome: "rolled_back",
      cause: "alarm",
    });
  });

  it("leave a good version alone, in an outage and a slowdown of both too", async () => {
    const outage = { fromMinute: "random", minutes: 5, errorShare: 0.2, slowdown: 3 } as const;
    for (const rate of [60, 600]) {
      const world = worldOf("outage", rate, {}, { outages: [outage], metricDelayMinutes: 1 });
      const results = Array.from({ length: 12 }, (_, seed) =>
        simulate({ plan: REFERENCE_PLAN, world, seed, untilMinute: DAY, alarms }),
      );
      expect(summarise(await Promise.all(results)).rolledBack.share).toBe(0);
    }
  });

  it("read the same metrics: what does not arrive rings none", async () => {
    const gaps = [{ fromMinute: 0, minutes: 10, lost: false }];
    const world = worldOf("blind", 600, { errorShare: 1 }, { gaps });
    const result = await simulate({ plan: REFERENCE_PLAN, world, seed: 1, untilMinute: DAY, alarms });
    expect(result.minutes).toBeGreaterThan(10);
  });
});

describe("the shipped plans", () => {
  it.each(Object.values(SHIPPED_PLANS))(
    "$name never completes a version that fails 5 % of its requests",
    async (plan) => {
      for (const rate of [12, 60]) {
        const summary = await many(worldOf("bad", rate, { errorShare: 0.05 }), 6, plan, 5 * DAY);
        expect(summary.completed.share).toBe(0);
      }
    },
  );

  it("take a good version of a fast router through, and of a slow one", async () => {
    const routers = [
      { medianLatencyMs: 60, latencySpread: 0.6 },
      { medianLatencyMs: 9_000, latencySpread: 0.6 },
    ];
    for (const each of routers) {
      const behaviour = { ...HEALTHY, ...each };
      const world = worldOf("router", 60, behaviour, { stable: behaviour });
      const { plan } = freezeThresholds(SHIPPED_PLANS.standard, percentilesOf(world));
      expect((await many(world, 10, plan)).completed.share).toBe(1);
    }
  });
});

describe("simulatePlainAlarm", () => {
  it("rolls an identical version back in most rollouts at 60 requests a minute", () => {
    const world = worldOf("good", 60);
    const results = Array.from({ length: 100 }, (_, seed) =>
      simulatePlainAlarm({ plan: REFERENCE_PLAN, world, seed }),
    );
    expect(summarise(results).rolledBack.share).toBeGreaterThan(0.5);
  });
});
