import { describe, expect, it } from "vitest";
import { onAlarm } from "./alarm.ts";
import { arm, type Counts, EXPERIMENT, NONE, openStage, PLAN, type Stage } from "./testdata/stage.ts";

const BACK = { primary: "6" };
const FIVE = { primary: "6", additional: { version: "7", weight: 5 } };

async function atFivePercent(change = {}): Promise<Stage> {
  const stage = openStage();
  await stage.start(change);
  await stage.tick();
  return stage;
}

/** What becomes known of the first minute just before the alarm. */
function hear(stage: Stage, stable: Counts, candidate: Counts): void {
  stage.observations.add({ startMs: 0, stable: arm(stable), candidate: arm(candidate), late: false });
}

describe("onAlarm", () => {
  it("rolls back at once when stable is well, without waiting for a verdict", async () => {
    const stage = await atFivePercent();
    hear(stage, [190, 1], [10, 2]);
    expect(await onAlarm(stage.ports, "hard-failures")).toMatchObject({ kind: "rolled-back" });
    expect(stage.alias.routing()).toEqual(BACK);
  });

  it.each<[string, Counts]>([
    ["is ill, too", [190, 60]],
    ["only leans to it, as in the first minutes of an outage", [190, 5]],
  ])("calls people and blames nobody when stable %s", async (_, stable) => {
    const stage = await atFivePercent();
    hear(stage, stable, [10, 4]);
    expect(await onAlarm(stage.ports, "hard-failures")).toEqual({ kind: "incident" });
    expect(await onAlarm(stage.ports, "hard-failures")).toEqual({ kind: "incident" });
    expect(stage.alias.routing()).toEqual(FIVE);
    expect(await stage.state()).toBe("incident");
    expect((await stage.trail()).slice(2)).toEqual([
      "stepping > stepping: the alarm hard-failures went off, and stable looks ill, too",
      "stepping > incident: versions 6 and 7 both exceed a limit",
    ]);
    expect((await stage.ports.releases.history(3))[0]?.by).toEqual({ kind: "alarm", name: "hard-failures" });
    await stage.tick();
    expect(stage.notices.filter(({ severity }) => severity === "page")).toHaveLength(1);
    expect((await stage.ports.releases.load())?.record.release?.totals.candidate.events).toBe(4);
  });

  it("rolls back although stable leans when the candidate is harmful beside it", async () => {
    const stage = await atFivePercent();
    hear(stage, [190, 5], [10, 9]);
    expect(await onAlarm(stage.ports, "hard-failures")).toMatchObject({ kind: "rolled-back" });
  });

  it("rolls a hotfix back, whose stable version is ill by nature", async () => {
    const stage = await atFivePercent({ hotfix: true });
    hear(stage, [190, 60], [10, 3]);
    expect(await onAlarm(stage.ports, "hard-failures")).toMatchObject({ kind: "rolled-back" });
  });

  it("ends an experiment as it does a rollout", async () => {
    const stage = await atFivePercent({ plan: EXPERIMENT });
    hear(stage, [100, 0], [100, 4]);
    expect(await onAlarm(stage.ports, "hard-failures")).toMatchObject({ kind: "rolled-back" });
  });

  it("calls an incident during a pause, which is still a pause when the incident is over", async () => {
    const stage = await atFivePercent();
    await stage.say("pause");
    hear(stage, [190, 60], [10, 4]);
    expect(await onAlarm(stage.ports, "hard-failures")).toEqual({ kind: "incident" });
    expect(await stage.state()).toBe("incident");
    stage.setTime(60_000);
    for (let passed = 0; passed < 6; passed += 1) await stage.minute([190, 0], [10, 0]);
    expect(await stage.state()).toBe("paused");
    expect((await stage.ports.releases.load())?.record.phase).toMatchObject({
      at: { state: "stepping", weight: 5 },
      why: { kind: "person", name: "bob", why: "because" },
    });
    expect(stage.notices.at(-1)?.text).toBe("the incident is over: version 7 still waits for a person");
  });

  it("rolls back when the metrics cannot be read", async () => {
    const stage = await atFivePercent();
    stage.observations.breakOnce();
    expect(await onAlarm(stage.ports, "hard-failures")).toMatchObject({ kind: "rolled-back" });
  });

  it("rolls back before any weight, and from the bake, where stable has no traffic to be ill with", async () => {
    const early = openStage();
    await early.start();
    hear(early, [190, 60], NONE);
    expect(await onAlarm(early.ports, "hard-failures")).toMatchObject({ kind: "rolled-back" });

    const stage = await atFivePercent();
    for (let step = 0; step < 2; step += 1) {
      await stage.say("promote");
      await stage.tick();
    }
    hear(stage, [190, 60], [100, 0]);
    expect(await onAlarm(stage.ports, "hard-failures")).toMatchObject({ kind: "rolled-back" });
    expect(stage.alias.routing()).toEqual(BACK);
  });

  it("has nothing to do between releases", async () => {
    expect(await onAlarm(openStage().ports, "hard-failures")).toEqual({
      kind: "nothing-to-roll-back",
      state: "idle",
    });
  });

  it("calls the incident although somebody else changes the record at that moment", async () => {
    const stage = await atFivePercent();
    hear(stage, [190, 60], [10, 4]);
    stage.releases.beforeCommit(async () => void (await stage.say("pause")));
    expect(await onAlarm(stage.ports, "hard-failures")).toEqual({ kind: "incident" });
    expect(await stage.state()).toBe("incident");
  });

  it("says in the rollback which alarm it was", async () => {
    const stage = await atFivePercent();
    await onAlarm(stage.ports, "hard-failures");
    expect((await stage.ports.releases.load())?.record.phase).toEqual({
      state: "rolled_back",
      cause: { kind: "alarm", alarm: "hard-failures" },
    });
  });

  it("blames the candidate of a step at 100 %, which has nobody beside it", async () => {
    const [first] = PLAN.steps;
    if (first === undefined) throw new Error("the plan has a step");
    const stage = await atFivePercent({ plan: { ...PLAN, steps: [{ ...first, weight: 100 }] } });
    hear(stage, [190, 60], [10, 4]);
    expect(await onAlarm(stage.ports, "hard-failures")).toMatchObject({ kind: "rolled-back" });
  });

  it("blames the candidate that one of several guardrails finds harmful beside an ill stable version", async () => {
    const latency = { thresholds: [1_000], historicRates: [0.5], margin: 0.1, mustBeProven: false };
    const stage = await atFivePercent({ plan: { ...PLAN, guardrails: { ...PLAN.guardrails, latency } } });
    const counts = (requests: number, events: number) => ({
      requests,
      counts: { errors: [{ requests, events }], latency: [{ requests, events: 0 }] },
    });
    stage.observations.add({
      startMs: 0,
      stable: counts(190, 5),
      candidate: counts(10, 9),
      late: false,
    });
    expect(await onAlarm(stage.ports, "hard-failures")).toMatchObject({ kind: "rolled-back" });
  });

  it("gives way when others change the record five times in a row, and gets through after four", async () => {
    const stage = await atFivePercent();
    hear(stage, [190, 60], [10, 4]);
    const { commit } = stage.ports.releases;
    const after = (times: number) => {
      let left = times;
      return {
        ...stage.ports,
        releases: {
          ...stage.ports.releases,
          commit: (change: Parameters<typeof commit>[0]) => {
            left -= 1;
            return left < 0 ? commit(change) : Promise.resolve({ kind: "stale" } as const);
          },
        },
      };
    };
    expect(await onAlarm(after(5), "hard-failures")).toEqual({
      kind: "unfinished",
      why: "others kept changing the record",
    });
    expect(await stage.state()).toBe("stepping");
    expect(await onAlarm(after(4), "hard-failures")).toEqual({ kind: "incident" });
    expect(await stage.state()).toBe("incident");
    expect((await stage.trail()).filter((line) => line.includes("> incident"))).toHaveLength(1);
  });
});
