import { describe, expect, it } from "vitest";
import { requestCostMicroDollars } from "./request-cost.ts";

// List prices of us-east-1: Lambda on arm64, Claude Haiku 5.5 through Bedrock.
const prices = {
  gbSecondMicroDollars: 13.3334,
  requestMicroDollars: 0.2,
  inputTokenMicroDollars: 0.11,
  outputTokenMicroDollars: 0.55,
};
const use = { memoryMb: 512, durationMs: 300, initMs: 0, inputTokens: 0, outputTokens: 0 };

describe("requestCostMicroDollars", () => {
  it("prices 0.3 s of 512 MB at 2 micro-dollars and the fee at 0.2", () => {
    expect(requestCostMicroDollars(use, prices)).toBeCloseTo(2.20001, 9);
  });

  it("adds the environment's start", () => {
    expect(requestCostMicroDollars({ ...use, initMs: 300 }, prices)).toBeCloseTo(4.20002, 9);
  });

  it("bills started milliseconds, of the request and of the start", () => {
    const started = requestCostMicroDollars({ ...use, durationMs: 299.2, initMs: 0.1 }, prices);
    expect(started).toBeCloseTo(requestCostMicroDollars({ ...use, durationMs: 301 }, prices), 12);
  });

  it("adds the model's tokens: 210 in and 30 out are 39.6 micro-dollars", () => {
    const asked = requestCostMicroDollars({ ...use, inputTokens: 210, outputTokens: 30 }, prices);
    expect(asked).toBeCloseTo(2.20001 + 23.1 + 16.5, 9);
  });
});
