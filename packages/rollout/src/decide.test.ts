import { describe, expect, it } from "vitest";
import { decide, type Seen } from "./decide.ts";
import type { Plan } from "./plan.ts";
import type { Baking, Phase, Stepping, Validating } from "./state.ts";
import { EXPERIMENT, PLAN } from "./testdata/stage.ts";
import type { Verdict } from "./verdict.ts";

const NOW_MS = 10 * 60_000;
const SEEN: Seen = {
  illness: { stable: "well", candidate: "well" },
  sampleRatio: { kind: "balanced", evidence: "as promised", numbers: {} },
  freshToMs: NOW_MS,
  stableExists: true,
  hotfix: false,
  deadlineFromMs: 0,
  versions: { stable: "6", candidate: "7" },
};
const VALIDATING: Validating = {
  state: "validating",
  sinceMs: 0,
  smokePassed: false,
  traffic: { minutes: 0, requests: 0 },
  pass: "none",
};
const FIVE: Stepping = {
  state: "stepping",
  step: 0,
  weight: 5,
  sinceMs: 0,
  requests: { errors: 10 },
  pass: "none",
};
const HALF: Stepping = { ...FIVE, step: 1, weight: 50, requests: { errors: 50 } };
const BAKE: Baking = { state: "baking", sinceMs: 0, requests: { errors: 100 }, pass: "none" };
const OWN = "4 of 20 canary requests failed";
const ALONE = { stable: "well", candidate: "ill", alone: OWN } as const;
const BOTH = { stable: "ill", candidate: "ill" } as const;

const paused = (at: Phase & (Validating | Stepping | Baking)): Phase => ({
  state: "paused",
  at,
  why: { kind: "person", name: "ann", why: "lunch" },
});
const inIncident = (at: Phase & (Validating | Stepping | Baking)): Phase => ({
  state: "incident",
  at,
  sinceMs: 0,
});
const verdict = (kind: Verdict["kind"]): Verdict => ({
  guardrail: "errors",
  kind,
  evidence: "5 of 10",
  numbers: {},
});
const blamed = (evidence: string) => ({ kind: "roll-back", cause: { kind: "harmful", evidence } });
const held = (reason: string) => ({ kind: "hold", reason });

function decided(
  phase: Phase,
  seen: Partial<Seen> = {},
  verdicts: readonly Verdict[] = [],
  plan: Plan = PLAN,
) {
  return decide(phase, plan, { ...SEEN, ...seen }, verdicts, NOW_MS);
}

describe("decide, where the candidate alone breaks a limit", () => {
  it.each<[string, Phase]>([
    ["at a step", FIVE],
    ["while paused", paused(FIVE)],
    ["after stable has come out of an incident", inIncident(FIVE)],
  ])("rolls back %s", (_, phase) => {
    expect(decided(phase, { illness: ALONE })).toEqual(blamed(OWN));
  });

  it("rolls a hotfix and an experiment back, too", () => {
    expect(decided(FIVE, { illness: ALONE, hotfix: true })).toEqual(blamed(OWN));
    expect(decided(FIVE, { illness: ALONE }, [], EXPERIMENT)).toEqual(blamed(OWN));
  });

  it.each<[string, Phase]>([
    ["in the bake", BAKE],
    ["in a paused bake", paused(BAKE)],
    ["in an incident of the bake that stable has come out of", inIncident(BAKE)],
  ])("compares again at the last step with two sides %s", (_, phase) => {
    expect(decided(phase, { illness: ALONE })).toEqual({
      kind: "set-weight",
      step: 1,
      weight: 50,
      why: "limit-broken",
    });
  });

  it("lets a hotfix stay in the bake, and completes nothing while it is ill", () => {
    expect(decided(BAKE, { illness: ALONE, hotfix: true })).toEqual(held("candidate-ill"));
  });

  it("rolls back from a bake that the plan has no step to compare in", () => {
    const [first] = PLAN.steps;
    if (first === undefined) throw new Error("the plan has a step");
    const why = "version 7 exceeds a limit, and the plan has no step to compare it in";
    const plan = { ...PLAN, steps: [{ ...first, weight: 100 }] };
    expect(decided(BAKE, { illness: ALONE }, [], plan)).toEqual(blamed(why));
    expect(decided(paused(BAKE), { illness: ALONE }, [], EXPERIMENT)).toEqual(blamed(why));
  });
});

describe("decide, where both versions are ill", () => {
  it.each<[string, Phase]>([
    ["at a step", FIVE],
    ["while paused", paused(FIVE)],
  ])("calls an incident %s", (_, phase) => {
    expect(decided(phase, { illness: BOTH })).toEqual({ kind: "incident" });
    expect(decided(phase, { illness: { stable: "ill", candidate: "leaning" } })).toEqual({
      kind: "incident",
    });
  });

  it("calls none for a hotfix, which is the cure", () => {
    expect(decided(FIVE, { illness: BOTH, hotfix: true })).toEqual({
      kind: "set-weight",
      step: 1,
      weight: 50,
      why: "evidence",
    });
    expect(decided(paused(FIVE), { illness: BOTH, hotfix: true })).toEqual(held("waiting-for-person"));
  });

  it("calls none while the candidate is well, or stable only leans", () => {
    expect(decided(FIVE, { illness: { stable: "ill", candidate: "well" } })).toEqual(held("stable-ill"));
    expect(decided(FIVE, { illness: { stable: "leaning", candidate: "ill" } })).toEqual(
      held("candidate-ill"),
    );
  });

  it("ends it when both are well, and not before", () => {
    const ends = (stable: "ill" | "leaning" | "well", candidate: "ill" | "leaning" | "well") =>
      decided(inIncident(FIVE), { illness: { stable, candidate } });
    expect(ends("well", "well")).toEqual({ kind: "recover" });
    expect(ends("well", "leaning")).toEqual(held("both-ill"));
    expect(ends("well", "ill")).toEqual(held("both-ill"));
    expect(ends("leaning", "well")).toEqual(held("both-ill"));
    expect(ends("ill", "ill")).toEqual(held("both-ill"));
  });

  it("rolls back at once what is harmful, in an incident as anywhere", () => {
    for (const phase of [FIVE, BAKE, paused(FIVE), inIncident(FIVE)]) {
      expect(decided(phase, { illness: BOTH }, [verdict("undecided"), verdict("harmful")])).toEqual(
        blamed("5 of 10"),
      );
    }
  });
});

describe("decide, before any weight", () => {
  const ready = { readiness: { kind: "ready" }, smoke: { kind: "passed" } } as const;

  it("waits for the environments and for the smoke queries", () => {
    expect(decided(VALIDATING)).toEqual(held("preparing"));
    expect(decided(VALIDATING, { readiness: { kind: "preparing" } })).toEqual(held("preparing"));
    expect(decided(VALIDATING, { readiness: { kind: "ready" } })).toEqual(held("preparing"));
    expect(decided({ ...VALIDATING, smokePassed: true })).toEqual(held("preparing"));
  });

  it("goes back when a smoke query fails or the version is gone, and asks a person when it cannot be prepared", () => {
    const smoke = { kind: "failed", query: "what did it cost", why: "502" } as const;
    expect(decided(VALIDATING, { readiness: { kind: "ready" }, smoke })).toEqual({
      kind: "roll-back",
      cause: { kind: "smoke-failed", query: "what did it cost", why: "502" },
    });
    expect(decided(VALIDATING, { readiness: { kind: "missing" } })).toEqual({
      kind: "roll-back",
      cause: { kind: "version-missing", version: "7" },
    });
    expect(decided(VALIDATING, { readiness: { kind: "failed", why: "quota" } })).toEqual({
      kind: "pause",
      reason: { kind: "preparation-failed", why: "quota" },
    });
  });

  it("gives the first weight once both are there", () => {
    const first = { kind: "set-weight", step: 0, weight: 5, why: "evidence" };
    expect(decided(VALIDATING, ready)).toEqual(first);
    expect(decided({ ...VALIDATING, smokePassed: true }, { readiness: { kind: "ready" } })).toEqual(first);
    expect(decided(VALIDATING, ready, [], EXPERIMENT)).toEqual({ ...first, weight: 50 });
  });

  it("asks a person where the first step needs an approval, or the deadline has passed", () => {
    const [first, second] = PLAN.steps;
    if (first === undefined || second === undefined) throw new Error("the plan has two steps");
    const careful = { ...PLAN, steps: [{ ...first, approval: true }, second] };
    expect(decided(VALIDATING, ready, [], careful)).toEqual({
      kind: "pause",
      reason: { kind: "approval", nextWeight: 5 },
    });
    expect(decided({ ...VALIDATING, pass: "approved" }, ready, [], careful)).toMatchObject({ weight: 5 });
    expect(decided(VALIDATING, { deadlineFromMs: NOW_MS - 30 * 60_000 })).toEqual({
      kind: "pause",
      reason: { kind: "deadline", missing: "preparing" },
    });
    expect(decided(VALIDATING, { deadlineFromMs: NOW_MS - 30 * 60_000 + 1 })).toEqual(held("preparing"));
  });

  it("never lets an experiment run into a deadline", () => {
    expect(decided(VALIDATING, { deadlineFromMs: -1e9 }, [], EXPERIMENT)).toEqual(held("preparing"));
  });

  it("says what is missing of the traffic that the budget is measured by", () => {
    const budgeted = { ...PLAN, requestBudget: { requests: 30, withinMinutes: 3 } };
    expect(decided(VALIDATING, ready, [], budgeted)).toEqual(held("no-traffic-measured"));
    expect(decided(VALIDATING, { ...ready, deadlineFromMs: NOW_MS - 30 * 60_000 }, [], budgeted)).toEqual({
      kind: "pause",
      reason: { kind: "deadline", missing: "no-traffic-measured" },
    });
    const measured = { ...VALIDATING, traffic: { minutes: 2, requests: 2_000 } };
    expect(decided(measured, ready, [], budgeted)).toMatchObject({ weight: 1 });
  });
});

describe("decide, on the way", () => {
  it.each<[string, Phase, Partial<Seen>, string]>([
    ["the time is not over", { ...FIVE, sinceMs: NOW_MS - 2 * 60_000 + 1 }, {}, "minimum-time"],
    ["a request is missing", { ...FIVE, requests: { errors: 9 } }, {}, "minimum-requests"],
    ["the telemetry is old", FIVE, { freshToMs: NOW_MS - 3 * 60_000 - 1 }, "telemetry-late"],
    ["the candidate is ill", FIVE, { illness: { stable: "leaning", candidate: "ill" } }, "candidate-ill"],
    ["stable is ill", FIVE, { illness: { stable: "ill", candidate: "well" } }, "stable-ill"],
    [
      "the split is odd",
      FIVE,
      { sampleRatio: { kind: "suspicious", evidence: "odd", numbers: {} } },
      "split-suspicious",
    ],
    ["nothing is proven", HALF, {}, "undecided"],
    ["the bake's time is not over", { ...BAKE, sinceMs: NOW_MS - 2 * 60_000 + 1 }, {}, "minimum-time"],
    ["the bake lacks a request", { ...BAKE, requests: { errors: 99 } }, {}, "minimum-requests"],
    ["the bake's telemetry is old", BAKE, { freshToMs: NOW_MS - 3 * 60_000 - 1 }, "telemetry-late"],
    [
      "the candidate leans in the bake",
      BAKE,
      { illness: { stable: "well", candidate: "leaning" } },
      "candidate-ill",
    ],
  ])("holds while %s, and asks a person at the deadline", (_, phase, seen, reason) => {
    expect(decided(phase, seen)).toEqual(held(reason));
    expect(decided(phase, { ...seen, deadlineFromMs: NOW_MS - 30 * 60_000 })).toEqual({
      kind: "pause",
      reason: { kind: "deadline", missing: reason },
    });
  });

  it("goes on at the last moment of all of them", () => {
    const seen = {
      freshToMs: NOW_MS - 3 * 60_000,
      illness: { stable: "leaning", candidate: "leaning" },
    } as const;
    expect(decided({ ...FIVE, sinceMs: NOW_MS - 2 * 60_000 }, seen)).toMatchObject({ kind: "set-weight" });
    expect(decided(HALF, {}, [verdict("proven-ok")])).toEqual({ kind: "bake", why: "evidence" });
    expect(decided({ ...BAKE, sinceMs: NOW_MS - 2 * 60_000 }, { freshToMs: NOW_MS - 3 * 60_000 })).toEqual({
      kind: "complete",
    });
  });

  it("lets an odd split and an ill stable version pass for no step, but a hotfix past the illness", () => {
    const ill = { illness: { stable: "ill", candidate: "ill" }, hotfix: true } as const;
    expect(decided(HALF, ill, [verdict("proven-ok")])).toEqual({ kind: "bake", why: "evidence" });
    const odd = { sampleRatio: { kind: "suspicious", evidence: "odd", numbers: {} }, hotfix: true } as const;
    expect(decided(HALF, odd, [verdict("proven-ok")])).toEqual(held("split-suspicious"));
  });

  it("asks for proof of what must be proven, and of nothing else", () => {
    const latency = { thresholds: [1_000], historicRates: [0.5], margin: 0.1 };
    const plan = (mustBeProven: boolean): Plan => ({
      ...PLAN,
      guardrails: { ...PLAN.guardrails, latency: { ...latency, mustBeProven } },
    });
    const counted = { ...HALF, requests: { errors: 50, latency: 50 } };
    expect(decided(counted, {}, [verdict("proven-ok")], plan(true))).toEqual(held("undecided"));
    expect(decided(counted, {}, [verdict("proven-ok")], plan(false))).toMatchObject({ kind: "bake" });
    expect(
      decided(
        counted,
        {},
        [verdict("proven-ok"), { ...verdict("proven-ok"), guardrail: "latency" }],
        plan(true),
      ),
    ).toMatchObject({ kind: "bake" });
  });

  it("never promotes a candidate whose latency is never reported, where that must be proven", () => {
    const latency = { thresholds: [1_000], historicRates: [0.5], margin: 0.1, mustBeProven: true };
    const plan: Plan = { ...PLAN, guardrails: { ...PLAN.guardrails, latency } };
    for (const phase of [
      { ...FIVE, requests: { errors: 1e6 } },
      { ...BAKE, requests: { errors: 1e6 } },
    ]) {
      expect(decided(phase, {}, [verdict("proven-ok")], plan)).toEqual(held("minimum-requests"));
    }
  });

  it("spares the evidence once a person has promoted, and asks for no approval then", () => {
    const [first, second] = PLAN.steps;
    if (first === undefined || second === undefined) throw new Error("the plan has two steps");
    const careful = { ...PLAN, steps: [first, { ...second, approval: true }] };
    const early = { ...FIVE, sinceMs: NOW_MS, requests: {} };
    expect(decided({ ...early, pass: "promoted" }, {}, [], careful)).toEqual({
      kind: "set-weight",
      step: 1,
      weight: 50,
      why: "person",
    });
    expect(decided({ ...early, pass: "approved" }, {}, [], careful)).toEqual(held("minimum-time"));
    expect(decided(FIVE, {}, [], careful)).toEqual({
      kind: "pause",
      reason: { kind: "approval", nextWeight: 50 },
    });
    expect(decided({ ...HALF, pass: "promoted" })).toEqual({ kind: "bake", why: "person" });
    expect(decided({ ...BAKE, requests: {}, pass: "promoted" })).toEqual({ kind: "complete" });
  });

  it("asks a person when the way back is gone", () => {
    for (const phase of [FIVE, BAKE]) {
      expect(decided(phase, { stableExists: false })).toEqual({
        kind: "pause",
        reason: { kind: "stable-missing", version: "6" },
      });
    }
  });

  it("runs an experiment for its time, whatever the evidence", () => {
    const phase = { ...FIVE, weight: 50 };
    expect(decided({ ...phase, sinceMs: NOW_MS - 4 * 60_000 + 1 }, {}, [], EXPERIMENT)).toEqual(
      held("experiment-running"),
    );
    expect(decided({ ...phase, sinceMs: NOW_MS - 4 * 60_000 }, {}, [], EXPERIMENT)).toEqual({
      kind: "conclude",
    });
  });

  it("refuses a state that its plan cannot be in", () => {
    expect(() => decided({ ...FIVE, step: 2 })).toThrow("the plan short has no step 2");
    expect(() => decided(BAKE, {}, [], EXPERIMENT)).toThrow(
      "the experiment half and half is baking; experiments promote nothing",
    );
  });

  it("has nothing to decide between releases and after a drift", () => {
    expect(decided({ state: "idle" })).toEqual(held("nothing-in-progress"));
    expect(decided({ state: "completed" })).toEqual(held("nothing-in-progress"));
    const cause = { kind: "alarm", alarm: "errors" } as const;
    expect(decided({ state: "rolling_back", cause, blocked: true })).toEqual(held("nothing-in-progress"));
    expect(decided({ state: "rolled_back", cause })).toEqual(held("nothing-in-progress"));
    const drifted: Phase = { state: "drifted", was: { state: "idle" }, found: { primary: "8" } };
    expect(decided(drifted)).toEqual(held("waiting-for-person"));
  });
});
