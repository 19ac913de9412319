import { observationSourceContract } from "@switchyard/rollout/testing";
import { describe, expect, it } from "vitest";
import { createCloudWatchObservations } from "./cloudwatch-observations.ts";
import { createMetricsInMemory } from "./testdata/metrics-in-memory.ts";
import { ALL, at, ERRORS, guardrail, MINUTE_MS, openWorld, T0 } from "./testdata/observation-world.ts";

observationSourceContract("CloudWatch's adapter over metrics in memory", () => {
  const { source, serve, goTo } = openWorld();
  let minute = 1;
  return {
    source,
    query: { stable: "6", candidate: "7", fromMs: T0, guardrails: ERRORS },
    serve: (arm, requests, failed) => {
      const version = arm === "stable" ? "6" : "7";
      serve(version, at(minute), failed, { failed: true });
      serve(version, at(minute), requests - failed);
    },
    settle: () => {
      minute += 1;
      goTo(at(minute + 1));
    },
    nextMinuteMs: () => at(minute),
    close: () => undefined,
  };
});

describe("createCloudWatchObservations", () => {
  it("counts crashes by Lambda's word and 5xx answers by the handler's", async () => {
    const world = openWorld();
    world.serve("6", at(0), 8);
    world.serve("6", at(0), 2, { failed: true });
    world.serve("7", at(0), 1);
    world.serve("7", at(0), 3, { crashed: true });
    world.goTo(at(2));
    expect(await world.read()).toEqual({ minutes: [[0, "new", 10, 2, 4, 3]], freshTo: 1 });
  });

  it("counts a version whose every start crashes, of which the handler never hears", async () => {
    const world = openWorld();
    world.serve("6", at(0), 5);
    world.serve("7", at(0), 4, { crashed: true });
    world.goTo(at(2));
    expect((await world.read()).minutes).toEqual([[0, "new", 5, 0, 4, 4]]);
  });

  it("counts each guardrail by its own samples, above each threshold", async () => {
    const world = openWorld(ALL);
    world.serve("7", at(0), 2, { warmMs: 1_000, microDollars: 50 });
    world.serve("7", at(0), 1, { warmMs: 1_001, microDollars: 51, byLlm: true });
    world.serve("7", at(0), 1, { warmMs: 2_500, microDollars: 90 });
    world.serve("7", at(0), 1, { initMs: 2_100 });
    world.goTo(at(2));
    const seen = await world.source.since({
      stable: "6",
      candidate: "7",
      fromMs: T0,
      cursor: undefined,
      guardrails: ALL,
    });
    expect(seen.minutes[0]?.candidate).toEqual({
      requests: 5,
      counts: {
        errors: [{ requests: 5, events: 0 }],
        latency: [
          { requests: 4, events: 2 },
          { requests: 4, events: 1 },
        ],
        init: [{ requests: 1, events: 1 }],
        cost: [{ requests: 4, events: 2 }],
        "llm-share": [{ requests: 5, events: 1 }],
      },
    });
    expect(seen.minutes[0]?.stable.counts.latency).toEqual([
      { requests: 0, events: 0 },
      { requests: 0, events: 0 },
    ]);
  });

  it("gives a minute once it has ended a minute ago, and minutes without requests too", async () => {
    const world = openWorld();
    world.serve("6", at(1), 3);
    world.goTo(at(2) + MINUTE_MS - 1);
    expect(await world.read()).toEqual({ minutes: [[0, "new", 0, 0, 0, 0]], freshTo: 1 });
    world.goTo(at(3));
    expect(await world.read()).toEqual({ minutes: [[1, "new", 3, 0, 0, 0]], freshTo: 2 });
  });

  it("begins with the first whole minute of a release", async () => {
    const world = openWorld(ERRORS, T0 + 1);
    world.serve("6", at(0), 3);
    world.serve("6", at(1), 2);
    world.goTo(at(3));
    expect((await world.read()).minutes).toEqual([[1, "new", 2, 0, 0, 0]]);
  });

  it("is fresh up to now at most, when the first whole minute has not even begun", async () => {
    const world = openWorld(ERRORS, T0 + 1);
    world.goTo(T0 + 2);
    expect(await world.read()).toEqual({ minutes: [], freshTo: 2 / MINUTE_MS });
    expect(world.minutesRead).toEqual([]);
  });

  it("waits for a minute that has samples and no rank of them", async () => {
    const metrics = createMetricsInMemory(() => at(2));
    metrics.serve({ version: "7", startedAtMs: at(0), warmMs: 100 });
    const source = createCloudWatchObservations({
      readMetrics: async (queries, range) => {
        const table = await metrics.read(queries, range);
        return new Map([...table].map(([id, numbers]) => [id, id.includes("up_to") ? new Map() : numbers]));
      },
      scope: { stage: "local", functionName: "router", alias: "live" },
      nowMs: () => at(2),
    });
    const seen = await source.since({
      stable: "6",
      candidate: "7",
      fromMs: T0,
      cursor: undefined,
      guardrails: { ...ERRORS, latency: guardrail([1_000]) },
    });
    expect([seen.minutes, seen.freshToMs]).toEqual([[], T0]);
  });
});
