import { describe, expect, it } from "vitest";
import { EXPERIMENT, NONE, openStage, PLAN, type Stage } from "./testdata/stage.ts";

const EIGHT = { version: "8", digest: "sha256:eight" };

async function atFivePercent(): Promise<Stage> {
  const stage = openStage();
  await stage.start();
  await stage.tick();
  return stage;
}

async function rolledBack(): Promise<Stage> {
  const stage = await atFivePercent();
  await stage.minute([190, 0], [10, 10]);
  return stage;
}

async function inIncident(): Promise<Stage> {
  const stage = await atFivePercent();
  for (let passed = 0; passed < 3; passed += 1) await stage.minute([190, 40], [10, 2]);
  return stage;
}

describe("start", () => {
  it.each([
    [
      { candidate: { version: "$LATEST", digest: "d" } },
      `expected the number of a published version, found "$LATEST"`,
    ],
    [
      { candidate: { version: "7", digest: "" } },
      "expected the digest of the candidate's code, found an empty one",
    ],
    [{ candidate: { version: "6", digest: "d" } }, "version 6 is in service already"],
    [{ by: " " }, "start needs to know who and why"],
    [{ why: "" }, "start needs to know who and why"],
    [{ why: " " }, "start needs to know who and why"],
  ])("refuses %j", async (change, reason) => {
    expect(await openStage().start(change)).toEqual({ kind: "refused", reason });
  });

  it("refuses an alias that splits its traffic before anybody released anything", async () => {
    const stage = openStage();
    stage.alias.foreignWrite({ primary: "6", additional: { version: "7", weight: 10 } });
    expect(await stage.start({ candidate: EIGHT })).toEqual({
      kind: "refused",
      reason: "the alias splits its traffic: give it one version first",
    });
  });

  it("refuses while the alias is where somebody else put it", async () => {
    const stage = openStage();
    await stage.tick();
    stage.alias.foreignWrite({ primary: "8" });
    const refused = {
      kind: "refused",
      reason: "the alias was moved by somebody else: resume or abort first",
    };
    expect(await stage.start()).toEqual(refused);
    expect(await stage.start()).toEqual(refused);
    expect(await stage.state()).toBe("drifted");
  });

  it("lets neither a rollout nor an experiment in beside an experiment or a rollout", async () => {
    const stage = openStage();
    await stage.start({ plan: EXPERIMENT });
    expect(await stage.start({ candidate: EIGHT })).toEqual({
      kind: "refused",
      reason: "the experiment of version 7 holds the alias (validating)",
    });
    const other = await atFivePercent();
    await other.say("pause");
    expect(await other.start({ candidate: EIGHT, plan: EXPERIMENT })).toEqual({
      kind: "refused",
      reason: "the rollout of version 7 holds the alias (paused)",
    });
  });

  it("refuses a digest that was rolled back, takes it when forced, and takes a fixed one anyway", async () => {
    const stage = await rolledBack();
    expect(await stage.start({ candidate: { version: "8", digest: "sha256:seven" } })).toEqual({
      kind: "refused",
      reason:
        "the digest sha256:seven was rolled back: 10 of 10 against 0 of 190. Release a fixed one, or force it (--force)",
    });
    expect(await stage.start({ force: true })).toEqual({ kind: "accepted", state: "validating" });
    expect(await (await rolledBack()).start({ candidate: EIGHT })).toMatchObject({ kind: "accepted" });
  });

  it("follows a completed rollout with the new version as the stable one", async () => {
    const stage = await atFivePercent();
    for (let step = 0; step < 3; step += 1) {
      await stage.say("promote");
      await stage.tick();
    }
    expect(await stage.state()).toBe("completed");
    await stage.start({ candidate: EIGHT });
    await stage.tick();
    expect(stage.alias.routing()).toEqual({ primary: "7", additional: { version: "8", weight: 5 } });
  });

  it("takes a hotfix through although stable is ill", async () => {
    for (const [hotfix, state] of [
      [true, "baking"],
      [false, "stepping"],
    ] as const) {
      const stage = openStage();
      await stage.start({ hotfix });
      await stage.tick();
      for (let passed = 0; passed < 2; passed += 1) await stage.minute([190, 60], [10, 0]);
      for (let passed = 0; passed < 2; passed += 1) await stage.minute([100, 30], [100, 0]);
      expect(await stage.state()).toBe(state);
    }
  });

  it("records who starts what as a hotfix, and tells people", async () => {
    const stage = openStage();
    await stage.start({ hotfix: true });
    expect(await stage.trail()).toEqual(["idle > validating: start: release 7; as a hotfix"]);
    expect((await stage.ports.releases.history(1))[0]?.by).toEqual({ kind: "person", name: "ann" });
    const record = (await stage.ports.releases.load())?.record;
    expect(record?.phase).toMatchObject({ state: "validating", pass: "none" });
    expect(record?.chores).toEqual([
      { kind: "notify", notice: { severity: "info", text: "rollout short of version 7 begins", atMs: 0 } },
    ]);
  });
});

describe("abort", () => {
  it("sends everyone back to stable and refuses the digest from then on", async () => {
    const stage = await atFivePercent();
    expect(await stage.say("abort")).toEqual({ kind: "accepted", state: "rolling_back" });
    await stage.tick();
    expect(stage.alias.routing()).toEqual({ primary: "6" });
    expect((await stage.ports.releases.load())?.record.denied).toEqual([
      { digest: "sha256:seven", version: "7", why: "aborted by bob: because", atMs: 0 },
    ]);
  });

  it("blames nobody in an incident, so that the alias is free for a hotfix and the version may come again", async () => {
    const stage = await inIncident();
    expect(await stage.start({ candidate: EIGHT, hotfix: true })).toEqual({
      kind: "refused",
      reason:
        "the rollout of version 7 holds the alias (incident); abort it first, which blames nobody in an incident",
    });
    await stage.say("abort");
    await stage.tick();
    expect((await stage.ports.releases.load())?.record.denied).toEqual([]);
    expect(await stage.start({ candidate: EIGHT, hotfix: true })).toMatchObject({ kind: "accepted" });
  });

  it("ends an experiment without blaming its candidate", async () => {
    const stage = openStage();
    await stage.start({ plan: EXPERIMENT });
    await stage.tick();
    await stage.say("abort");
    await stage.tick();
    expect(await stage.state()).toBe("rolled_back");
    expect((await stage.ports.releases.load())?.record.denied).toEqual([]);
  });

  it("has nothing to do when nothing is under way", async () => {
    expect(await openStage().say("abort")).toEqual({
      kind: "refused",
      reason: "idle leaves nothing to abort",
    });
  });

  it("says after a rollback, a drift or during one what can still be done", async () => {
    const stage = await atFivePercent();
    await stage.say("abort");
    expect(await stage.say("abort")).toEqual({
      kind: "refused",
      reason: "rolling_back leaves nothing to abort",
    });
    expect((await stage.ports.releases.history(3))[0]).toMatchObject({
      by: { kind: "person", name: "bob" },
      to: "rolling_back",
    });
    const idle = openStage();
    await idle.tick();
    idle.alias.foreignWrite({ primary: "8" });
    await idle.tick();
    expect(await idle.say("abort")).toEqual({
      kind: "refused",
      reason: "drifted leaves nothing to abort; resume accepts the alias as it is",
    });
  });

  it("goes on with a rollback that somebody else's write had interrupted", async () => {
    const stage = await atFivePercent();
    await stage.say("abort");
    stage.alias.foreignWrite({ primary: "8" });
    await stage.tick();
    expect(await stage.state()).toBe("drifted");
    expect(await stage.say("abort")).toEqual({ kind: "accepted", state: "rolling_back" });
    await stage.tick();
    expect(stage.alias.routing()).toEqual({ primary: "6" });
  });
});

describe("pause and resume", () => {
  it("keeps the weight, however good the evidence", async () => {
    const stage = await atFivePercent();
    await stage.say("pause");
    for (let passed = 0; passed < 5; passed += 1) await stage.minute([190, 0], [50, 0]);
    expect(stage.alias.routing().additional?.weight).toBe(5);
    await stage.say("resume");
    expect(await stage.tick()).toMatchObject({ decision: { kind: "set-weight", weight: 50 } });
  });

  it("leaves the guardrails armed", async () => {
    const stage = await atFivePercent();
    await stage.say("pause");
    expect(await stage.minute([190, 0], [10, 10])).toMatchObject({ state: "rolled_back" });
  });

  it("goes back to comparing when a limit breaks at 100 %, and stays paused", async () => {
    const stage = await atFivePercent();
    for (let step = 0; step < 2; step += 1) {
      await stage.say("promote");
      await stage.tick();
    }
    await stage.say("pause");
    await stage.minute(NONE, [200, 40]);
    expect(stage.alias.routing()).toEqual({ primary: "6", additional: { version: "7", weight: 50 } });
    expect(await stage.state()).toBe("paused");
  });

  it("gives the deadline its full time again", async () => {
    const stage = await atFivePercent();
    for (let passed = 0; passed < 30; passed += 1) await stage.minute([10, 0], NONE);
    expect(await stage.state()).toBe("paused");
    await stage.say("resume");
    for (let passed = 0; passed < 29; passed += 1) await stage.minute([10, 0], NONE);
    expect(await stage.state()).toBe("stepping");
    await stage.minute([10, 0], NONE);
    expect(await stage.state()).toBe("paused");
  });

  it("resumes nothing that is not paused, and pauses nothing twice", async () => {
    const stage = await atFivePercent();
    expect(await stage.say("resume")).toEqual({ kind: "refused", reason: "stepping cannot be resumed" });
    await stage.say("pause");
    expect(await stage.say("pause")).toEqual({ kind: "refused", reason: "paused cannot be paused" });
  });

  it("goes on where it was paused, without what was allowed before", async () => {
    const stage = await atFivePercent();
    await stage.say("promote");
    await stage.say("pause");
    expect(await stage.say("resume")).toEqual({ kind: "accepted", state: "stepping" });
    expect((await stage.ports.releases.load())?.record.phase).toMatchObject({
      state: "stepping",
      weight: 5,
      pass: "none",
    });
    expect((await stage.trail()).slice(2)).toEqual([
      "stepping > stepping: promote: because",
      "stepping > paused: pause: because",
      "paused > stepping: resume: because",
    ]);
    expect((await stage.ports.releases.history(5))[0]?.by).toEqual({ kind: "person", name: "bob" });
  });

  it.each(["pause", "resume", "promote"] as const)("refuses to %s what has ended", async (verb) => {
    const outcome = { pause: "be paused", resume: "be resumed", promote: "be promoted" }[verb];
    const refused = (state: string) => ({ kind: "refused", reason: `${state} cannot ${outcome}` });
    expect(await openStage().say(verb)).toEqual(refused("idle"));
    expect(await (await rolledBack()).say(verb)).toEqual(refused("rolled_back"));
    const stage = await atFivePercent();
    for (let step = 0; step < 3; step += 1) {
      await stage.say("promote");
      await stage.tick();
    }
    expect(await stage.say(verb)).toEqual(refused("completed"));
  });

  it("refuses to resume a bake that is not paused", async () => {
    const stage = await atFivePercent();
    for (let step = 0; step < 2; step += 1) {
      await stage.say("promote");
      await stage.tick();
    }
    expect(await stage.say("resume")).toEqual({ kind: "refused", reason: "baking cannot be resumed" });
  });

  it("accepts between releases one version that somebody put there, and no split", async () => {
    const stage = openStage();
    await stage.tick();
    stage.alias.foreignWrite({ primary: "6", additional: { version: "8", weight: 50 } });
    await stage.tick();
    expect(await stage.say("resume")).toEqual({
      kind: "refused",
      reason:
        "the alias splits its traffic in a way that nobody here ordered: abort, or give it one version first",
    });
    stage.alias.foreignWrite({ primary: "8" });
    expect(await stage.say("resume")).toEqual({ kind: "accepted", state: "idle" });
    await stage.tick();
    expect(stage.notices.at(-1)).toEqual({
      severity: "info",
      text: "version 8 is accepted as the stable one",
      atMs: 0,
    });
  });

  it("costs no evidence of the minute in which it comes", async () => {
    const stage = await atFivePercent();
    stage.setTime(30_000);
    await stage.say("pause");
    await stage.minute([190, 0], [10, 0]);
    expect((await stage.ports.releases.load())?.record.release?.verdicts).toHaveLength(1);
  });
});

describe("approve", () => {
  const steps = PLAN.steps.map((step) => ({ ...step, approval: step.weight === 50 }));

  it("opens the step that waits for it, which nothing else does but promote and abort", async () => {
    const stage = openStage();
    await stage.start({ plan: { ...PLAN, steps } });
    await stage.tick();
    for (let passed = 0; passed < 2; passed += 1) await stage.minute([190, 0], [10, 0]);
    expect(await stage.state()).toBe("paused");
    expect(await stage.say("resume")).toEqual({
      kind: "refused",
      reason: "the step needs an approval: approve it, or abort",
    });
    expect(await stage.say("approve")).toEqual({ kind: "accepted", state: "stepping" });
    expect((await stage.ports.releases.load())?.record.phase).toMatchObject({ pass: "approved" });
    expect(await stage.tick()).toMatchObject({ decision: { kind: "set-weight", weight: 50 } });
  });

  it("is refused where nothing waits for it", async () => {
    const stage = await atFivePercent();
    expect(await stage.say("approve")).toEqual({
      kind: "refused",
      reason: "nothing waits for an approval; the state is stepping",
    });
  });

  it("is refused for a pause that waits for something else", async () => {
    const stage = await atFivePercent();
    await stage.say("pause");
    expect(await stage.say("approve")).toEqual({
      kind: "refused",
      reason: "nothing waits for an approval; the state is paused",
    });
  });
});

describe("promote", () => {
  it("spares one step its evidence, not the next one", async () => {
    const stage = await atFivePercent();
    await stage.say("promote");
    expect(await stage.tick()).toMatchObject({ decision: { kind: "set-weight", weight: 50, why: "person" } });
    expect(await stage.tick()).toMatchObject({ decision: { kind: "hold" } });
    expect((await stage.trail()).slice(2, 4)).toEqual([
      "stepping > stepping: promote: because",
      "stepping > stepping: promoted by a person",
    ]);
  });

  it("is refused before the smoke queries, in an incident, and for an experiment", async () => {
    const early = openStage();
    await early.start();
    expect(await early.say("promote")).toEqual({
      kind: "refused",
      reason: "the candidate has no traffic yet: its preparation and smoke queries cannot be spared",
    });
    expect(await (await inIncident()).say("promote")).toEqual({
      kind: "refused",
      reason: "both versions are ill: nothing is promoted in an incident",
    });
    const experiment = openStage();
    await experiment.start({ plan: EXPERIMENT });
    await experiment.tick();
    expect(await experiment.say("promote")).toEqual({
      kind: "refused",
      reason: "an experiment promotes nothing: end it, then start a rollout",
    });
  });

  it("is refused for a candidate that is harmful, and says by what", async () => {
    const stage = await atFivePercent();
    await stage.minute([190, 0], [10, 1]);
    const stored = await stage.ports.releases.load();
    const release = stored?.record.release;
    if (stored === undefined || release === undefined) throw new Error("nothing was recorded");
    const verdicts = [
      { guardrail: "init", kind: "undecided", evidence: "few", numbers: {} },
      { guardrail: "errors", kind: "harmful", evidence: "5 of 10", numbers: {} },
    ] as const;
    stage.releases.restore({ ...stored, record: { ...stored.record, release: { ...release, verdicts } } });
    expect(await stage.say("promote")).toEqual({
      kind: "refused",
      reason: "the candidate is harmful: 5 of 10",
    });
  });

  it("is allowed while a guardrail is undecided, and lets the deadline count anew", async () => {
    const stage = await atFivePercent();
    await stage.minute([190, 0], [10, 1]);
    expect(await stage.say("promote")).toEqual({ kind: "accepted", state: "stepping" });
    expect((await stage.ports.releases.load())?.record.release?.deadlineFromMs).toBe(60_000);
  });
});
