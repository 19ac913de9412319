import { describe, expect, it } from "vitest";
import { reportExperiment } from "./experiment.ts";
import {
  addToCounted,
  type CountedSegment,
  combineEvidence,
  type ExperimentEvidence,
  findingsOf,
} from "./experiment-findings.ts";
import { parsePlan } from "./parse-plan.ts";
import type { ExperimentPlan } from "./plan.ts";
import { EXPERIMENT, openStage } from "./testdata/stage.ts";
import type { Verdict } from "./verdict.ts";

// Intervals computed by hand-written Python from the formulas of confseq and of the delivery notes, which gives their
// published examples: 700 of 1,000 is [0.651629, 0.745949], and the ramp's log ratio [0.539, 2.920].

/** Requests and failures of both versions under one weight. */
function segment(
  weight: number,
  stable: readonly [number, number],
  candidate: readonly [number, number],
): CountedSegment {
  return {
    weight,
    stable: { requests: stable[0], events: stable[1] },
    candidate: { requests: candidate[0], events: candidate[1] },
  };
}

const HALF = segment(50, [4_000, 12], [4_000, 20]);
const NOTHING: ExperimentEvidence = { segments: [], logHarm: {} };

function sentences(present: readonly CountedSegment[], before = NOTHING): readonly string[] {
  const evidence = combineEvidence(before, present, []);
  return findingsOf(present, evidence).map(({ name, sentence }) => `${name}: ${sentence}`);
}

describe("findingsOf", () => {
  it("says in plain sentences how often each version fails, and how much that differs", () => {
    expect(sentences([HALF])).toEqual([
      "stable-error-share: stable failed 12 of 4,000 requests: its share of failures is between 0.09 % and 0.67 %",
      "candidate-error-share: the candidate failed 20 of 4,000 requests: its share of failures is between 0.21 % and 0.95 %",
      "error-share-difference: the candidate fails between 0.46 percentage points less and 0.86 percentage points more of its requests than stable",
      "error-rate-ratio: the candidate fails at least 0.52 and at most 6 times as often as stable",
      "sample-ratio: the canary got 4,000 of 8,000 requests, where its weights promise 4,000",
    ]);
  });

  it("takes the difference from the ends of both shares", () => {
    const [stable, candidate, difference] = findingsOf([HALF], NOTHING);
    expect(difference?.lower).toBe((candidate?.lower ?? 0) - (stable?.upper ?? 0));
    expect(difference?.upper).toBe((candidate?.upper ?? 0) - (stable?.lower ?? 0));
  });

  it("claims nothing that too few failures cannot bound", () => {
    const [, , , none] = findingsOf([], NOTHING);
    expect(none).toEqual({
      name: "error-rate-ratio",
      sentence: "the failures are too few to compare their rates",
    });
    const onlyOne = segment(50, [1_000, 0], [1_000, 12]);
    expect(findingsOf([onlyOne], { segments: [onlyOne], logHarm: {} })[3]).toMatchObject({
      lower: expect.closeTo(2.463, 3),
      sentence: expect.stringMatching(/^the candidate fails at least [\d.]+ times as often as stable$/),
    });
    expect(findingsOf([onlyOne], { segments: [onlyOne], logHarm: {} })[3]).not.toHaveProperty("upper");
  });

  it("compares rates and split over all segments, and shares of the present one alone", () => {
    const before = combineEvidence(undefined, [segment(50, [4_000, 10], [4_000, 24])], []);
    const found = sentences([HALF], before);
    expect(found[0]).toBe(sentences([HALF])[0]);
    expect(found[3]).toBe(
      "error-rate-ratio: the candidate fails at least 0.86 and at most 5.1 times as often as stable",
    );
    expect(found[4]).toBe(
      "sample-ratio: the canary got 8,000 of 16,000 requests, where its weights promise 8,000",
    );
  });

  it("multiplies what the segments say about harm", () => {
    const verdict = (logHarm: number): Verdict => ({
      guardrail: "errors",
      kind: "undecided",
      evidence: "few",
      numbers: { logHarm },
    });
    const first = combineEvidence(undefined, [], [verdict(Math.log(20))]);
    const second = combineEvidence(first, [], [verdict(Math.log(5))]);
    expect(second.logHarm["errors"]).toBeCloseTo(Math.log(100), 12);
    expect(second.logHarm).not.toHaveProperty("latency");
    expect(findingsOf([], second).at(-1)).toEqual({
      name: "harm",
      sentence: "errors: odds that chance alone speaks so against the candidate at most 1 in 100",
    });
    expect(combineEvidence(second, [], []).logHarm).toEqual(second.logHarm);
  });

  it("says how seldom at most a candidate fails that never did", () => {
    const never = segment(50, [1_000, 12], [1_000, 0]);
    const ratio = findingsOf([never], { segments: [never], logHarm: {} })[3];
    expect(ratio).not.toHaveProperty("lower");
    expect(ratio?.sentence).toMatch(/^the candidate fails at most 0\.\d+ times as often as stable$/);
  });
});

describe("addToCounted", () => {
  it("adds to the segment of the same weight, and begins one for another", () => {
    const once = addToCounted([], segment(5, [95, 1], [5, 0]));
    const twice = addToCounted(once, segment(50, [50, 0], [50, 2]));
    expect(addToCounted(twice, segment(5, [90, 2], [10, 3]))).toEqual([
      segment(5, [185, 3], [15, 3]),
      segment(50, [50, 0], [50, 2]),
    ]);
  });
});

describe("an experiment that goes on after a hotfix", () => {
  async function report(plan: ExperimentPlan) {
    const stage = openStage();
    await stage.start({ plan });
    await stage.minute([500, 5], [0, 0]);
    for (let passed = 0; passed < 4; passed += 1) await stage.minute([100, 2], [100, 1]);
    const phase = (await stage.ports.releases.load())?.record.phase;
    if (phase?.state !== "completed" || phase.report === undefined) throw new Error("it has not ended");
    return phase.report;
  }

  it("takes the evidence of the one before it from its report, as JSON", async () => {
    const first = await report(EXPERIMENT);
    expect(first.evidence).toEqual({ segments: [segment(50, [400, 8], [400, 4])], logHarm: {} });
    const parsed = parsePlan(JSON.parse(JSON.stringify({ ...EXPERIMENT, continues: first.evidence })));
    if (parsed.kind !== "parsed" || parsed.plan.kind !== "experiment") throw new Error("it was refused");
    const second = await report(parsed.plan);
    expect(second.evidence.segments).toEqual([
      segment(50, [400, 8], [400, 4]),
      segment(50, [400, 8], [400, 4]),
    ]);
    expect(second.findings.map(({ name }) => name)).toEqual([
      "stable-error-share",
      "candidate-error-share",
      "error-share-difference",
      "error-rate-ratio",
      "sample-ratio",
    ]);
  });

  it("refuses evidence that cannot be, and says all that is wrong with it", () => {
    const parsed = parsePlan({
      ...EXPERIMENT,
      continues: {
        segments: [
          { weight: 100, stable: { requests: 10, events: 11 }, candidate: { requests: -1, events: 0 } },
          { weight: 5, stable: { requests: 1.5, events: 0 } },
        ],
        logHarm: { errors: "much", speed: 1 },
        by: "hand",
      },
    });
    expect(
      parsed.kind === "refused" && parsed.problems.map(({ path, message }) => `${path}: ${message}`),
    ).toEqual([
      "continues.by: is not known here; expected segments, logHarm",
      "continues.segments[0].weight: expected a number above 0 and below 100, found 100",
      "continues.segments[0].stable.events: expected a number from 0 to 10, found 11",
      "continues.segments[0].candidate.requests: expected a number from 0, found -1",
      "continues.segments[1].candidate: is missing",
      "continues.segments[1].stable.requests: expected a whole number, found 1.5",
      "continues.logHarm.speed: is not known here; expected errors, latency, init, cost, llm-share",
      'continues.logHarm.errors: expected a number, found "much"',
    ]);
  });

  it("refuses segments that are no list", () => {
    const parsed = parsePlan({ ...EXPERIMENT, continues: { segments: 7, logHarm: {} } });
    expect(parsed).toEqual({
      kind: "refused",
      problems: [{ path: "continues.segments", message: "expected a list, found 7" }],
    });
  });
});

describe("reportExperiment", () => {
  it("knows no shares without requests, and says when the split was not as planned", async () => {
    const stage = openStage();
    await stage.start({ plan: { ...EXPERIMENT, weight: 66 } });
    await stage.tick();
    const begun = (await stage.ports.releases.load())?.record.release;
    if (begun === undefined) throw new Error("nothing was started");
    expect(reportExperiment(begun, 60_000)).toMatchObject({
      stable: { requests: 0, errorShare: undefined },
      candidate: { requests: 0, errorShare: undefined },
      splitAsPlanned: true,
    });
    await stage.minute([34, 0], [66, 0]);
    const release = (await stage.ports.releases.load())?.record.release;
    expect(release && reportExperiment(release, 60_000)?.splitAsPlanned).toBe(false);
  });

  it("has nothing to say of a rollout", async () => {
    const stage = openStage();
    await stage.start();
    const release = (await stage.ports.releases.load())?.record.release;
    expect(release && reportExperiment(release, 0)).toBeUndefined();
  });
});
