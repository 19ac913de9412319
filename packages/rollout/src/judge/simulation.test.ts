import { describe, expect, it } from "vitest";
import type { GuardrailBatch } from "../verdict.ts";
import { createJudge } from "./judge.ts";
import { binomial, errorJudge, errors, rampWeight, runRamp, seeded, type World } from "./testing.ts";

const USUAL = 0.003;
const judge = errorJudge(USUAL);

/** Outcomes of `ramps` releases in one kind of world, the same for the same seed. */
function release(ramps: number, seed: number, world: Omit<World, "random">) {
  const random = seeded(seed);
  const ends = Array.from({ length: ramps }, () => runRamp(judge, { ...world, random }));
  const minutes = ends.map(({ minute }) => minute ?? Number.POSITIVE_INFINITY).toSorted((a, b) => a - b);
  return {
    harmful: minutes.filter(Number.isFinite).length / ramps,
    medianMinute: minutes[Math.floor(ramps / 2)] ?? Number.NaN,
    meanFailed: ends.reduce((sum, { failed }) => sum + failed, 0) / ramps,
  };
}

describe("an identical canary", () => {
  it.each([12, 60, 600, 6_000])(
    "is called harmful in at most one in a hundred of 800 ramps at %d requests a minute",
    (rpm) => {
      const rates = () => ({ stable: USUAL, canary: USUAL });
      expect(release(800, 1, { requestsPerMinute: rpm, rates }).harmful).toBeLessThanOrEqual(0.01);
    },
  );

  it.each([12, 60, 600, 6_000])(
    "is called harmful in at most one in a hundred of 800 ramps with a shared outage, at %d requests a minute",
    (rpm) => {
      const rates = (minute: number) => {
        const shared = minute >= 18 && minute < 23 ? 0.2 : USUAL;
        return { stable: shared, canary: shared };
      };
      expect(release(800, 2, { requestsPerMinute: rpm, rates }).harmful).toBeLessThanOrEqual(0.01);
    },
  );

  it("is called harmful in at most 1 % of 1,000 ramps when history is wrong by a factor of 60", () => {
    const rates = () => ({ stable: 0.2, canary: 0.2 });
    expect(release(1_000, 3, { requestsPerMinute: 60, rates }).harmful).toBeLessThanOrEqual(0.01);
  });
});

describe("an identical canary whose telemetry is poor", () => {
  it.each([
    ["gets a fifth less than its weight", 0.8, false],
    ["gets a fifth more than its weight", 1.2, false],
    ["is not seen for three minutes", 1, true],
  ])("and which %s is called harmful in at most one in a hundred of 500 ramps", (_what, factor, isHidden) => {
    const random = seeded(9);
    let harmful = 0;
    for (let ramp = 0; ramp < 500; ramp++) {
      let state = judge.start();
      for (let minute = 0; minute < 30; minute++) {
        const weight = rampWeight(minute);
        const canary = binomial(random, 600, weight * factor);
        const seen = isHidden && minute >= 3 && minute < 6 ? 0 : canary;
        const arm = (requests: number) => ({ requests, events: binomial(random, requests, USUAL) });
        state = judge.observe(state, [errors(weight, arm(600 - canary), arm(seen))]);
      }
      if (judge.verdicts(state)[0]?.kind === "harmful") harmful++;
    }
    expect(harmful).toBeLessThanOrEqual(5);
  });
});

describe("a canary that fails", () => {
  it.each([
    // errors, requests a minute, least share caught, latest median minute, most failed requests on average
    [1, 12, 1, 6, 4],
    [1, 60, 1, 1, 5],
    [0.2, 12, 0.97, 18, 6],
    [0.2, 60, 1, 6, 5],
    [0.2, 600, 1, 2, 9],
    [0.05, 60, 0.97, 18, 9],
    [0.05, 600, 1, 4, 8],
    [0.02, 600, 0.99, 13, 13],
    [0.01, 600, 0.8, 24, 30],
  ])(
    "in %d of its requests, at %d a minute, is caught in at least %d of 300 ramps, by minute %d, after %d failures",
    (canary, rpm, share, minute, failures) => {
      const rates = () => ({ stable: USUAL, canary });
      const outcome = release(300, 4, { requestsPerMinute: rpm, rates });
      expect(outcome.harmful).toBeGreaterThanOrEqual(share);
      expect(outcome.medianMinute).toBeLessThanOrEqual(minute);
      expect(outcome.meanFailed).toBeLessThanOrEqual(failures);
    },
  );

  it("from the fourth day on costs fewer than 50 failures, though its bets had lost for three", () => {
    const random = seeded(11);
    const half = (canaryRate: number): GuardrailBatch => {
      const canary = binomial(random, 60, 0.5);
      const stable = 60 - canary;
      return errors(
        0.5,
        { requests: stable, events: binomial(random, stable, USUAL) },
        { requests: canary, events: binomial(random, canary, canaryRate) },
      );
    };
    const costs = Array.from({ length: 5 }, () => {
      let state = judge.observe(
        judge.start(),
        Array.from({ length: 3 * 24 * 60 }, () => half(USUAL)),
      );
      for (let failed = 0; ; ) {
        const batch = half(0.05);
        failed += batch.canary[0]?.events ?? 0;
        state = judge.observe(state, [batch]);
        if (judge.verdicts(state)[0]?.kind === "harmful") return failed;
      }
    });
    expect(costs.reduce((sum, cost) => sum + cost, 0) / costs.length).toBeLessThan(50);
  });
});

/** ln of milliseconds whose 95th percentile is 15 s: a lognormal latency. */
const LOG_MEDIAN = Math.log(15_000) - 1.645 * 0.8;
const THRESHOLDS = [4_000, 6_900, 11_200, 15_000, 25_900];
const SHARES = [0.505, 0.25, 0.1, 0.05, 0.01];

const latencyJudge = createJudge({
  guardrails: [
    { guardrail: "errors", thresholds: [], historicRates: [USUAL], margin: 0.01 },
    { guardrail: "latency", thresholds: THRESHOLDS, historicRates: SHARES, margin: 0.05 },
  ],
});

/** Counts of `requests` beyond each threshold, when all take `factor` times as long. */
function slow(random: () => number, requests: number, factor: number) {
  const events = THRESHOLDS.map(() => 0);
  for (let request = 0; request < requests; request++) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const milliseconds = factor * Math.exp(LOG_MEDIAN + 0.8 * normal);
    THRESHOLDS.forEach((threshold, index) => {
      if (milliseconds > threshold) events[index] = (events[index] ?? 0) + 1;
    });
  }
  return events.map((count) => ({ requests, events: count }));
}

function latencyRamps(
  ramps: number,
  seed: number,
  rpm: number,
  factors: (minute: number) => readonly [number, number],
) {
  const random = seeded(seed);
  return Array.from({ length: ramps }, () => {
    let state = latencyJudge.start();
    for (let minute = 0; minute < 30; minute++) {
      const canaryProbability = rampWeight(minute);
      // Small arms are cold more often; what is left is warm, and no longer split by the weight.
      const drawn = binomial(random, rpm, canaryProbability);
      const canary = drawn - binomial(random, drawn, 0.3);
      const [stableFactor, canaryFactor] = factors(minute);
      state = latencyJudge.observe(state, [
        {
          guardrail: "latency",
          canaryProbability,
          stable: slow(random, rpm - drawn, stableFactor),
          canary: slow(random, canary, canaryFactor),
        },
      ]);
      if (latencyJudge.verdicts(state)[1]?.kind === "harmful") return minute + 1;
    }
    return Number.POSITIVE_INFINITY;
  }).toSorted((a, b) => a - b);
}

describe("latency of warm requests, the canary being cold three times in ten", () => {
  it("that is the same is called harmful in at most 1 % of 400 ramps", () => {
    const minutes = latencyRamps(400, 5, 60, () => [1, 1]);
    expect(minutes.filter(Number.isFinite).length).toBeLessThanOrEqual(4);
  });

  it("that both arms share, slowed down threefold across a step, is called harmful in at most 1 % of 400 ramps", () => {
    const minutes = latencyRamps(400, 6, 60, (minute) => (minute >= 18 && minute < 23 ? [3, 3] : [1, 1]));
    expect(minutes.filter(Number.isFinite).length).toBeLessThanOrEqual(4);
  });

  it("that is 1.3 times stable's is found at 600 requests a minute in a median of 10 minutes at most", () => {
    expect(latencyRamps(30, 7, 600, () => [1, 1.3])[15]).toBeLessThanOrEqual(10);
  });
});

describe("cold starts", () => {
  it("that are ten times as many in the canary, and all slow during an outage, are called harmful in at most 1 % of 500 ramps", () => {
    const initJudge = createJudge({
      guardrails: [
        { guardrail: "errors", thresholds: [], historicRates: [USUAL], margin: 0.01 },
        { guardrail: "init", thresholds: [2_000], historicRates: [0.1], margin: 0.1 },
      ],
    });
    const random = seeded(8);
    let harmful = 0;
    for (let ramp = 0; ramp < 500; ramp++) {
      let state = initJudge.start();
      for (let minute = 0; minute < 30; minute++) {
        const canaryProbability = rampWeight(minute);
        const share = minute >= 18 && minute < 23 ? 0.9 : 0.1;
        const starts = {
          stable: binomial(random, 600, 0.003),
          canary: binomial(random, 600 * canaryProbability, 0.03),
        };
        const arm = (requests: number) => [{ requests, events: binomial(random, requests, share) }];
        state = initJudge.observe(state, [
          { guardrail: "init", canaryProbability, stable: arm(starts.stable), canary: arm(starts.canary) },
        ]);
      }
      if (initJudge.verdicts(state)[1]?.kind === "harmful") harmful++;
    }
    expect(harmful).toBeLessThanOrEqual(5);
  });
});
