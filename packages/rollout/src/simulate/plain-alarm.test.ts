import { describe, expect, it } from "vitest";
import { simulatePlainAlarm } from "./plain-alarm.ts";
import { REFERENCE_PLAN } from "./reference.ts";
import { type VersionBehaviour, type World, worldOf } from "./world.ts";

// So much traffic that chance has no say: 60,000 requests a minute, 3,000 of them the candidate's at 5 %.
const run = (candidate: Partial<VersionBehaviour>, rest: Partial<World> = {}) =>
  simulatePlainAlarm({
    plan: REFERENCE_PLAN,
    world: worldOf("busy", 60_000, candidate, rest),
    seed: 1,
  });

describe("simulatePlainAlarm", () => {
  it("completes a version that fails less than 1 % by the clock alone", () => {
    expect(run({ errorShare: 0 })).toMatchObject({
      outcome: "completed",
      minutes: 30,
      highestWeight: 100,
      candidateFailures: 0,
      trace: [],
    });
    expect(run({ errorShare: 0.005 })).toMatchObject({ outcome: "completed", minutes: 30 });
  });

  it("rolls a version back that fails more than 1 %, in its first minute at the first weight", () => {
    const result = run({ errorShare: 0.02 });
    expect(result).toMatchObject({
      outcome: "rolled_back",
      cause: "alarm",
      minutes: 1,
      highestWeight: 5,
      trace: [],
    });
    expect(result.candidateFailures / result.candidateRequests).toBeCloseTo(0.02, 2);
  });

  it("knows a minute as late as its metrics are", () => {
    const result = run({ errorShare: 1 }, { metricDelayMinutes: 12 });
    expect(result).toMatchObject({ outcome: "rolled_back", minutes: 13, highestWeight: 25 });
    expect(result.candidateFailures).toBe(result.candidateRequests);
  });

  it("takes a minute without requests for a good one", () => {
    const silent = worldOf("silent", 0, { errorShare: 1 });
    expect(simulatePlainAlarm({ plan: REFERENCE_PLAN, world: silent, seed: 1 })).toMatchObject({
      outcome: "completed",
      candidateRequests: 0,
    });
  });
});
