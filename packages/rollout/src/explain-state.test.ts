import { describe, expect, it } from "vitest";
import { explainRecord } from "./explain-state.ts";
import { EXPERIMENT, NONE, openStage, PLAN, type Stage } from "./testdata/stage.ts";

async function explained({ ports }: Stage): Promise<string> {
  const stored = await ports.releases.load();
  if (stored === undefined) throw new Error("nothing was recorded");
  return explainRecord(stored.record, ports.nowMs());
}

async function atFivePercent(): Promise<Stage> {
  const stage = openStage();
  await stage.start();
  await stage.tick();
  return stage;
}

describe("explainRecord", () => {
  it("says that nothing is being released", async () => {
    const stage = openStage();
    await stage.tick();
    expect(await explained(stage)).toBe("Nothing is being released: version 6 gets everything.");
  });

  it("tells the way of a good version, and what it waits for", async () => {
    const stage = openStage();
    await stage.start();
    expect(await explained(stage)).toBe(
      "Version 7 has no traffic yet: the candidate's environments are not ready yet.",
    );
    await stage.tick();
    expect(await explained(stage)).toBe(
      "Version 7 gets 5 % (step 1 of 2): the step has not lasted long enough (2 minutes left).",
    );
    await stage.minute([190, 0], [4, 0]);
    expect(await explained(stage)).toBe(
      "Version 7 gets 5 % (step 1 of 2): the step has not lasted long enough (1 minute left).",
    );
    await stage.minute([190, 0], [4, 0]);
    expect(await explained(stage)).toBe(
      "Version 7 gets 5 % (step 1 of 2): the candidate has not answered enough requests (8 of 10).",
    );
    await stage.minute([190, 0], [4, 0]);
    for (let passed = 0; passed < 2; passed += 1) await stage.minute([30, 0], [30, 0]);
    expect(await explained(stage)).toBe(
      "Version 7 gets 50 % (step 2 of 2): the evidence does not prove every guardrail yet (errors: 0 of 72 against 0 of 630).",
    );
    await stage.minute([30, 0], [30, 0]);
    expect(await explained(stage)).toBe(
      "Version 7 gets everything (bake): the step has not lasted long enough (2 minutes left).",
    );
    for (let passed = 0; passed < 2; passed += 1) await stage.minute(NONE, [40, 0]);
    expect(await explained(stage)).toBe(
      "Version 7 gets everything (bake): the candidate has not answered enough requests (80 of 100).",
    );
    await stage.minute(NONE, [40, 0]);
    expect(await explained(stage)).toBe("Version 7 is in service.");
  });

  it("says that guardrails were never counted", async () => {
    const stage = openStage();
    const [first, second] = PLAN.steps;
    if (first === undefined || second === undefined) throw new Error("the plan has two steps");
    await stage.start({ plan: { ...PLAN, steps: [{ ...first, evidence: "proven" }, second] } });
    stage.setTime(30_000);
    await stage.tick();
    const stored = await stage.ports.releases.load();
    const release = stored?.record.release;
    if (stored === undefined || release === undefined) throw new Error("nothing was recorded");
    const phase = {
      state: "stepping",
      step: 0,
      weight: 5,
      sinceMs: 0,
      requests: { errors: 10 },
      pass: "none",
    } as const;
    const record = { ...stored.record, phase, release: { ...release, freshToMs: 120_000 } };
    expect(explainRecord(record, 120_000)).toBe(
      "Version 7 gets 5 % (step 1 of 2): the evidence does not prove every guardrail yet (errors: nothing was counted).",
    );
  });

  it("says how old the telemetry is", async () => {
    const stage = await atFivePercent();
    for (let passed = 0; passed < 2; passed += 1) await stage.minute([190, 0], [4, 0]);
    const stored = await stage.ports.releases.load();
    expect(stored && explainRecord({ ...stored.record, phase: { ...late(), sinceMs: 0 } }, 361_000)).toBe(
      "Version 7 gets 5 % (step 1 of 2): the telemetry is too old to judge by (complete up to 4 minutes ago).",
    );
  });

  it("says that the alias is behind", async () => {
    const stage = openStage();
    await stage.start();
    stage.alias.beforeWrite(() => {
      throw new Error("the process died");
    });
    await expect(stage.tick()).rejects.toThrow("the process died");
    expect(await explained(stage)).toBe(
      "Version 7 gets 5 % (step 1 of 2): the alias is not what was ordered (version 6 gets everything).",
    );
  });

  it("says what the next pass does when nothing is missing", async () => {
    const stage = await atFivePercent();
    await stage.say("promote");
    expect(await explained(stage)).toBe(
      "Version 7 gets 5 % (step 1 of 2): the next pass of the controller goes on.",
    );
  });

  it("says what a validation with a request budget waits for", async () => {
    const stage = openStage();
    await stage.start({ plan: { ...PLAN, requestBudget: { requests: 30, withinMinutes: 3 } } });
    await stage.tick();
    expect(await explained(stage)).toBe(
      "Version 7 has no traffic yet: the traffic is not measured yet, and the request budget depends on it.",
    );
  });

  it("says why a person is needed", async () => {
    const stage = await atFivePercent();
    await stage.say("pause");
    expect(await explained(stage)).toBe(
      "Version 7 gets 5 % (step 1 of 2) and waits for a person: paused by bob: because.",
    );
  });

  it("says that nobody is blamed in an incident", async () => {
    const stage = await atFivePercent();
    for (let passed = 0; passed < 3; passed += 1) await stage.minute([190, 40], [10, 2]);
    expect(await explained(stage)).toBe(
      "Version 7 gets 5 % (step 1 of 2) and nothing moves: both versions exceed a limit, and nobody is blamed.",
    );
  });

  it("tells a rollback before and after it, and where it is stuck", async () => {
    const stage = await atFivePercent();
    await stage.say("abort");
    expect(await explained(stage)).toBe("Version 7 is being taken out of service: aborted by bob: because.");
    await stage.tick();
    expect(await explained(stage)).toBe(
      "Version 7 is rolled back and version 6 serves everyone: aborted by bob: because.",
    );
    const stuck = await atFivePercent();
    stuck.alias.deleteVersion("6");
    await stuck.say("abort");
    await stuck.tick();
    expect(await explained(stuck)).toBe(
      "Version 7 must go and cannot, because version 6 does not exist any more: aborted by bob: because.",
    );
  });

  it("tells a drift and the two ways out of it", async () => {
    const stage = await atFivePercent();
    stage.alias.foreignWrite({ primary: "8" });
    await stage.tick();
    expect(await explained(stage)).toBe(
      "Somebody else moved the alias: version 8 gets everything; resume accepts that, abort goes back to stable.",
    );
  });

  it("tells an experiment while it runs and when it is over", async () => {
    const stage = openStage();
    await stage.start({ plan: EXPERIMENT });
    await stage.tick();
    await stage.minute([100, 2], [100, 1]);
    expect(await explained(stage)).toBe(
      "Version 7 gets 50 % (experiment): the experiment has not lasted long enough (3 minutes left).",
    );
    for (let passed = 0; passed < 3; passed += 1) await stage.minute([100, 2], [100, 1]);
    expect(await explained(stage)).toBe(
      "The experiment with version 7 is over and version 6 serves everyone.",
    );
  });

  it("counts the minutes of the present step, and of the bake, by the plan", async () => {
    const [first, second] = PLAN.steps;
    if (first === undefined || second === undefined) throw new Error("the plan has two steps");
    const stage = openStage();
    const steps = [{ ...first, minimumMinutes: 7 }, second];
    await stage.start({ plan: { ...PLAN, steps, bake: { minutes: 9, minimumRequests: 1 } } });
    await stage.tick();
    expect(await explained(stage)).toContain("(7 minutes left)");
    await stage.say("promote");
    await stage.tick();
    expect(await explained(stage)).toContain("(2 minutes left)");
    await stage.say("promote");
    await stage.tick();
    expect(await explained(stage)).toContain("(9 minutes left)");
  });

  it("names every guardrail that is not proven, and only those that must be", async () => {
    const [, second] = PLAN.steps;
    if (second === undefined) throw new Error("the plan has two steps");
    const other = { thresholds: [1_000], historicRates: [0.5], margin: 0.1, mustBeProven: true };
    const guardrails = {
      ...PLAN.guardrails,
      latency: other,
      init: { ...other, mustBeProven: false },
      cost: other,
    };
    const stage = openStage();
    await stage.start({ plan: { ...PLAN, guardrails, steps: [second] } });
    await stage.tick();
    const stored = await stage.ports.releases.load();
    const release = stored?.record.release;
    if (stored === undefined || release === undefined) throw new Error("nothing was started");
    const verdicts = [
      { guardrail: "errors", kind: "proven-ok", evidence: "0 of 900", numbers: {} },
      { guardrail: "cost", kind: "undecided", evidence: "3 of 70", numbers: {} },
    ] as const;
    const phase = {
      state: "stepping",
      step: 0,
      weight: 50,
      sinceMs: 0,
      requests: { errors: 50, latency: 50, cost: 50 },
      pass: "none",
    } as const;
    const record = { ...stored.record, phase, release: { ...release, verdicts, freshToMs: 120_000 } };
    expect(explainRecord(record, 120_000)).toContain("(latency: nothing was counted; cost: 3 of 70)");
  });

  it("says that a version is ill, or the split odd", async () => {
    const ill = await atFivePercent();
    for (let passed = 0; passed < 2; passed += 1) await ill.minute([190, 40], [10, 0]);
    expect(await explained(ill)).toBe("Version 7 gets 5 % (step 1 of 2): stable exceeds a limit.");
    const [first, second] = PLAN.steps;
    if (first === undefined || second === undefined) throw new Error("the plan has two steps");
    const odd = openStage();
    await odd.start({
      plan: {
        ...PLAN,
        steps: [
          { ...first, weight: 66 },
          { ...second, weight: 70 },
        ],
      },
    });
    await odd.tick();
    for (let passed = 0; passed < 2; passed += 1) await odd.minute([34, 0], [66, 0]);
    expect(await explained(odd)).toBe(
      "Version 7 gets 66 % (step 1 of 2): the traffic does not split as the weights say (by rule of thumb).",
    );
  });

  it("forgets the last release once the alias was accepted with another version", async () => {
    const stage = await atFivePercent();
    stage.alias.foreignWrite({ primary: "8" });
    await stage.tick();
    await stage.say("resume");
    expect(await explained(stage)).toBe("Nothing is being released: version 8 gets everything.");
  });
});

function late() {
  return { state: "stepping", step: 0, weight: 5, requests: { errors: 10 }, pass: "none" } as const;
}
