import { describe, expect, it } from "vitest";
import { arm, EXPERIMENT, NONE, openStage, PLAN, type Stage } from "./testdata/stage.ts";
import { tick } from "./tick.ts";

const FIVE = { primary: "6", additional: { version: "7", weight: 5 } };
const HALF = { primary: "6", additional: { version: "7", weight: 50 } };
const BACK = { primary: "6" };
const AHEAD = { primary: "7" };

/** A stage whose version 7 has just been given 5 %. */
async function atFivePercent(): Promise<Stage> {
  const stage = openStage();
  await stage.start();
  await stage.tick();
  return stage;
}

/** A stage whose version 7 serves everyone. */
async function atBake(): Promise<Stage> {
  const stage = await atFivePercent();
  for (let step = 0; step < 2; step += 1) await stage.minute([190, 0], [10, 0]);
  for (let step = 0; step < 2; step += 1) await stage.minute([100, 0], [100, 0]);
  return stage;
}

describe("tick", () => {
  it("takes a good version to 100 % step by step, and lets the old environments go", async () => {
    const stage = openStage();
    await stage.start();
    expect(await stage.tick()).toMatchObject({ decision: { kind: "set-weight", step: 0, weight: 5 } });
    expect(await stage.minute([190, 0], [10, 0])).toMatchObject({ decision: { reason: "minimum-time" } });
    expect(await stage.minute([190, 0], [10, 0])).toMatchObject({
      decision: { kind: "set-weight", weight: 50 },
    });
    expect(await stage.minute([100, 0], [60, 0])).toMatchObject({ decision: { reason: "minimum-time" } });
    expect(await stage.minute([100, 0], [60, 0])).toMatchObject({ decision: { kind: "bake" } });
    expect(await stage.minute(NONE, [200, 0])).toMatchObject({ decision: { reason: "minimum-time" } });
    expect(await stage.minute(NONE, [200, 0])).toMatchObject({
      decision: { kind: "complete" },
      state: "completed",
    });
    expect(stage.alias.writes()).toEqual([FIVE, HALF, AHEAD]);
    expect(stage.smoked).toEqual(["7: what did it cost"]);
    expect(stage.retired).toEqual(["6"]);
    expect(await stage.trail()).toEqual([
      "idle > validating: start: release 7",
      "validating > stepping: the evidence that the plan asks for is there",
      "stepping > stepping: the evidence that the plan asks for is there",
      "stepping > baking: the evidence that the plan asks for is there",
      "baking > completed: the bake is over",
    ]);
  });

  it("rolls a harmful version back in the pass that sees it: alias, cache, deny-list, notice", async () => {
    const stage = await atFivePercent();
    expect(await stage.minute([190, 0], [10, 5])).toEqual({
      decision: { kind: "roll-back", cause: { kind: "harmful", evidence: "5 of 10 against 0 of 190" } },
      state: "rolled_back",
      overtaken: false,
      failures: [],
    });
    expect(stage.alias.routing()).toEqual(BACK);
    expect(stage.flushes()).toBe(1);
    expect(stage.retired).toEqual(["7"]);
    expect(stage.notices.at(-1)).toEqual({
      severity: "warning",
      text: "version 7 is rolled back: 5 of 10 against 0 of 190",
      atMs: 60_000,
    });
    expect((await stage.ports.releases.load())?.record.denied).toEqual([
      { digest: "sha256:seven", version: "7", why: "5 of 10 against 0 of 190", atMs: 60_000 },
    ]);
  });

  it("holds a version that nobody asks, and pauses it for a person at the deadline", async () => {
    const stage = await atFivePercent();
    for (let passed = 0; passed < 29; passed += 1) await stage.minute([10, 0], NONE);
    expect(await stage.state()).toBe("stepping");
    expect(await stage.minute([10, 0], NONE)).toMatchObject({
      decision: { kind: "pause", reason: { kind: "deadline", missing: "minimum-requests" } },
      state: "paused",
    });
    expect(stage.alias.writes()).toEqual([FIVE]);
  });

  it("holds a version whose latency is never reported, where that must be proven, and asks a person in the end", async () => {
    const latency = { thresholds: [1_000], historicRates: [0.5], margin: 0.1, mustBeProven: true };
    const stage = openStage();
    await stage.start({ plan: { ...PLAN, guardrails: { ...PLAN.guardrails, latency } } });
    await stage.tick();
    for (let passed = 0; passed < 29; passed += 1) await stage.minute([190, 0], [50, 0]);
    expect(await stage.state()).toBe("stepping");
    expect(await stage.minute([190, 0], [50, 0])).toMatchObject({
      decision: { kind: "pause", reason: { kind: "deadline", missing: "minimum-requests" } },
    });
    expect(stage.alias.writes()).toEqual([FIVE]);
  });

  it("promotes nothing on telemetry that has stopped", async () => {
    const stage = await atFivePercent();
    await stage.minute([190, 0], [4, 0]);
    stage.observations.freshTo(60_000);
    for (let passed = 0; passed < 2; passed += 1) await stage.minute([190, 0], [1, 0]);
    await stage.silence();
    const report = await stage.minute([190, 0], [20, 0]);
    expect(report).toMatchObject({ decision: { kind: "hold", reason: "telemetry-late" } });
    expect(stage.alias.writes()).toEqual([FIVE]);
  });

  it("holds when both versions are ill, blames nobody, pages once, and goes on afterwards", async () => {
    const stage = await atFivePercent();
    for (let passed = 0; passed < 3; passed += 1) await stage.minute([190, 40], [10, 2]);
    expect(await stage.state()).toBe("incident");
    for (let passed = 0; passed < 5; passed += 1) await stage.minute([190, 0], [10, 0]);
    expect(stage.alias.writes()).toEqual([FIVE]);
    expect(stage.notices.filter(({ severity }) => severity === "page")).toHaveLength(1);
    expect((await stage.trail()).slice(-2)).toEqual([
      "stepping > incident: versions 6 and 7 both exceed a limit",
      "incident > stepping: the incident is over",
    ]);
  });

  it("rolls back a version that breaks a limit which stable keeps, before the comparison is sure", async () => {
    const stage = await atFivePercent();
    expect(await stage.minute([190, 1], [10, 2])).toMatchObject({ state: "stepping" });
    expect(await stage.minute([190, 0], [10, 2])).toMatchObject({ state: "rolled_back" });
    expect((await stage.trail()).at(-1)).toBe(
      "rolling_back > rolled_back: 4 of 20 canary requests failed against 1 of 380 stable ones within 5 minutes; the limit is 1 %",
    );
  });

  it("rolls back when stable comes out of an incident and the candidate does not", async () => {
    const stage = await atFivePercent();
    for (let passed = 0; passed < 3; passed += 1) await stage.minute([190, 40], [10, 2]);
    expect(await stage.state()).toBe("incident");
    for (let passed = 0; passed < 5; passed += 1) await stage.minute([190, 0], [10, 1]);
    expect(await stage.state()).toBe("rolled_back");
  });

  it("compares again, at the last weight that had two sides, when a limit breaks at 100 %", async () => {
    const stage = await atBake();
    expect(stage.alias.routing()).toEqual(AHEAD);
    expect(await stage.minute(NONE, [200, 40])).toMatchObject({
      decision: { kind: "set-weight", step: 1, weight: 50, why: "limit-broken" },
      state: "stepping",
    });
    expect(await stage.minute([100, 0], [100, 20])).toMatchObject({ state: "rolled_back" });
    expect(stage.alias.routing()).toEqual(BACK);
  });

  it("counts nothing of a minute in which the weight changed", async () => {
    const stage = openStage();
    await stage.start();
    stage.setTime(30_000);
    await stage.tick();
    await stage.minute([100, 0], [100, 50]);
    const release = (await stage.ports.releases.load())?.record.release;
    expect(release?.verdicts).toEqual([]);
    expect(release?.totals.candidate).toEqual({ requests: 100, events: 50 });
  });

  it("scores a late rest with the weight of its own minute", async () => {
    const stage = await atFivePercent();
    await stage.minute([190, 0], [10, 0]);
    await stage.minute([190, 0], [10, 0]);
    stage.observations.add({
      startMs: 0,
      stable: { requests: 0, counts: { errors: [{ requests: 0, events: 0 }] } },
      candidate: { requests: 5, counts: { errors: [{ requests: 5, events: 5 }] } },
      late: true,
    });
    expect(await stage.tick()).toMatchObject({ state: "rolled_back" });
  });

  it("keeps the first step within its request budget, by the traffic that it measured", async () => {
    const stage = openStage();
    await stage.start({ plan: { ...PLAN, requestBudget: { requests: 30, withinMinutes: 3 } } });
    expect(await stage.tick()).toMatchObject({ decision: { reason: "no-traffic-measured" } });
    expect(await stage.minute([1_000, 0], NONE)).toMatchObject({ decision: { weight: 1 } });
    expect(stage.alias.routing()).toEqual({ primary: "6", additional: { version: "7", weight: 1 } });
  });

  it("gives no weight to a version that is not ready, and none to one that fails its smoke queries", async () => {
    const stage = openStage();
    stage.setReadiness("7", { kind: "preparing" });
    stage.setSmoke({ kind: "failed", query: "what did it cost", why: "502" });
    await stage.start();
    expect(await stage.tick()).toMatchObject({ decision: { kind: "hold", reason: "preparing" } });
    expect(stage.smoked).toEqual([]);
    stage.setReadiness("7", { kind: "ready" });
    expect(await stage.tick()).toMatchObject({ state: "rolled_back" });
    expect(stage.alias.writes()).toEqual([BACK]);
  });

  it("asks a person when the candidate cannot be prepared", async () => {
    const stage = openStage();
    stage.setReadiness("7", { kind: "failed", why: "quota" });
    await stage.start();
    expect(await stage.tick()).toMatchObject({
      decision: { kind: "pause", reason: { kind: "preparation-failed", why: "quota" } },
    });
  });

  it("ends an experiment with everyone on stable and a report, however good the candidate is", async () => {
    const stage = openStage();
    await stage.start({ plan: EXPERIMENT });
    await stage.tick();
    for (let passed = 0; passed < 3; passed += 1) await stage.minute([100, 2], [100, 1]);
    expect(await stage.minute([100, 2], [100, 1])).toMatchObject({ decision: { kind: "conclude" } });
    expect(stage.alias.writes()).toEqual([HALF, BACK]);
    expect((await stage.ports.releases.load())?.record.phase).toMatchObject({
      state: "completed",
      report: {
        releaseId: "7@0",
        stableVersion: "6",
        candidateVersion: "7",
        weight: 50,
        startedAtMs: 0,
        endedAtMs: 240_000,
        stable: { requests: 400, events: 8, errorShare: 0.02 },
        candidate: { requests: 400, events: 4, errorShare: 0.01 },
        verdicts: [
          {
            guardrail: "errors",
            kind: "proven-ok",
            evidence: "4 of 400 against 8 of 400",
            numbers: { canaryEvents: 4 },
          },
        ],
        splitAsPlanned: true,
      },
    });
  });

  it("rolls an experiment back when its candidate is harmful", async () => {
    const stage = openStage();
    await stage.start({ plan: EXPERIMENT });
    await stage.tick();
    expect(await stage.minute([100, 0], [100, 20])).toMatchObject({ state: "rolled_back" });
  });

  it("does nothing, and writes nothing, between releases", async () => {
    const stage = openStage();
    await stage.tick();
    await stage.tick();
    expect(stage.alias.writes()).toEqual([]);
    expect((await stage.ports.releases.load())?.revision).toBe(1);
  });

  it("says that it was overtaken when somebody changes the record before its last word", async () => {
    const stage = openStage();
    await stage.start();
    stage.alias.beforeWrite(() => {
      stage.releases.beforeCommit(async () => void (await stage.say("pause")));
    });
    expect(await stage.tick()).toEqual({
      decision: { kind: "set-weight", step: 0, weight: 5, why: "evidence" },
      state: "stepping",
      overtaken: true,
      failures: [],
    });
    expect(await stage.state()).toBe("paused");
    expect(await stage.tick()).toMatchObject({ state: "paused", overtaken: false });
    expect(stage.alias.writes()).toEqual([FIVE]);
  });

  it("reports what it did, and nothing else, pass by pass", async () => {
    const hold = (reason: string) => ({ kind: "hold", reason });
    const clean = { overtaken: false, failures: [] };
    const stage = openStage();
    expect(await stage.tick()).toEqual({ decision: hold("nothing-in-progress"), state: "idle", ...clean });
    await stage.start();
    await stage.tick();
    expect(await stage.tick()).toEqual({ decision: hold("minimum-time"), state: "stepping", ...clean });
    await stage.say("abort");
    expect(await stage.tick()).toEqual({
      decision: hold("nothing-in-progress"),
      state: "rolled_back",
      ...clean,
    });
    expect((await stage.ports.releases.history(4))[0]?.by).toEqual({ kind: "controller" });
    const stuck = await atFivePercent();
    stuck.alias.deleteVersion("6");
    await stuck.say("abort");
    expect(await stuck.tick()).toEqual({
      decision: hold("nothing-in-progress"),
      state: "rolling_back",
      ...clean,
      failures: ["version 6 does not exist any more, so there is no way back"],
    });
    const behind = openStage();
    await behind.start();
    behind.alias.beforeWrite(() => {
      throw new Error("the process died");
    });
    await expect(behind.tick()).rejects.toThrow("the process died");
    expect(await behind.tick()).toEqual({ decision: hold("alias-behind"), state: "stepping", ...clean });
  });

  it("takes nothing in once a release has ended", async () => {
    const stage = await atBake();
    for (let passed = 0; passed < 2; passed += 1) await stage.minute(NONE, [200, 0]);
    const ended = await stage.ports.releases.load();
    expect(ended?.record.phase).toStrictEqual({ state: "completed" });
    await stage.minute(NONE, [200, 100]);
    expect(await stage.ports.releases.load()).toEqual(ended);
  });

  it.each<[string, readonly [number, number], readonly [number, number]]>([
    ["the comparison says so and stable is ill, too", [190, 40], [10, 9]],
    ["a limit is broken by its own doing", [390, 0], [20, 4]],
  ])("asks nobody whether stable exists before it goes back to it, when %s", async (_, stable, candidate) => {
    const stage = await atFivePercent();
    const versions = { ...stage.ports.versions, exists: () => Promise.reject(new Error("throttled")) };
    const ports = { ...stage.ports, versions };
    stage.observations.add({ startMs: 0, stable: arm([190, 0]), candidate: arm([10, 0]), late: false });
    stage.setTime(60_000);
    await expect(tick(ports)).rejects.toThrow("throttled");
    stage.observations.add({ startMs: 0, stable: arm(stable), candidate: arm(candidate), late: false });
    expect(await tick(ports)).toMatchObject({ state: "rolled_back" });
    expect(stage.alias.routing()).toEqual(BACK);
  });
});
