import { describe, expect, it } from "vitest";
import { answerCommand } from "./command.ts";
import { openController, REQUEST } from "./testdata/controller-world.ts";
import { runScheduledTick, runTick } from "./tick.ts";

describe("runTick", () => {
  it("writes one line about a pass without a release", async () => {
    const world = openController();
    await runTick(world.deps);
    expect(world.log).toEqual([
      {
        level: "info",
        event: "tick",
        decision: { kind: "hold", reason: "nothing-in-progress" },
        waitsFor: "no release is in progress",
        state: "idle",
        overtaken: false,
        failures: [],
        request: { kind: "none" },
        weights: "version 6 gets everything",
      },
    ]);
  });

  it("starts what a deployment wants started, with the stage's limits", async () => {
    const world = openController();
    world.setRequest({ ...REQUEST, start: "automatic" });
    await runTick(world.deps);
    expect(world.log.at(-1)).toMatchObject({
      state: "validating",
      request: { kind: "started", releaseId: "7@1750000000000" },
      release: "7@1750000000000",
    });
    const stored = await world.ports.releases.load();
    expect(stored?.record.release?.plan.guardrails.errors?.limit).toBe(0.02);
  });

  it("refuses a plan that nobody knows, once", async () => {
    const world = openController();
    world.setRequest({ ...REQUEST, start: "automatic", plan: "reckless" });
    await runTick(world.deps);
    await runTick(world.deps);
    expect(world.log.map(({ request }) => request)).toMatchObject([{ kind: "refused" }, { kind: "handled" }]);
    expect(world.notices).toHaveLength(1);
  });

  it("warns of what is left to the next pass", async () => {
    const world = openController();
    await answerCommand(world.deps, { verb: "start", by: "ann", why: "r", version: "7", plan: "quick" });
    world.breakNotifierOnce();
    await answerCommand(world.deps, { verb: "abort", by: "ann", why: "no" });
    expect(world.log.filter(({ level }) => level === "warning")).toMatchObject([
      { event: "tick", failures: ["Error: the notice is lost"] },
    ]);
  });

  it("fails when the pass fails, so that its alarm is heard", async () => {
    const world = openController();
    world.breakLoadAfter(0);
    await expect(runTick(world.deps)).rejects.toThrow("the table cannot be read");
  });
});

describe("runScheduledTick", () => {
  it("fails when something is left undone, so that a chore that fails for ever is heard", async () => {
    const world = openController();
    await answerCommand(world.deps, { verb: "start", by: "ann", why: "r", version: "7", plan: "quick" });
    await answerCommand(world.deps, { verb: "pause", by: "ann", why: "lunch" });
    const notifier = { notify: () => Promise.reject(new Error("the topic is gone")) };
    const deps = { ...world.deps, ports: { ...world.deps.ports, notifier } };
    await answerCommand(deps, { verb: "abort", by: "ann", why: "no" });
    await expect(runScheduledTick(deps)).rejects.toThrow(
      "The pass left something to the next one: Error: the topic is gone",
    );
    await runScheduledTick(world.deps);
    expect(world.notices.at(-1)?.text).toMatch(/^version 7 is rolled back/);
  });

  it("is heard when a deployment's request cannot be read", async () => {
    const world = openController();
    const requests = { pending: () => Promise.reject(new Error("the item is damaged")) };
    await expect(
      runScheduledTick({ ...world.deps, ports: { ...world.deps.ports, requests } }),
    ).rejects.toThrow("the request for a release: Error: the item is damaged");
  });
});
