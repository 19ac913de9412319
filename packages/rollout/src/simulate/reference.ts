import type { RolloutPlan } from "../plan.ts";
import { type World, worldOf } from "./world.ts";

/** The plan that the published tables are about: 5 %, 25 % and 50 % for ten minutes each, whatever the traffic. */
export const REFERENCE_PLAN: RolloutPlan = {
  kind: "rollout",
  name: "reference",
  smokeQueries: ["What did we spend last month?"],
  maximumMetricDelayMinutes: 5,
  guardrails: {
    errors: { thresholds: [], historicRates: [0.003], margin: 0.01, limit: 0.01, mustBeProven: true },
    // Stable's own percentiles 50, 75, 90, 95 and 99, and the brief's limit.
    latency: {
      thresholds: [4_000, 6_900, 11_200, 14_900, 25_700, 30_000],
      historicRates: [0.5, 0.25, 0.1, 0.05, 0.01, 0.006],
      margin: 0.05,
      limit: 0.05,
      mustBeProven: true,
    },
    init: { thresholds: [2_000], historicRates: [0.01], margin: 0.1, limit: 0.5, mustBeProven: false },
  },
  steps: [5, 25, 50].map((weight) => ({
    weight,
    minimumMinutes: 10,
    minimumRequests: 1,
    evidence: "not-harmful",
    approval: false,
  })),
  bake: { minutes: 1, minimumRequests: 1 },
  deadlineMinutes: 24 * 60,
};

export const REFERENCE_RATES: readonly number[] = [12, 60, 600, 6_000];

/** The worlds of the published tables at one rate of traffic. In the first four the candidate is as good as stable. */
export function referenceWorlds(requestsPerMinute: number): readonly World[] {
  const outage = { fromMinute: "random", minutes: 5, errorShare: 0.2, slowdown: 1 } as const;
  return [
    worldOf("identical", requestsPerMinute),
    worldOf("identical, shared outage", requestsPerMinute, {}, { outages: [outage] }),
    worldOf(
      "identical, nothing works for anybody",
      requestsPerMinute,
      {},
      { outages: [{ ...outage, errorShare: 1 }] },
    ),
    worldOf(
      "identical, shared slowdown",
      requestsPerMinute,
      {},
      {
        outages: [{ ...outage, errorShare: 0, slowdown: 3 }],
      },
    ),
    ...[1, 0.2, 0.05, 0.02, 0.01].map((errorShare) =>
      worldOf(`errors ${100 * errorShare} %`, requestsPerMinute, { errorShare }),
    ),
    ...[1.3, 1.5, 2].map((factor) =>
      worldOf(`latency x ${factor}`, requestsPerMinute, { medianLatencyMs: 4_000 * factor }),
    ),
    worldOf("cold starts of 2.5 s", requestsPerMinute, { medianInitMs: 2_500 }),
  ];
}
