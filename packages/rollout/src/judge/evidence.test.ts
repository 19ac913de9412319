import { describe, expect, it } from "vitest";
import { comparison, odds, percentagePoints, whole } from "./evidence.ts";

const counts = { canary: { requests: 340, events: 12 }, stable: { requests: 6_460, events: 9 } };

describe("comparison", () => {
  it.each([
    ["errors", undefined, "12 of 340 canary requests failed against 9 of 6,460 stable ones"],
    [
      "latency",
      30_000,
      "12 of 340 canary warm requests took longer than 30 s against 9 of 6,460 stable ones",
    ],
    ["latency", 1_000, "12 of 340 canary warm requests took longer than 1 s against 9 of 6,460 stable ones"],
    ["latency", 250, "12 of 340 canary warm requests took longer than 250 ms against 9 of 6,460 stable ones"],
    ["latency", undefined, "12 of 340 canary warm requests were too slow against 9 of 6,460 stable ones"],
    ["init", 2_500, "12 of 340 canary cold starts took longer than 2.5 s against 9 of 6,460 stable ones"],
    ["cost", 2_000, "12 of 340 canary requests cost more than $0.002 against 9 of 6,460 stable ones"],
    ["cost", undefined, "12 of 340 canary requests cost too much against 9 of 6,460 stable ones"],
    [
      "llm-share",
      undefined,
      "12 of 340 canary requests needed a language model against 9 of 6,460 stable ones",
    ],
  ] as const)("says of %s at %s what was counted", (guardrail, threshold, sentence) => {
    expect(comparison(guardrail, threshold, counts)).toBe(sentence);
  });
});

describe("odds", () => {
  it.each([
    [4_399, "1 in 4,300"],
    [1_000, "1 in 1,000"],
    [99.9, "1 in 99"],
    [7.9, "1 in 7"],
    [0.2, "1 in 1"],
    [1e30, "1 in 1,000,000,000"],
  ])("of an e-value of %d are rounded down to %s", (eValue, expected) => {
    expect(odds(Math.log(eValue))).toBe(expected);
  });
});

describe("whole and percentagePoints", () => {
  it("write numbers for people", () => {
    expect(whole(6_460)).toBe("6,460");
    expect(whole(999)).toBe("999");
    expect(whole(1_234_567)).toBe("1,234,567");
    expect(percentagePoints(0.01)).toBe("1 percentage point");
    expect(percentagePoints(0.005)).toBe("0.5 percentage points");
    expect(percentagePoints(0.12345)).toBe("12.35 percentage points");
  });
});
