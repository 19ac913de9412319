import { describe, expect, it } from "vitest";
import { runCommand } from "./run-command.ts";
import { openStage, PLAN, START, type Stage } from "./testdata/stage.ts";
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

describe("a tick that dies", () => {
  it("between reading and recording leaves all evidence to the next one, which counts it once", async () => {
    const stage = await atFivePercent();
    stage.releases.beforeCommit(die);
    await expect(stage.minute([190, 0], [8, 0])).rejects.toThrow("the process died");
    await stage.tick();
    const release = (await stage.ports.releases.load())?.record.release;
    expect(release?.totals.candidate).toEqual({ requests: 8, events: 0 });
  });

  it("between recording and moving the alias is finished by the next one", async () => {
    const stage = openStage();
    await stage.start();
    stage.alias.beforeWrite(die);
    await expect(stage.tick()).rejects.toThrow("the process died");
    expect(stage.alias.routing()).toEqual(BACK);
    expect(await stage.tick()).toMatchObject({ decision: { reason: "alias-behind" }, state: "stepping" });
    expect(stage.alias.writes()).toEqual([FIVE]);
  });

  it("between moving the alias and saying so is not taken for somebody else", async () => {
    const stage = openStage();
    await stage.start();
    stage.alias.beforeWrite(() => stage.releases.beforeCommit(die));
    await expect(stage.tick()).rejects.toThrow("the process died");
    expect(stage.alias.routing()).toEqual(FIVE);
    expect(await stage.tick()).toMatchObject({ state: "stepping" });
    expect(stage.alias.writes()).toEqual([FIVE]);
    expect((await stage.trail()).at(-1)).toBe(
      "stepping > stepping: an unfinished write to the alias is found done",
    );
  });

  it("in the middle of a rollback is finished by the next one", async () => {
    const stage = await atFivePercent();
    stage.alias.beforeWrite(die);
    await expect(stage.minute([190, 0], [10, 10])).rejects.toThrow("the process died");
    expect(await stage.state()).toBe("rolling_back");
    await stage.tick();
    expect(await stage.state()).toBe("rolled_back");
    expect(stage.alias.routing()).toEqual(BACK);
    expect(stage.flushes()).toBe(1);
  });

  it("before it has told people leaves the notice to the next one", async () => {
    const stage = openStage();
    await stage.start();
    stage.breakNotifierOnce();
    expect(await stage.tick()).toMatchObject({ failures: ["Error: the notice is lost"] });
    await stage.tick();
    expect(stage.notices.map(({ text }) => text)).toEqual([
      "version 7 gets 5 %: the evidence that the plan asks for is there",
      "rollout short of version 7 begins",
    ]);
  });
});

describe("two at once", () => {
  it("of two ticks, one counts the evidence and moves the alias, and the other does nothing", async () => {
    const stage = await atFivePercent();
    await stage.minute([190, 0], [10, 0]);
    stage.observations.add({
      startMs: 60_000,
      stable: { requests: 190, counts: { errors: [{ requests: 190, events: 0 }] } },
      candidate: { requests: 10, counts: { errors: [{ requests: 10, events: 0 }] } },
      late: false,
    });
    stage.setTime(120_000);
    const reports = await Promise.all([stage.tick(), stage.tick()]);
    expect(reports.filter(({ overtaken }) => overtaken)).toHaveLength(1);
    expect(stage.alias.writes()).toEqual([FIVE, HALF]);
    expect((await stage.ports.releases.load())?.record.release?.totals.candidate.requests).toBe(20);
  });

  it("a tick that is run twice moves nothing the second time", async () => {
    const stage = await atFivePercent();
    await stage.minute([190, 0], [10, 0]);
    const before = await stage.ports.releases.load();
    expect(await stage.tick()).toMatchObject({ decision: { kind: "hold" } });
    expect(stage.alias.writes()).toEqual([FIVE]);
    expect((await stage.ports.releases.load())?.record.phase).toEqual(before?.record.phase);
  });

  it("of two starts, one is refused and says who holds the alias", async () => {
    const stage = openStage();
    const outcomes = await Promise.all([
      stage.start(),
      stage.start({ candidate: { version: "8", digest: "sha256:eight" } }),
    ]);
    expect(outcomes).toEqual([
      { kind: "accepted", state: "validating" },
      { kind: "refused", reason: "the rollout of version 7 holds the alias (validating)" },
    ]);
    expect(await stage.trail()).toEqual(["idle > validating: start: release 7"]);
  });

  it("a command that comes between a tick's reading and recording wins", async () => {
    const stage = await atFivePercent();
    await stage.minute([190, 0], [10, 0]);
    stage.releases.beforeCommit(async () => void (await stage.say("pause")));
    expect(await stage.minute([190, 0], [10, 0])).toMatchObject({
      state: "stepping",
      overtaken: true,
      failures: [],
    });
    expect(await stage.state()).toBe("paused");
    expect(stage.alias.writes()).toEqual([FIVE]);
  });

  it("a rollback defeats the write of a tick that was on its way", async () => {
    const stage = await atFivePercent();
    await stage.minute([190, 0], [10, 0]);
    stage.alias.beforeWrite(async () => {
      await stage.say("abort");
      await tick(stage.ports);
    });
    await stage.minute([190, 0], [10, 0]);
    expect(stage.alias.routing()).toEqual(BACK);
    expect(await stage.state()).toBe("rolled_back");
  });

  it("a rollback defeats it even when the alias did not have to be moved", async () => {
    const stage = openStage();
    await stage.start();
    stage.alias.beforeWrite(async () => {
      await stage.say("abort");
      await tick(stage.ports);
    });
    await stage.tick();
    expect(stage.alias.writes()).toEqual([BACK]);
    expect(await stage.tick()).toMatchObject({ state: "rolled_back" });
  });
});

it("keeps the whole state in plain JSON", async () => {
  const stage = await atFivePercent();
  await stage.minute([190, 1], [10, 1]);
  const record = (await stage.ports.releases.load())?.record;
  expect(JSON.parse(JSON.stringify(record))).toEqual(record);
});

it("tells in the history who did what on which evidence, before and after", async () => {
  const stage = await atFivePercent();
  await stage.minute([190, 0], [10, 5]);
  await runCommand(stage.ports, { ...START, plan: PLAN, force: true, why: "we must" });
  const history = await stage.ports.releases.history(3);
  expect(history[0]).toEqual({
    number: 3,
    atMs: 60_000,
    by: { kind: "controller" },
    from: "stepping",
    to: "rolling_back",
    why: "5 of 10 against 0 of 190",
    before: FIVE,
    after: BACK,
    releaseId: "7@0",
    evidence: [
      {
        guardrail: "errors",
        kind: "harmful",
        evidence: "5 of 10 against 0 of 190",
        numbers: { canaryEvents: 5 },
      },
    ],
  });
  expect(history.at(-1)).toMatchObject({
    by: { kind: "person", name: "ann" },
    why: "start: we must; forced although its digest was rolled back: 5 of 10 against 0 of 190",
  });
});
