import { describe, expect, it } from "vitest";
import type { ArmCounts, GuardrailBatch } from "../verdict.ts";
import type { GuardrailConfig } from "./config.ts";
import { createJudge } from "./judge.ts";
import { errorJudge, errors } from "./testing.ts";

const ERRORS: GuardrailConfig = { guardrail: "errors", thresholds: [], historicRates: [0.003], margin: 0.01 };
const LATENCY: GuardrailConfig = {
  guardrail: "latency",
  thresholds: [5_000, 30_000],
  historicRates: [0.1, 0.01],
  margin: 0.05,
};
const INIT: GuardrailConfig = { guardrail: "init", thresholds: [2_000], historicRates: [0.1], margin: 0.1 };

const of = (requests: number, events: number): ArmCounts => ({ requests, events });
const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** What a bare judge of errors says after the batches. */
function judged(...batches: readonly GuardrailBatch[]) {
  const judge = errorJudge();
  const state = judge.observe(judge.start(), batches);
  return { state, verdict: judge.verdicts(state)[0], split: judge.sampleRatio(state) };
}

describe("a verdict", () => {
  it("is undecided without any requests", () => {
    const { verdict } = judged();
    expect(verdict).toMatchObject({ kind: "undecided", evidence: "no canary requests yet" });
    expect(verdict?.numbers).toEqual({
      canaryRequests: 0,
      canaryEvents: 0,
      stableRequests: 0,
      stableEvents: 0,
      logHarm: expect.closeTo(0, 12),
      highestLogHarm: 0,
      logHarmNeeded: expect.closeTo(Math.log(250), 12),
      logProof: 0,
      logProofNeeded: expect.closeTo(Math.log(20), 12),
      margin: 0.01,
    });
  });

  it("is undecided while the canary has no requests, however well stable does", () => {
    const { verdict } = judged(errors(0.05, of(1_000_000, 0), of(0, 0)));
    expect(verdict).toMatchObject({ kind: "undecided", evidence: "no canary requests yet" });
  });

  it("rests on what mpmath computes from the formulas, batch by batch", () => {
    const batches = [
      errors(0.05, of(57, 0), of(3, 0)),
      errors(0.05, of(55, 1), of(5, 2)),
      errors(0.25, of(45, 0), of(15, 4)),
    ];
    const expected = [
      [-0.04989564561592, 0.02087190982205],
      [2.263101592502, -1.893172499664],
      [7.267960724436, -4.126334926326],
    ];
    expected.forEach(([logHarm, logProof], index) => {
      const { verdict } = judged(...batches.slice(0, index + 1));
      expect(verdict?.numbers["logHarm"]).toBeCloseTo(logHarm ?? Number.NaN, 9);
      expect(verdict?.numbers["logProof"]).toBeCloseTo(logProof ?? Number.NaN, 9);
    });
  });

  it("is harmful, with the odds against chance, when the canary alone fails", () => {
    const { verdict } = judged(
      errors(0.05, of(57, 0), of(3, 0)),
      errors(0.05, of(55, 1), of(5, 2)),
      errors(0.25, of(45, 0), of(15, 4)),
    );
    expect(verdict?.kind).toBe("harmful");
    expect(verdict?.evidence).toBe(
      "6 of 23 canary requests failed against 1 of 157 stable ones; odds of chance at most 1 in 1,400",
    );
  });

  it("takes evidence of 250 to 1 against errors, four tenths of one percent being theirs", () => {
    const { verdict } = judged(errors(0.25, of(150, 0), of(50, 5)));
    expect(verdict?.kind).toBe("undecided");
    expect(verdict?.numbers["logHarm"]).toBeCloseTo(Math.log(190.1649472), 8);
    const more = judged(errors(0.05, of(90, 0), of(10, 3))).verdict;
    expect(more?.kind).toBe("harmful");
    expect(more?.numbers["logHarm"]).toBeCloseTo(Math.log(293.2515281), 8);
  });

  it("stays harmful whatever follows", () => {
    const good = Array.from({ length: 20 }, () => errors(0.05, of(95_000, 300), of(5_000, 0)));
    const { verdict } = judged(errors(0.05, of(90, 0), of(10, 5)), ...good);
    expect(verdict?.kind).toBe("harmful");
    expect(verdict?.numbers["logHarm"]).toBeLessThan(0);
    expect(verdict?.numbers["highestLogHarm"]).toBeGreaterThan(Math.log(250));
  });

  it("is undecided while the counts say little", () => {
    const { verdict } = judged(errors(0.05, of(95, 1), of(5, 0)));
    expect(verdict).toMatchObject({
      kind: "undecided",
      evidence:
        "0 of 5 canary requests failed against 1 of 95 stable ones; too little to call it harmful, or to rule out that it is worse by 1 percentage point",
    });
  });

  it("is proven ok when a canary worse by the margin is ruled out", () => {
    const { verdict } = judged(errors(0.5, of(800, 2), of(800, 2)));
    expect(verdict).toMatchObject({
      kind: "proven-ok",
      evidence:
        "2 of 800 canary requests failed against 2 of 800 stable ones; worse by 1 percentage point is ruled out, odds of error at most 1 in 71",
    });
  });

  it("is no longer proven ok soon after a good week's canary turned bad", () => {
    const good = Array.from({ length: 200 }, () => errors(0.5, of(600, 2), of(600, 2)));
    expect(judged(...good).verdict?.numbers["logProof"]).toBeCloseTo(Math.log(20_000), 9);
    const { verdict } = judged(
      ...good,
      ...[5, 3, 4, 5].map((events) => errors(0.5, of(30, 0), of(30, events))),
    );
    expect(verdict?.kind).not.toBe("proven-ok");
  });

  it("blames nobody for an outage that both arms share while the weight rises", () => {
    const batches = [0.05, 0.25, 0.5].flatMap((weight) =>
      Array.from({ length: 10 }, (_, minute) => {
        const rate = weight === 0.5 && minute < 5 ? 0.2 : 0.003;
        const canary = 600 * weight;
        return errors(
          weight,
          of(600 - canary, Math.round((600 - canary) * rate)),
          of(canary, Math.round(canary * rate)),
        );
      }),
    );
    const outageBegins = 20;
    const before = judged(...batches.slice(0, outageBegins)).verdict;
    expect(before?.kind).toBe("proven-ok");
    const during = judged(...batches.slice(0, outageBegins + 1)).verdict;
    expect(during?.kind).toBe("proven-ok");
    expect(during?.numbers["logProof"]).toBeCloseTo(Math.log(20_000) - Math.LN10, 4);
    const { verdict } = judged(...batches);
    expect(verdict?.numbers["highestLogHarm"]).toBeLessThan(0.1);
    expect(verdict?.numbers["logProof"]).toBeGreaterThan(1);
  });

  it("rests on nothing while the canary's requests are missing, and on all of them when they come late", () => {
    const late = judged(
      ...Array.from({ length: 30 }, () => errors(0.05, of(570, 2), of(0, 0))),
      errors(0.05, of(0, 0), of(900, 3)),
    );
    expect(late.verdict?.kind).toBe("proven-ok");
    expect(late.verdict?.numbers["highestLogHarm"]).toBeLessThan(0.1);
    const missing = judged(...Array.from({ length: 30 }, () => errors(0.05, of(570, 2), of(0, 0))));
    expect(missing.verdict?.numbers).toMatchObject({ highestLogHarm: 0, logProof: 0 });
    expect(missing.split.kind).toBe("suspicious");
  });

  it("says nothing from a batch without requests", () => {
    const before = judged(errors(0.05, of(95, 1), of(5, 0)));
    const after = judged(errors(0.05, of(95, 1), of(5, 0)), errors(0.25, of(0, 0), of(0, 0)));
    expect(after.verdict).toEqual(before.verdict);
    expect(after.split).toEqual(before.split);
  });

  it("stays finite at ten million requests of which none or all fail", () => {
    for (const events of [0, 1e7]) {
      const { state, verdict } = judged(
        errors(0.5, of(1e7, events), of(1e7, events)),
        errors(0.5, of(1e7, 1e7 - events), of(1e7, 1e7 - events)),
        errors(0.01, of(1e7, 0), of(0, 0)),
      );
      expect(Object.values(verdict?.numbers ?? {}).every(Number.isFinite)).toBe(true);
      expect(json(state)).toEqual(state);
    }
  });
});

describe("guardrails of several thresholds", () => {
  const judge = createJudge({ guardrails: [ERRORS, LATENCY] });
  const latency = (stable: readonly ArmCounts[], canary: readonly ArmCounts[]): GuardrailBatch => ({
    guardrail: "latency",
    canaryProbability: 0.5,
    stable,
    canary,
  });
  const latencyVerdict = (...batches: readonly GuardrailBatch[]) =>
    judge.verdicts(judge.observe(judge.start(), batches))[1];

  it("are harmful by the threshold that harm shows at", () => {
    const verdict = latencyVerdict(latency([of(100, 10), of(100, 1)], [of(100, 12), of(100, 30)]));
    expect(verdict?.kind).toBe("harmful");
    expect(verdict?.evidence).toContain(
      "30 of 100 canary warm requests took longer than 30 s against 1 of 100 stable ones",
    );
    expect(verdict?.numbers).toMatchObject({ threshold: 30_000, canaryEvents: 30 });
  });

  it("are proven ok only when every threshold is", () => {
    const halfProven = latencyVerdict(latency([of(300, 30), of(300, 3)], [of(300, 30), of(300, 3)]));
    expect(halfProven?.kind).toBe("undecided");
    expect(halfProven?.numbers["threshold"]).toBe(5_000);
    const proven = latencyVerdict(latency([of(3_000, 300), of(3_000, 30)], [of(3_000, 300), of(3_000, 30)]));
    expect(proven?.kind).toBe("proven-ok");
  });

  it("are weighed by the arms' parts of the requests, not by the weight", () => {
    const batch = latency([of(90, 9), of(90, 1)], [of(10, 2), of(10, 0)]);
    const other = { ...batch, canaryProbability: 0.9 };
    expect(latencyVerdict(other)).toEqual(latencyVerdict(batch));
  });
});

describe("cold starts", () => {
  const judge = createJudge({ guardrails: [ERRORS, INIT] });
  const init = (stable: ArmCounts, canary: ArmCounts): GuardrailBatch => ({
    guardrail: "init",
    canaryProbability: 0.05,
    stable: [stable],
    canary: [canary],
  });

  it("of the canary wait for stable's before they say anything", () => {
    const alone = judge.observe(judge.start(), [init(of(0, 0), of(5, 5))]);
    expect(judge.verdicts(alone)[1]).toMatchObject({ kind: "undecided" });
    expect(judge.verdicts(alone)[1]?.numbers).toMatchObject({ canaryRequests: 5, highestLogHarm: 0 });
    const matched = judge.observe(alone, [init(of(5, 0), of(0, 0))]);
    expect(judge.verdicts(matched)[1]?.numbers["highestLogHarm"]).toBeGreaterThan(1);
  });

  it("are undecided when there are none", () => {
    expect(judge.verdicts(judge.start())[1]?.evidence).toBe("no canary cold starts yet");
  });

  it("take evidence of 1,000 to 1", () => {
    expect(judge.verdicts(judge.start())[1]?.numbers["logHarmNeeded"]).toBeCloseTo(Math.log(1_000), 12);
  });
});

describe("the sample ratio", () => {
  it("is balanced before the first request", () => {
    expect(judged().split).toEqual({
      kind: "balanced",
      evidence: "the canary got 0 of 0 requests, where its weights promise 0",
      numbers: {
        canaryRequests: 0,
        requests: 0,
        expectedCanaryRequests: 0,
        logEvidence: 0,
        logEvidenceNeeded: Math.log(1_000),
      },
    });
  });

  it("is balanced under a ramp that keeps its weights", () => {
    const { split } = judged(errors(0.05, of(950, 0), of(50, 0)), errors(0.5, of(1_000, 0), of(1_000, 0)));
    expect(split.kind).toBe("balanced");
    expect(split.evidence).toBe("the canary got 1,050 of 3,000 requests, where its weights promise 1,050");
  });

  it("is suspicious when the canary gets half of what its weight promises", () => {
    const { split } = judged(errors(0.5, of(750, 0), of(250, 0)));
    expect(split.kind).toBe("suspicious");
    expect(split.evidence).toBe(
      "the canary got 250 of 1,000 requests, where its weights promise 500; odds of chance at most 1 in 1,000,000,000",
    );
  });

  it("counts every request once, by the guardrail that counts them all", () => {
    const judge = createJudge({
      guardrails: [
        { guardrail: "errors", thresholds: [], historicRates: [0.003], margin: 0.01 },
        { guardrail: "cost", thresholds: [2_000], historicRates: [0.05], margin: 0.1 },
      ],
    });
    const batch = errors(0.5, of(100, 0), of(100, 0));
    const state = judge.observe(judge.start(), [batch, { ...batch, guardrail: "cost" }]);
    expect(judge.sampleRatio(state).numbers["requests"]).toBe(200);
  });
});
