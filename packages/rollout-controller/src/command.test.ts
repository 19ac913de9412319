import { SHIPPED_PLANS } from "@switchyard/rollout";
import { describe, expect, it } from "vitest";
import { answerCommand } from "./command.ts";
import { openController, REQUEST } from "./testdata/controller-world.ts";

const ANN = { by: "ann", why: "release 7" };
const START = { verb: "start", ...ANN, version: "7", plan: "quick" };

async function guardrailsAfter(command: object, world = openController()) {
  await answerCommand(world.deps, command);
  return (await world.ports.releases.load())?.record.release?.plan.guardrails;
}

describe("answerCommand", () => {
  it("starts a release, and prepares and asks the candidate at once", async () => {
    const world = openController();
    expect(await answerCommand(world.deps, START)).toEqual({
      kind: "accepted",
      state: "validating",
      releaseId: "7@1750000000000",
    });
    expect(world.smoked).toHaveLength(SHIPPED_PLANS.quick.smokeQueries.length);
    expect(world.log.map(({ event }) => event)).toEqual(["thresholds-unchanged", "command", "tick"]);
  });

  it("knows the candidate by the code that runs in it", async () => {
    const world = openController();
    await answerCommand(world.deps, START);
    const stored = await world.ports.releases.load();
    expect(stored?.record.release?.candidate).toEqual({ version: "7", digest: "code-of-7" });
  });

  it("starts what the last deployment asks for, by its plan", async () => {
    const world = openController();
    world.setRequest({ ...REQUEST, plan: "careful" });
    expect(await answerCommand(world.deps, { verb: "start", ...ANN })).toMatchObject({ kind: "accepted" });
    expect((await world.ports.releases.load())?.record.release?.plan.name).toBe("careful");
  });

  it.each<readonly [string, object, string]>([
    [
      "nothing to start",
      { verb: "start", ...ANN },
      "no deployment asks for a release: name a version and a plan",
    ],
    [
      "nothing to start by a plan",
      { verb: "start", ...ANN, plan: "quick" },
      "no deployment asks for a release: name a version",
    ],
    [
      "a version without a plan",
      { verb: "start", ...ANN, version: "7" },
      "name a plan for version 7: quick, standard, careful",
    ],
    ["a version that does not exist", { ...START, version: "99" }, "version 99 does not exist"],
    ["what the core refuses", { ...START, version: "6" }, "version 6 is in service already"],
    [
      "an approval of nothing",
      { verb: "approve", ...ANN },
      "nothing waits for an approval; the state is idle",
    ],
  ])("refuses %s", async (_, command, reason) => {
    expect(await answerCommand(openController().deps, command)).toEqual({ kind: "refused", reason });
  });

  it("asks nobody to start the version that serves everyone since the first deployment", async () => {
    const world = openController();
    world.setRequest({ ...REQUEST, version: "6" });
    expect(await answerCommand(world.deps, { verb: "status" })).not.toHaveProperty("request");
    expect(await answerCommand(world.deps, { verb: "start", ...ANN })).toEqual({
      kind: "refused",
      reason: "no deployment asks for a release: name a version and a plan",
    });
  });

  it("says who holds the alias to somebody who names nothing", async () => {
    const world = openController();
    await answerCommand(world.deps, START);
    expect(await answerCommand(world.deps, { verb: "start", ...ANN })).toEqual({
      kind: "refused",
      reason: "the rollout of version 7 holds the alias (validating)",
    });
  });

  it("asks nobody about a request that was released already", async () => {
    const world = openController();
    world.setRequest(REQUEST);
    await answerCommand(world.deps, { verb: "start", ...ANN });
    await answerCommand(world.deps, { verb: "abort", by: "ann", why: "not today" });
    expect(await answerCommand(world.deps, { verb: "start", ...ANN })).toMatchObject({
      reason: "no deployment asks for a release: name a version and a plan",
    });
  });

  it("reports all that is wrong with a command", async () => {
    expect(await answerCommand(openController().deps, { verb: "abort", who: "ann" })).toEqual({
      kind: "invalid",
      problems: ["who: is not known here; expected verb, by, why", "by: is missing", "why: is missing"],
    });
  });

  it("lays the stage's limits over a plan that ships, and leaves a plan of one's own alone", async () => {
    expect((await guardrailsAfter(START))?.errors?.limit).toBe(0.02);
    expect((await guardrailsAfter({ ...START, plan: SHIPPED_PLANS.quick }))?.errors?.limit).toBe(0.01);
  });

  it("lays the latency thresholds where stable's percentiles are", async () => {
    const world = openController();
    world.setHistory({ p50: 310, p75: 420, p90: 700, p95: 1_200, p99: 2_900, samples: 5_000 });
    expect((await guardrailsAfter(START, world))?.latency?.thresholds).toEqual([
      310, 420, 700, 1_200, 2_900, 30_000,
    ]);
  });

  it("starts with the plan's own thresholds when the metrics cannot be read, and says so", async () => {
    const world = openController();
    world.setHistory(new Error("CloudWatch is down"));
    const guardrails = await guardrailsAfter(START, world);
    expect(guardrails?.latency?.thresholds.at(-1)).toBe(30_000);
    expect(world.log[0]).toMatchObject({ why: expect.stringContaining("CloudWatch is down") });
  });

  it("has accepted a command even when the pass after it fails", async () => {
    const world = openController();
    world.observations.breakOnce();
    expect(await answerCommand(world.deps, START)).toMatchObject({ kind: "accepted", state: "validating" });
    expect(world.log.at(-1)).toMatchObject({ level: "warning", event: "tick" });
  });

  it("of two starts at once accepts one", async () => {
    const world = openController();
    const outcomes = await Promise.all([
      answerCommand(world.deps, START),
      answerCommand(world.deps, { ...START, by: "bob" }),
    ]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(["accepted", "refused"]);
  });

  it("tells where a release stands, without what only the judge reads", async () => {
    const world = openController();
    await answerCommand(world.deps, START);
    const status = await answerCommand(world.deps, { verb: "status" });
    if (status.kind !== "status") throw new Error(status.kind);
    expect(
      Object.keys(status.record.release ?? {})
        .toSorted()
        .join(" "),
    ).toBe(
      "candidate deadlineFromMs freshToMs hotfix id plan sampleRatio spans stableVersion startedAtMs totals verdicts",
    );
    expect(status.alias).toEqual({ routing: { primary: "6" } });
    expect(status.explanation).toMatch(/^Version 7 has no traffic yet: /);
  });

  it("tells what waits for a person before anything was ever released", async () => {
    const world = openController();
    world.setRequest(REQUEST);
    expect(await answerCommand(world.deps, { verb: "status" })).toMatchObject({
      record: { phase: { state: "idle" } },
      request: REQUEST,
      explanation:
        "Nothing is being released: version 6 gets everything. Version 7 waits for a person to start it (plan quick).",
    });
  });

  it("does not let a version wait whose code was rolled back", async () => {
    const world = openController();
    await answerCommand(world.deps, START);
    await answerCommand(world.deps, { verb: "abort", ...ANN });
    const digest = (await world.deps.ports.releases.load())?.record.denied[0]?.digest ?? "";
    world.setRequest({ ...REQUEST, version: "8", digest });
    expect(await answerCommand(world.deps, { verb: "status" })).toMatchObject({
      explanation: expect.stringMatching(
        / Version 8 has code that was rolled back, and is refused unless it is forced\.$/,
      ),
    });
  });

  it("tells the state even when the request cannot be read", async () => {
    const world = openController();
    const requests = { pending: () => Promise.reject(new Error("the item is damaged")) };
    const deps = { ...world.deps, ports: { ...world.deps.ports, requests } };
    expect(await answerCommand(deps, { verb: "status" })).toMatchObject({
      kind: "status",
      explanation: expect.stringContaining("cannot be read: Error: the item is damaged"),
    });
  });

  it("starts what a person names although the request cannot be read", async () => {
    const world = openController();
    const requests = { pending: () => Promise.reject(new Error("the item is damaged")) };
    const deps = { ...world.deps, ports: { ...world.deps.ports, requests } };
    expect(await answerCommand(deps, START)).toMatchObject({ kind: "accepted" });
    await expect(answerCommand(deps, { verb: "start", ...ANN })).rejects.toThrow("the item is damaged");
  });

  it("takes the candidate out of service although the abort cannot be recorded", async () => {
    const world = openController();
    world.alias.foreignWrite({ primary: "6", additional: { version: "7", weight: 50 } });
    world.breakLoadAfter(0);
    expect(await answerCommand(world.deps, { verb: "abort", by: "ann", why: "it burns" })).toEqual({
      kind: "refused",
      reason:
        "ann aborts, and that cannot be recorded (Error: the table cannot be read): everyone is on version 6 again, and version 7 is out of service",
    });
    expect(world.alias.routing()).toEqual({ primary: "6" });
    expect(world.notices.map(({ severity }) => severity)).toEqual(["page"]);
  });

  it.each(["pause", "promote", "approve", "resume"])(
    "moves nothing when %s cannot be recorded",
    async (verb) => {
      const world = openController();
      world.alias.foreignWrite({ primary: "6", additional: { version: "7", weight: 50 } });
      world.breakLoadAfter(0);
      await expect(answerCommand(world.deps, { verb, ...ANN })).rejects.toThrow("the table cannot be read");
      expect(world.alias.routing().additional?.weight).toBe(50);
    },
  );

  it("tells the history from an event on", async () => {
    const world = openController();
    await answerCommand(world.deps, START);
    await answerCommand(world.deps, { verb: "pause", by: "bob", why: "lunch" });
    const history = await answerCommand(world.deps, { verb: "history", from: 2 });
    expect(history).toMatchObject({ kind: "history", events: [{ number: 2, why: "pause: lunch" }] });
  });
});
