import { describe, expect, it } from "vitest";
import { apply } from "./apply.ts";
import { openDraft } from "./draft.ts";
import { EXPERIMENT, NONE, openStage, PLAN, type Stage } from "./testdata/stage.ts";

async function atFivePercent(change = {}): Promise<Stage> {
  const stage = openStage();
  await stage.start(change);
  await stage.tick();
  return stage;
}

/** What people were told: `severity: text`. */
function told({ notices }: Stage): readonly string[] {
  return notices.map(({ severity, text }) => `${severity}: ${text}`);
}

describe("people are told", () => {
  it("of each step of a good version", async () => {
    const stage = await atFivePercent();
    for (let step = 0; step < 2; step += 1) await stage.minute([190, 0], [10, 0]);
    for (let step = 0; step < 2; step += 1) await stage.minute([100, 0], [100, 0]);
    for (let step = 0; step < 2; step += 1) await stage.minute(NONE, [200, 0]);
    expect(told(stage)).toEqual([
      "info: rollout short of version 7 begins",
      "info: version 7 gets 5 %: the evidence that the plan asks for is there",
      "info: version 7 gets 50 %: the evidence that the plan asks for is there",
      "info: version 7 gets everything: the evidence that the plan asks for is there",
      "info: version 7 is in service",
    ]);
  });

  it("of a comparison that is made again, as a warning", async () => {
    const stage = await atFivePercent();
    for (let step = 0; step < 2; step += 1) {
      await stage.say("promote");
      await stage.tick();
    }
    await stage.minute(NONE, [200, 40]);
    expect(told(stage).slice(2)).toEqual([
      "info: version 7 gets 50 %: promoted by a person",
      "info: version 7 gets everything: promoted by a person",
      "warning: version 7 gets 50 %: a limit is exceeded at 100 %, so the versions are compared again",
    ]);
    expect((await stage.ports.releases.load())?.record.phase).toMatchObject({ step: 1, pass: "none" });
  });

  it("that a person is needed, as a warning", async () => {
    const steps = PLAN.steps.map((step) => ({ ...step, approval: true }));
    const stage = await atFivePercent({ plan: { ...PLAN, steps } });
    expect(told(stage).at(-1)).toBe(
      "warning: version 7 waits for a person: the step to 5 % needs an approval",
    );
  });

  it("of an incident as a page, and of its end", async () => {
    const stage = await atFivePercent();
    for (let passed = 0; passed < 3; passed += 1) await stage.minute([190, 40], [10, 2]);
    expect((await stage.ports.releases.load())?.record.phase).toStrictEqual({
      state: "incident",
      at: expect.objectContaining({ state: "stepping", weight: 5 }),
      sinceMs: 60_000,
    });
    for (let passed = 0; passed < 5; passed += 1) await stage.minute([190, 0], [4, 0]);
    expect(told(stage).slice(2, 4)).toEqual([
      "page: versions 6 and 7 both exceed a limit: nobody is blamed, nothing moves",
      "info: the incident is over: version 7 goes on",
    ]);
  });

  it("that an experiment is over", async () => {
    const stage = await atFivePercent({ plan: EXPERIMENT });
    for (let passed = 0; passed < 4; passed += 1) await stage.minute([100, 0], [100, 0]);
    expect(told(stage).at(-1)).toBe("info: the experiment with version 7 is over");
    expect((await stage.trail()).at(-1)).toBe("stepping > completed: the experiment is over");
  });
});

describe("what was allowed", () => {
  it("does not hold for the bake: a promotion into it completes nothing", async () => {
    const stage = await atFivePercent();
    for (let step = 0; step < 2; step += 1) {
      await stage.say("promote");
      await stage.tick();
    }
    expect((await stage.ports.releases.load())?.record.phase).toMatchObject({
      state: "baking",
      pass: "none",
    });
    expect(await stage.tick()).toMatchObject({ decision: { kind: "hold" } });
  });
});

describe("an experiment", () => {
  it("that is aborted in a drift blames nobody, and one whose candidate is harmful blames it", async () => {
    const aborted = await atFivePercent({ plan: EXPERIMENT });
    aborted.alias.foreignWrite({ primary: "8" });
    await aborted.tick();
    await aborted.say("abort");
    expect((await aborted.ports.releases.load())?.record.denied).toEqual([]);
    const harmful = await atFivePercent({ plan: EXPERIMENT });
    await harmful.minute([100, 0], [100, 20]);
    expect((await harmful.ports.releases.load())?.record.denied.map(({ version }) => version)).toEqual(["7"]);
  });
});

describe("an incident", () => {
  it("takes back what was allowed before it, at a step as in the bake", async () => {
    const stage = await atFivePercent();
    const record = (await stage.ports.releases.load())?.record;
    if (record === undefined) throw new Error("nothing was recorded");
    const begun = { sinceMs: 0, requests: {}, pass: "promoted" } as const;
    for (const at of [
      { state: "stepping", step: 0, weight: 5, ...begun },
      { state: "baking", ...begun },
    ] as const) {
      const draft = apply(openDraft({ ...record, phase: at }), { kind: "incident" }, 60_000);
      expect(draft.record.phase).toStrictEqual({
        state: "incident",
        at: { ...at, pass: "none" },
        sinceMs: 60_000,
      });
    }
  });
});
