import { expect, it } from "vitest";
import { percentilesOf } from "./frozen.ts";
import { worldOf } from "./world.ts";

it("gives stable's percentiles, from a day of requests", () => {
  const rounded = Object.entries(percentilesOf(worldOf("calm", 60, { medianLatencyMs: 9_000 }))).map(
    ([name, value]) => [name, Math.round(value)],
  );
  // 4 s times e to the power of 0.8 z, and 60 times 1,440.
  expect(Object.fromEntries(rounded)).toEqual({
    p50: 4_000,
    p75: 6_861,
    p90: 11_151,
    p95: 14_912,
    p99: 25_723,
    samples: 86_400,
  });
});
