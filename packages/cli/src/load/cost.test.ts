import { describe, expect, it } from "vitest";
import { readStage } from "../stage-file.ts";
import { costOf, estimateDollars, type RequestPrices, requestPrices } from "./cost.ts";
import { facts } from "./testing.ts";

const stage = readStage("local");
const prices: RequestPrices = {
  ...requestPrices({
    ...stage,
    function: { ...stage.function, memoryMb: 1024 },
    prices: {
      gbSecondMicroDollars: 10,
      requestMicroDollars: 0.2,
      inputTokenMicroDollars: 0.1,
      outputTokenMicroDollars: 0.5,
    },
  }),
};

describe("costOf", () => {
  const cost = costOf(prices);

  it("is gateway, request and time for an answer of the fast path", () => {
    // 3.5 + 0.2 + 100 ms of 1 GB.
    expect(cost(facts({ functionMs: 99.2 }), false)).toBeCloseTo(4.7, 9);
  });

  it("has an environment's start of 300 ms, and 700 and 60 tokens, where they were", () => {
    expect(cost(facts({ functionMs: 100, coldStart: true }), false)).toBeCloseTo(7.7, 9);
    expect(cost(facts({ functionMs: 100, askedLlm: true }), false)).toBeCloseTo(4.7 + 70 + 30, 9);
  });

  it("is the gateway's for a copy from its cache, and where the answer does not say its time", () => {
    expect(cost(facts({ functionMs: 100 }), true)).toBeCloseTo(3.5, 9);
    expect(cost(facts({ functionMs: undefined }), false)).toBeCloseTo(3.5, 9);
  });
});

describe("estimateDollars", () => {
  it("takes the assumptions of the cost command", () => {
    // 3.5 + 0.2 + (3 + 1500 + 140 ms, 6 ms of starts) × 10 + 140 × 0.1 + 12 × 0.5 micro-dollars.
    expect(estimateDollars(prices, 1_000_000)).toBeCloseTo(3.5 + 0.2 + 16.49 + 14 + 6, 6);
  });

  it("waits for no agent where decisions are served", () => {
    const decisions: RequestPrices = { ...prices, config: { ...prices.config, serves: "decisions" } };
    expect(estimateDollars(decisions, 1_000_000)).toBeCloseTo(3.5 + 0.2 + 1.49 + 14 + 6, 6);
  });
});
