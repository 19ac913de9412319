import fc from "fast-check";
import { expect, it } from "vitest";
import { EXPERIMENT, openStage, PLAN, type Stage } from "./testdata/stage.ts";
import { mayFollow } from "./transitions.ts";

type Act = (stage: Stage) => Promise<unknown>;

const die = (): never => {
  throw new Error("the process died");
};
/** What is set to die may do so in any later act. */
async function survive(act: Promise<unknown> | undefined): Promise<void> {
  try {
    await act;
  } catch (error) {
    if (!(error instanceof Error) || error.message !== "the process died") throw error;
  }
}

const ACTS: Readonly<Record<string, Act>> = {
  good: (stage) => stage.minute([200, 0], [120, 0]),
  bad: (stage) => stage.minute([200, 0], [120, 60]),
  outage: (stage) => stage.minute([200, 60], [120, 36]),
  nobody: (stage) => stage.minute([0, 0], [0, 0]),
  silence: (stage) => stage.silence(),
  tick: (stage) => stage.tick(),
  rollout: (stage) => stage.start({ force: true }),
  hotfix: (stage) =>
    stage.start({ candidate: { version: "8", digest: "sha256:8" }, hotfix: true, force: true }),
  experiment: (stage) => stage.start({ plan: EXPERIMENT, force: true }),
  approve: (stage) => stage.say("approve"),
  pause: (stage) => stage.say("pause"),
  resume: (stage) => stage.say("resume"),
  promote: (stage) => stage.say("promote"),
  abort: (stage) => stage.say("abort"),
  foreign: async (stage) => stage.alias.foreignWrite({ primary: "6" }),
  foreignSplit: async (stage) =>
    stage.alias.foreignWrite({ primary: "6", additional: { version: "7", weight: 33 } }),
  dieRecording: (stage) => {
    stage.releases.beforeCommit(die);
    return stage.tick();
  },
  dieWriting: (stage) => {
    stage.alias.beforeWrite(die);
    return stage.minute([200, 0], [120, 0]);
  },
  race: (stage) => Promise.all([stage.tick(), stage.say("abort"), stage.tick()]),
};

it("never leaves the table of transitions, nor the weights of the plans, whatever happens in whatever order", async () => {
  const plan = { ...PLAN, steps: PLAN.steps.map((step) => ({ ...step, approval: step.weight === 50 })) };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...Object.keys(ACTS)), { minLength: 5, maxLength: 60 }),
      async (names) => {
        const stage = openStage();
        await stage.start({ plan });
        for (const name of names) await survive(ACTS[name]?.(stage));

        const history = await stage.ports.releases.history(1);
        const forbidden = history.filter(({ from, to }) => from !== to && !mayFollow(from, to));
        expect(forbidden).toEqual([]);
        expect(history.map(({ number }) => number)).toEqual(history.map((_, index) => index + 1));
        for (const { primary, additional } of stage.alias.writes()) {
          expect(["6", "7", "8"]).toContain(primary);
          expect([undefined, 5, 33, 50]).toContain(additional?.weight);
        }
      },
    ),
    { numRuns: 300 },
  );
});

it("sends nobody to a version after it was rolled back, once the dust has settled", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.constantFrom("good", "outage", "pause", "resume", "promote", "dieRecording", "dieWriting", "race"),
        {
          maxLength: 25,
        },
      ),
      async (names) => {
        const stage = openStage();
        await stage.start();
        for (const name of names) await survive(ACTS[name]?.(stage));
        stage.releases.beforeCommit(undefined);
        stage.alias.beforeWrite(undefined);
        await stage.say("abort");
        for (let passed = 0; passed < 3; passed += 1) await stage.minute([200, 0], [0, 0]);
        const primary = (await stage.state()) === "completed" ? "7" : "6";
        expect(["completed", "rolled_back"]).toContain(await stage.state());
        expect(stage.alias.routing()).toEqual({ primary });
      },
    ),
    { numRuns: 200 },
  );
});
