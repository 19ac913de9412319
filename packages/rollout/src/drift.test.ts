import { describe, expect, it } from "vitest";
import { EXPERIMENT, NONE, openStage, PLAN, type Stage } from "./testdata/stage.ts";
import { tick } from "./tick.ts";

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

  it("says in the history what it costs, and who noticed it", async () => {
    const stage = await atFivePercent();
    stage.alias.foreignWrite(FIVE);
    await stage.tick();
    const [noticed] = await stage.ports.releases.history(3);
    expect(noticed).toMatchObject({
      atMs: 0,
      by: { kind: "controller" },
      why: "somebody wrote the alias and left its versions and weights as they were",
    });
  });

  it("during a pending write is compared with what was ordered", async () => {
    const stage = openStage();
    await stage.start();
    stage.alias.beforeWrite(die);
    await expect(stage.tick()).rejects.toThrow("the process died");
    stage.alias.foreignWrite({ primary: "8" });
    await stage.tick();
    expect((await stage.trail()).at(-1)).toBe(
      "stepping > drifted: somebody else moved the alias: version 8 gets everything, expected: version 7 gets 5 %, version 6 the rest",
    );
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
    expect((await stage.ports.releases.load())?.record.phase).toMatchObject({
      cause: { kind: "version-missing", version: "7" },
    });
    expect((await stage.ports.releases.history(3))[0]?.by).toEqual({ kind: "controller" });
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

  it("asks for a person when it was the way back of a comparison that was just to be made again", async () => {
    const stage = await atFivePercent();
    for (let step = 0; step < 2; step += 1) {
      await stage.say("promote");
      await stage.tick();
    }
    stage.alias.beforeWrite(() => stage.alias.deleteVersion("6"));
    expect(await stage.minute(NONE, [200, 40])).toMatchObject({
      state: "paused",
      failures: ["version 6 does not exist"],
    });
    await stage.minute(NONE, [200, 0]);
    expect(stage.alias.routing()).toEqual({ primary: "7" });
    expect((await stage.ports.releases.load())?.record.phase).toMatchObject({
      at: { state: "baking" },
      why: { kind: "stable-missing", version: "6" },
    });
  });

  it("leaves the weight that is in force when it was stable, and goes neither on nor back", async () => {
    const stage = await atFivePercent();
    await stage.minute([190, 0], [10, 0]);
    stage.alias.beforeWrite(() => stage.alias.deleteVersion("6"));
    await stage.minute([190, 0], [10, 0]);
    await stage.minute([190, 0], [10, 0]);
    expect(stage.alias.writes()).toEqual([FIVE]);
    expect((await stage.ports.releases.load())?.record.phase).toEqual({
      state: "paused",
      at: { state: "stepping", step: 0, weight: 5, sinceMs: 120_000, requests: { errors: 10 }, pass: "none" },
      why: { kind: "stable-missing", version: "6" },
    });
  });

  it("keeps an experiment where it is when it has lost the version to end on", async () => {
    const stage = openStage();
    await stage.start({ plan: EXPERIMENT });
    await stage.tick();
    for (let passed = 0; passed < 3; passed += 1) await stage.minute([100, 0], [100, 0]);
    stage.alias.beforeWrite(() => stage.alias.deleteVersion("6"));
    expect(await stage.minute([100, 0], [100, 0])).toMatchObject({ state: "paused" });
    await stage.minute([100, 0], [100, 0]);
    expect(stage.alias.writes()).toEqual([HALF]);
    expect(stage.retired).toEqual([]);
    expect((await stage.ports.releases.load())?.record.phase).toMatchObject({
      at: { state: "stepping", step: 0, weight: 50 },
    });
  });

  it("keeps the step that was reached when stable is gone on the way to the one after the next", async () => {
    const [first, second] = PLAN.steps;
    if (first === undefined || second === undefined) throw new Error("the plan has two steps");
    const stage = openStage();
    await stage.start({ plan: { ...PLAN, steps: [first, { ...second, weight: 25 }, second] } });
    await stage.tick();
    await stage.say("promote");
    await stage.tick();
    await stage.say("promote");
    stage.alias.beforeWrite(() => stage.alias.deleteVersion("6"));
    await stage.tick();
    expect((await stage.ports.releases.load())?.record.phase).toMatchObject({
      at: { state: "stepping", step: 1, weight: 25 },
    });
    const early = openStage();
    await early.start();
    early.alias.beforeWrite(() => early.alias.deleteVersion("6"));
    await early.tick();
    expect((await early.ports.releases.load())?.record.phase).toMatchObject({
      at: { state: "stepping", step: 0, weight: 0 },
    });
    expect(early.alias.writes()).toEqual([]);
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

  it("sends nobody to the versions of yesterday, which do not exist any more", async () => {
    for (const [verb, state] of [
      ["abort", "rolling_back"],
      ["resume", "idle"],
    ] as const) {
      const stage = await atFivePercent();
      const yesterday = await stage.ports.releases.load();
      if (yesterday === undefined) throw new Error("there is no yesterday");
      stage.alias.foreignWrite({ primary: "8" });
      stage.alias.deleteVersion("6");
      stage.alias.deleteVersion("7");
      stage.releases.restore(yesterday);
      expect(await stage.tick()).toMatchObject({ state: "drifted" });
      await stage.say(verb);
      for (let passed = 0; passed < 3; passed += 1) await stage.minute([100, 0], NONE);
      expect(await stage.state()).toBe(state);
      expect(stage.alias.routing()).toEqual({ primary: "8" });
      expect(stage.notices.filter(({ severity }) => severity === "page")).toHaveLength(
        verb === "abort" ? 2 : 1,
      );
    }
  });

  it("lets no version go cold that serves callers today", async () => {
    const stage = await atFivePercent();
    await stage.say("abort");
    await stage.tick();
    const stored = await stage.ports.releases.load();
    if (stored === undefined) throw new Error("there is no yesterday");
    stage.alias.foreignWrite({ primary: "8" });
    const chores = ["6", "7", "8"].map((version) => ({ kind: "retire", version }) as const);
    stage.releases.restore({ ...stored, record: { ...stored.record, chores } });
    await stage.tick();
    expect(stage.retired).toEqual(["7", "7"]);
    await stage.say("resume");
    await stage.tick();
    expect(stage.retired).toEqual(["7", "7", "6"]);
    expect((await stage.ports.releases.load())?.record.chores).toEqual([{ kind: "retire", version: "8" }]);
  });
});

it("keeps a version warm that was to go and has come back", async () => {
  const stage = await atFivePercent();
  const versions = { ...stage.ports.versions, retire: () => Promise.reject(new Error("throttled")) };
  await stage.say("abort");
  expect((await tick({ ...stage.ports, versions })).failures).toEqual(["Error: throttled"]);
  await stage.start({ force: true });
  await stage.tick();
  expect(stage.retired).toEqual([]);
  await stage.say("abort");
  await stage.tick();
  await stage.tick();
  expect([...new Set(stage.retired)]).toEqual(["7"]);
});

it("keeps what a release under way needs warm before it serves anybody, also in a drift", async () => {
  const stage = openStage();
  stage.setReadiness("7", { kind: "preparing" });
  await stage.start();
  const stored = await stage.ports.releases.load();
  if (stored === undefined) throw new Error("nothing was started");
  const chores = ["6", "7", "8"].map((version) => ({ kind: "retire", version }) as const);
  stage.releases.restore({ ...stored, record: { ...stored.record, chores } });
  await stage.tick();
  expect(stage.retired).toEqual(["8"]);
  stage.alias.foreignWrite({ primary: "9" });
  expect(await stage.tick()).toMatchObject({ state: "drifted", failures: [] });
  expect(stage.retired).toEqual(["8"]);
  expect(stage.alias.writes()).toEqual([{ primary: "9" }]);
});

it("keeps stable warm for the way back while everyone is on the candidate", async () => {
  const stage = await atFivePercent();
  for (let step = 0; step < 2; step += 1) {
    await stage.say("promote");
    await stage.tick();
  }
  const stored = await stage.ports.releases.load();
  if (stored === undefined) throw new Error("nothing was started");
  const chores = [{ kind: "retire", version: "6" } as const];
  stage.releases.restore({ ...stored, record: { ...stored.record, chores } });
  await stage.tick();
  expect(stage.retired).toEqual([]);
  expect((await stage.ports.releases.load())?.record.chores).toEqual(chores);
});
