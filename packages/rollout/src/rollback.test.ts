import { describe, expect, it } from "vitest";
import { onAlarm } from "./alarm.ts";
import { rollBack } from "./rollback.ts";
import { NONE, openStage, type Stage } from "./testdata/stage.ts";

const BACK = { primary: "6" };
const CAUSE = { kind: "alarm", alarm: "hard-failures" } as const;
const ALARM = { kind: "alarm", name: "hard-failures" } as const;

async function atFivePercent(): Promise<Stage> {
  const stage = openStage();
  await stage.start();
  await stage.tick();
  return stage;
}

function die(): never {
  throw new Error("the process died");
}

describe("rollBack", () => {
  it("moves the alias once, empties the cache, refuses the digest, tells people and records it", async () => {
    const stage = await atFivePercent();
    expect(await rollBack(stage.ports, CAUSE, ALARM)).toEqual({ kind: "rolled-back", failures: [] });
    expect(stage.alias.writes().slice(1)).toEqual([BACK]);
    expect(stage.flushes()).toBe(1);
    expect((await stage.ports.releases.load())?.record.denied.map(({ why }) => why)).toEqual([
      "the alarm hard-failures went off",
    ]);
    expect(stage.notices.at(-1)?.text).toBe("version 7 is rolled back: the alarm hard-failures went off");
    expect((await stage.trail()).slice(-2)).toEqual([
      "stepping > rolling_back: the alarm hard-failures went off",
      "rolling_back > rolled_back: the alarm hard-failures went off",
    ]);
  });

  it("has nothing left to do the second time", async () => {
    const stage = await atFivePercent();
    await rollBack(stage.ports, CAUSE, ALARM);
    expect(await rollBack(stage.ports, CAUSE, ALARM)).toEqual({
      kind: "nothing-to-roll-back",
      state: "rolled_back",
    });
    expect(stage.flushes()).toBe(1);
  });

  it("gets through beside a tick that advances at the same moment", async () => {
    const stage = await atFivePercent();
    await stage.minute([190, 0], [10, 0]);
    stage.setTime(120_000);
    stage.observations.freshTo(120_000);
    await Promise.all([stage.tick(), rollBack(stage.ports, CAUSE, ALARM)]);
    await stage.tick();
    expect(stage.alias.routing()).toEqual(BACK);
    expect(await stage.state()).toBe("rolled_back");
  });

  it("stops the traffic even when the record cannot be written, and says so", async () => {
    const stage = await atFivePercent();
    stage.releases.beforeCommit(die);
    await expect(rollBack(stage.ports, CAUSE, ALARM)).rejects.toThrow("the process died");
    expect(stage.alias.routing()).toEqual(BACK);
    expect(await rollBack(stage.ports, CAUSE, ALARM)).toEqual({ kind: "rolled-back", failures: [] });
  });

  it("works while the alias has drifted", async () => {
    const stage = await atFivePercent();
    stage.alias.foreignWrite({ primary: "7" });
    await stage.tick();
    expect(await rollBack(stage.ports, CAUSE, ALARM)).toMatchObject({ kind: "rolled-back" });
    expect(stage.alias.routing()).toEqual(BACK);
  });

  it("gives up after five foreign writes in a row, and the next tick goes on", async () => {
    const stage = await atFivePercent();
    let foreign = 0;
    const interfere = (): void => {
      foreign += 1;
      stage.alias.foreignWrite({ primary: "7" });
      if (foreign < 5) stage.alias.beforeWrite(interfere);
    };
    stage.alias.beforeWrite(interfere);
    expect(await rollBack(stage.ports, CAUSE, ALARM)).toEqual({
      kind: "unfinished",
      why: "others kept writing the alias",
    });
    await stage.tick();
    expect(stage.alias.routing()).toEqual(BACK);
  });
});

describe("onAlarm", () => {
  it("rolls back at once when stable is well, without waiting for a verdict", async () => {
    const stage = await atFivePercent();
    expect(await onAlarm(stage.ports, "hard-failures")).toMatchObject({ kind: "rolled-back" });
  });

  it("calls people and blames nobody when stable is ill too", async () => {
    const stage = await atFivePercent();
    stage.observations.add({
      startMs: 0,
      stable: { requests: 190, counts: { errors: [{ requests: 190, events: 60 }] } },
      candidate: { requests: 10, counts: { errors: [{ requests: 10, events: 4 }] } },
      late: false,
    });
    expect(await onAlarm(stage.ports, "hard-failures")).toEqual({ kind: "incident" });
    expect(stage.alias.routing().additional?.weight).toBe(5);
    expect(await stage.state()).toBe("incident");
    await stage.tick();
    expect((await stage.ports.releases.load())?.record.release?.totals.candidate.events).toBe(4);
  });

  it("rolls back when the metrics cannot be read", async () => {
    const stage = await atFivePercent();
    stage.observations.breakOnce();
    expect(await onAlarm(stage.ports, "hard-failures")).toMatchObject({ kind: "rolled-back" });
  });

  it("rolls back from the bake, where stable has no traffic to be ill with", async () => {
    const stage = await atFivePercent();
    for (let step = 0; step < 2; step += 1) {
      await stage.say("promote");
      await stage.tick();
    }
    await stage.minute(NONE, [100, 0]);
    expect(await onAlarm(stage.ports, "hard-failures")).toMatchObject({ kind: "rolled-back" });
    expect(stage.alias.routing()).toEqual(BACK);
  });
});
