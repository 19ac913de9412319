import { describe, expect, it } from "vitest";
import { finishRollback, rollBack } from "./rollback.ts";
import { openStage, type Stage } from "./testdata/stage.ts";

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

  it("gives up after five changes of the record in a row, which the next tick makes up for", async () => {
    const stage = await atFivePercent();
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
    expect(await rollBack(after(5), CAUSE, ALARM)).toEqual({
      kind: "unfinished",
      why: "others kept changing the record",
    });
    expect(await stage.state()).toBe("stepping");
    expect(await rollBack(after(4), CAUSE, ALARM)).toMatchObject({ kind: "rolled-back" });
  });

  it("leaves a third version alone that somebody has put in the candidate's place meanwhile", async () => {
    const stage = await atFivePercent();
    await stage.say("abort");
    stage.alias.foreignWrite({ primary: "8" });
    expect(await rollBack(stage.ports, CAUSE, ALARM)).toEqual({
      kind: "unfinished",
      why: "somebody else moved the alias: version 8 gets everything",
    });
    expect(await stage.state()).toBe("drifted");
    expect((await stage.trail()).at(-1)).toBe(
      "rolling_back > drifted: somebody else moved the alias: version 8 gets everything",
    );
    expect((await stage.ports.releases.history(4))[0]).toMatchObject({ by: { kind: "controller" }, atMs: 0 });
    expect(stage.notices.at(-1)).toEqual({
      severity: "page",
      text: "somebody else moved the alias: version 8 gets everything. The candidate is out of service.",
      atMs: 0,
    });
  });

  it("goes on with a rollback that a drift had interrupted, once the candidate is back in service", async () => {
    const stage = await atFivePercent();
    await stage.say("abort");
    stage.alias.foreignWrite({ primary: "8" });
    await stage.tick();
    stage.alias.foreignWrite({ primary: "7" });
    expect(await rollBack(stage.ports, CAUSE, ALARM)).toMatchObject({ kind: "rolled-back" });
    expect(stage.alias.routing()).toEqual(BACK);
  });

  it("says that there is no way back, and calls for help once", async () => {
    const stage = await atFivePercent();
    stage.alias.deleteVersion("6");
    const unfinished = {
      kind: "unfinished",
      why: "version 6 does not exist any more, so there is no way back",
    };
    expect(await rollBack(stage.ports, CAUSE, ALARM)).toEqual(unfinished);
    expect(await rollBack(stage.ports, CAUSE, ALARM)).toEqual(unfinished);
    expect(stage.notices.filter(({ severity }) => severity === "page")).toHaveLength(1);
    expect((await stage.ports.releases.load())?.record.phase).toMatchObject({ blocked: true });
  });

  it("leaves the alias alone when it cannot write the record and the candidate serves nobody", async () => {
    const early = openStage();
    await early.start();
    early.releases.beforeCommit(die);
    await expect(rollBack(early.ports, CAUSE, ALARM)).rejects.toThrow("the process died");
    expect(early.alias.writes()).toEqual([]);
  });

  it("leaves the end of it to the next tick when somebody changes the record in between", async () => {
    const stage = await atFivePercent();
    await stage.say("abort");
    stage.alias.beforeWrite(() => {
      const { commit } = stage.ports.releases;
      stage.releases.beforeCommit(async () => {
        const stored = await stage.ports.releases.load();
        if (stored !== undefined)
          await commit({ record: stored.record, basedOn: stored.revision, events: [] });
      });
    });
    expect(await rollBack(stage.ports, CAUSE, ALARM)).toEqual({
      kind: "rolled-back",
      failures: ["the record was changed meanwhile; the next tick goes on"],
    });
    expect(await stage.state()).toBe("rolling_back");
    expect(await stage.tick()).toMatchObject({ state: "rolled_back" });
  });

  it("has nothing to finish where nothing was ordered", async () => {
    const stage = await atFivePercent();
    const stored = await stage.ports.releases.load();
    if (stored === undefined) throw new Error("nothing was recorded");
    expect(await finishRollback(stage.ports, stored)).toEqual({
      kind: "nothing-to-roll-back",
      state: "stepping",
    });
    expect(stage.alias.writes()).toHaveLength(1);
  });

  it("records itself as done by the controller", async () => {
    const stage = await atFivePercent();
    await rollBack(stage.ports, CAUSE, ALARM);
    expect((await stage.ports.releases.history(3)).map(({ by }) => by)).toEqual([
      ALARM,
      { kind: "controller" },
    ]);
  });

  it("keeps one entry in the deny-list for a digest that is rolled back twice, beside the others", async () => {
    const stage = await atFivePercent();
    await rollBack(stage.ports, CAUSE, ALARM);
    await stage.start({ candidate: { version: "8", digest: "sha256:eight" } });
    await stage.say("abort");
    await stage.tick();
    await stage.start({ force: true });
    await stage.say("abort");
    await stage.tick();
    expect(
      (await stage.ports.releases.load())?.record.denied.map(({ version, why }) => [version, why]),
    ).toEqual([
      ["8", "aborted by bob: because"],
      ["7", "aborted by bob: because"],
    ]);
  });

  it("stops the traffic against four foreign writes when the record cannot be written, and not for ever", async () => {
    for (const [times, routing] of [
      [4, BACK],
      [5, { primary: "7" }],
    ] as const) {
      const stage = await atFivePercent();
      let foreign = 0;
      const interfere = (): void => {
        foreign += 1;
        stage.alias.foreignWrite({ primary: "7" });
        if (foreign < times) stage.alias.beforeWrite(interfere);
      };
      stage.alias.beforeWrite(interfere);
      stage.releases.beforeCommit(die);
      await expect(rollBack(stage.ports, CAUSE, ALARM)).rejects.toThrow("the process died");
      expect(stage.alias.routing()).toEqual(routing);
    }
  });

  it("writes the alias once when it stops the traffic without a record", async () => {
    const stage = await atFivePercent();
    stage.releases.beforeCommit(die);
    await expect(rollBack(stage.ports, CAUSE, ALARM)).rejects.toThrow("the process died");
    expect(stage.alias.writes().slice(1)).toEqual([BACK]);
  });
});
