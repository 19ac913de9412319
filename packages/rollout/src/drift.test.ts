import { describe, expect, it } from "vitest";
import { NONE, openStage, type Stage } from "./testdata/stage.ts";

const FIVE = { primary: "6", additional: { version: "7", weight: 5 } };
const HALF = { primary: "6", additional: { version: "7", weight: 50 } };
const BACK = { primary: "6" };

async function atFivePercent(): Promise<Stage> {
  const stage = openStage();
  await stage.start();
  await stage.tick();
  return stage;
}

/** What the store throws when the process dies there. */
function die(): never {
  throw new Error("the process died");
}

describe("a foreign write", () => {
  it("makes the release drift: everything holds, people are paged, the alias stays as it is", async () => {
    const stage = await atFivePercent();
    stage.alias.foreignWrite({ primary: "8" });
    expect(await stage.minute([190, 0], [10, 10])).toMatchObject({ state: "drifted" });
    await stage.minute([190, 0], [10, 10]);
    expect(stage.alias.routing()).toEqual({ primary: "8" });
    expect(stage.notices.filter(({ severity }) => severity === "page")).toEqual([
      {
        severity: "page",
        text: "somebody else moved the alias: version 8 gets everything, expected: version 7 gets 5 %, version 6 the rest. Nothing moves until it is resumed or aborted.",
        atMs: 60_000,
      },
    ]);
  });

  it("between a tick's reading and writing is not overwritten", async () => {
    const stage = openStage();
    await stage.start();
    stage.alias.beforeWrite(() => stage.alias.foreignWrite({ primary: "8" }));
    expect(await stage.tick()).toMatchObject({ failures: ["the alias was written meanwhile"] });
    expect(await stage.tick()).toMatchObject({ state: "drifted" });
    expect(stage.alias.routing()).toEqual({ primary: "8" });
  });

  it("that leaves versions and weights as they are costs the evidence of its minute only", async () => {
    const stage = await atFivePercent();
    stage.alias.foreignWrite(FIVE);
    await stage.minute([190, 0], [10, 0]);
    expect(await stage.state()).toBe("stepping");
    expect((await stage.ports.releases.load())?.record.release?.verdicts).toEqual([]);
    await stage.minute([190, 0], [10, 0]);
    expect((await stage.ports.releases.load())?.record.release?.verdicts).toHaveLength(1);
  });

  it("is noticed between releases, too", async () => {
    const stage = openStage();
    await stage.tick();
    stage.alias.foreignWrite({ primary: "8" });
    expect(await stage.tick()).toMatchObject({ state: "drifted" });
  });

  it("is accepted by resume when it gave everyone one version, and by abort is undone", async () => {
    for (const [verb, state, routing] of [
      ["resume", "idle", { primary: "8" }],
      ["abort", "rolled_back", { primary: "6" }],
    ] as const) {
      const stage = await atFivePercent();
      stage.alias.foreignWrite({ primary: "8" });
      await stage.tick();
      expect(await stage.say(verb)).toMatchObject({ kind: "accepted" });
      await stage.tick();
      expect(await stage.state()).toBe(state);
      expect(stage.alias.routing()).toEqual(routing);
    }
  });

  it("lets the release go on after resume when somebody put the alias back", async () => {
    const stage = await atFivePercent();
    stage.alias.foreignWrite({ primary: "8" });
    await stage.tick();
    stage.alias.foreignWrite(FIVE);
    expect(await stage.tick()).toMatchObject({ state: "drifted" });
    expect(await stage.say("resume")).toEqual({ kind: "accepted", state: "stepping" });
  });

  it("that splits traffic by another weight is not accepted", async () => {
    const stage = await atFivePercent();
    stage.alias.foreignWrite(HALF);
    await stage.tick();
    expect(await stage.say("resume")).toMatchObject({ kind: "refused" });
  });
});

describe("a version that is deleted", () => {
  it("before any weight ends the release; nobody is sent to it, and its digest is not blamed", async () => {
    const stage = openStage();
    await stage.start();
    stage.alias.deleteVersion("7");
    expect(await stage.tick()).toMatchObject({
      decision: { kind: "roll-back", cause: { kind: "version-missing", version: "7" } },
    });
    expect(stage.alias.writes()).toEqual([BACK]);
    expect((await stage.ports.releases.load())?.record.denied).toEqual([]);
  });

  it("between the decision and the write gets nobody either", async () => {
    const stage = openStage();
    await stage.start();
    stage.alias.beforeWrite(() => stage.alias.deleteVersion("7"));
    expect(await stage.tick()).toMatchObject({ failures: ["version 7 does not exist"] });
    expect(await stage.tick()).toMatchObject({ state: "rolled_back" });
    expect(stage.alias.writes()).toEqual([BACK]);
  });

  it("asks for a person when it was the way back", async () => {
    const stage = await atFivePercent();
    await stage.say("promote");
    await stage.tick();
    await stage.say("promote");
    await stage.tick();
    stage.alias.deleteVersion("6");
    expect(await stage.minute(NONE, [200, 0])).toMatchObject({
      decision: { kind: "pause", reason: { kind: "stable-missing", version: "6" } },
    });
    await stage.say("abort");
    await stage.tick();
    await stage.tick();
    expect(await stage.state()).toBe("rolling_back");
    expect(stage.alias.routing()).toEqual({ primary: "7" });
    expect(stage.notices.filter(({ severity }) => severity === "page").map(({ text }) => text)).toEqual([
      "version 7 must go, but version 6 does not exist any more, so there is no way back",
    ]);
  });
});

describe("a table restored from yesterday", () => {
  it("finds a foreign alias and touches nothing", async () => {
    const stage = await atFivePercent();
    const yesterday = await stage.ports.releases.load();
    await stage.say("abort");
    await stage.tick();
    if (yesterday === undefined) throw new Error("there is no yesterday");
    stage.releases.restore(yesterday);
    const writes = stage.alias.writes().length;
    expect(await stage.minute([200, 0], NONE)).toMatchObject({ state: "drifted" });
    expect(stage.alias.writes()).toHaveLength(writes);
  });

  it("does not take a later version out of service for an old rollback", async () => {
    const stage = await atFivePercent();
    stage.alias.beforeWrite(die);
    await expect(stage.minute([190, 0], [10, 10])).rejects.toThrow("the process died");
    const midRollback = await stage.ports.releases.load();
    if (midRollback === undefined) throw new Error("there is no backup");
    stage.alias.foreignWrite({ primary: "8" });
    stage.releases.restore(midRollback);
    await stage.tick();
    expect(stage.alias.routing()).toEqual({ primary: "8" });
    expect(await stage.state()).toBe("drifted");
  });
});
