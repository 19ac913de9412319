import { expect, it } from "vitest";
import { estimateCost, estimateText } from "./estimate.ts";
import { ROUND_PRICES } from "./testing.ts";

it("says what a run is likely to cost, and what it costs at most", () => {
  const estimate = estimateCost({ sizesMb: [512, 1536], coldStarts: 2, invocations: 10 }, ROUND_PRICES, 10);
  // Per GB: 10 * 0.2 s + 2 * 1.5 s = 5 s; at most (20 + 2) * 10 s = 220 s. 2 GB in all, 10 micro-dollars a GB-second.
  expect(estimate.calls).toBe(24);
  expect(estimate.likelyDollars).toBeCloseTo(0.0001, 12);
  expect(estimate.mostDollars).toBeCloseTo(0.0044, 12);
  expect(estimateText(estimate, "router-tune-0a1b2c3d")).toBe(
    [
      "About 24 calls of a temporary copy, router-tune-0a1b2c3d.",
      "At 200 ms a call and 1500 ms a cold start they cost about $0.0001; $0.0044 at most, were each to run into its time limit.",
      "The agents and the model that they call cost what they always cost.",
    ].join("\n"),
  );
});
