import { describe, expect, it } from "vitest";
import { breaksLimit } from "./absolute.ts";
import { meanSequence, quantileRanks, shareSequence } from "./confidence-sequence.ts";
import { addToSegments, segmentsLogEvidence } from "./sample-ratio.ts";
import { binomial, errorJudge, rampMinute, seeded } from "./testing.ts";

// What is promised about chance, played through. The formulas have tests of their own beside them.

describe("breaksLimit", () => {
  it("blames a version that is exactly at the limit in at most 0.5 % of 2,000 runs of 50 looks", () => {
    const random = seeded(31);
    let blamed = 0;
    for (let run = 0; run < 2_000; run++) {
      let events = 0;
      for (let look = 1; look <= 50; look++) {
        events += binomial(random, 20, 0.01);
        if (breaksLimit({ requests: 20 * look, events }, 0.01)) {
          blamed++;
          break;
        }
      }
    }
    expect(blamed).toBeLessThanOrEqual(10);
  });
});

describe("shareSequence", () => {
  it("misses the truth at some look in at most 5 % of 500 experiments", () => {
    const random = seeded(21);
    let missed = 0;
    for (let experiment = 0; experiment < 500; experiment++) {
      let events = 0;
      let requests = 0;
      let isMissed = false;
      for (let look = 0; look < 20; look++) {
        requests += 50;
        events += binomial(random, 50, 0.1);
        const { lower, upper } = shareSequence({ requests, events }, { alpha: 0.05, optimalSamples: 300 });
        isMissed ||= lower > 0.1 || upper < 0.1;
      }
      if (isMissed) missed++;
    }
    expect(missed).toBeLessThanOrEqual(25);
    expect(missed).toBeGreaterThan(0);
  });
});

describe("quantileRanks", () => {
  it("misses the median of a small sample at some look in at most 5 % of 300 experiments", () => {
    const random = seeded(23);
    let missed = 0;
    for (let experiment = 0; experiment < 300; experiment++) {
      const values: number[] = [];
      let isMissed = false;
      for (let look = 1; look <= 30; look++) {
        values.push(random());
        const sorted = values.toSorted((a, b) => a - b);
        const { lower, upper } = quantileRanks(look, 0.5, { alpha: 0.05, optimalSamples: 10 });
        if (lower !== undefined && (sorted[lower - 1] ?? 0) > 0.5) isMissed = true;
        if (upper !== undefined && (sorted[upper - 1] ?? 1) < 0.5) isMissed = true;
      }
      if (isMissed) missed++;
    }
    expect(missed).toBeLessThanOrEqual(15);
  });
});

describe("meanSequence", () => {
  it("misses the mean of skewed costs at some look in at most 5 % of 500 experiments", () => {
    const random = seeded(29);
    // One request in ten needs a model and costs fifty times as much. The mean is 2.7 + 15 = 17.7.
    const cost = () => (random() < 0.1 ? 100 + 100 * random() : 2 + 2 * random());
    let missed = 0;
    for (let experiment = 0; experiment < 500; experiment++) {
      let [samples, sum, squares, isMissed] = [0, 0, 0, false];
      for (let look = 0; look < 40; look++) {
        for (let request = 0; request < 50; request++) {
          const value = cost();
          samples += 1;
          sum += value;
          squares += value * value;
        }
        const mean = sum / samples;
        const variance = squares / samples - mean * mean;
        const bounds = meanSequence({ samples, mean, variance }, { alpha: 0.05, optimalSamples: 500 });
        isMissed ||= bounds !== undefined && (bounds.lower > 17.7 || bounds.upper < 17.7);
      }
      if (isMissed) missed++;
    }
    expect(missed).toBeLessThanOrEqual(25);
    expect(missed).toBeGreaterThan(0);
  });
});

describe("segmentsLogEvidence", () => {
  it("reaches 1,000 for a split that keeps its weights in none of 2,000 ramps", () => {
    const random = seeded(5);
    let suspicious = 0;
    for (let ramp = 0; ramp < 2_000; ramp++) {
      let segments = addToSegments([], { canaryProbability: 0.5, stable: 0, canary: 0 });
      for (const canaryProbability of [0.05, 0.25, 0.5]) {
        const canary = binomial(random, 600, canaryProbability);
        segments = addToSegments(segments, { canaryProbability, stable: 600 - canary, canary });
      }
      if (segmentsLogEvidence(segments) >= Math.log(1_000)) suspicious++;
    }
    expect(suspicious).toBe(0);
  });
});

describe("proof by the judge", () => {
  it.each([
    ["steady", 0.003],
    ["with shared outages", 0.2],
  ])(
    "is given to a canary worse by exactly the margin, %s, in at most one in twenty of 400 ramps of two hours",
    (_world, outageRate) => {
      const judge = errorJudge(0.003, 0.01);
      const random = seeded(3);
      let wrong = 0;
      for (let ramp = 0; ramp < 400; ramp++) {
        let state = judge.start();
        for (let minute = 0; minute < 120; minute++) {
          const stable = minute % 60 >= 18 && minute % 60 < 28 ? outageRate : 0.003;
          const rates = () => ({ stable, canary: stable + 0.01 });
          state = judge.observe(state, [rampMinute({ random, requestsPerMinute: 60, rates }, minute)]);
          if (judge.verdicts(state)[0]?.kind === "proven-ok") {
            wrong++;
            break;
          }
        }
      }
      expect(wrong).toBeGreaterThan(0);
      expect(wrong).toBeLessThanOrEqual(20);
    },
  );

  it("takes a good canary a median of about half an hour at 60 requests a minute", () => {
    const judge = errorJudge(0.003, 0.01);
    const random = seeded(4);
    const minutes = Array.from({ length: 200 }, () => {
      let state = judge.start();
      for (let minute = 0; ; minute++) {
        const rates = () => ({ stable: 0.003, canary: 0.003 });
        state = judge.observe(state, [rampMinute({ random, requestsPerMinute: 60, rates }, minute)]);
        if (judge.verdicts(state)[0]?.kind === "proven-ok") return minute + 1;
      }
    }).toSorted((a, b) => a - b);
    expect(minutes[100]).toBeGreaterThan(20);
    expect(minutes[100]).toBeLessThan(45);
  });
});
