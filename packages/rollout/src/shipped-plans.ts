import type { Bake, GuardrailPlans, RolloutPlan } from "./plan.ts";

/** The brief's limits: errors 1 %, 95 % of requests within 30 s, cold starts within 2 s. */
const GUARDRAILS: GuardrailPlans = {
  errors: { thresholds: [], historicRates: [0.003], margin: 0.01, limit: 0.01, mustBeProven: true },
  latency: {
    thresholds: [1_000, 2_000, 5_000, 10_000, 30_000],
    historicRates: [0.5, 0.3, 0.15, 0.1, 0.01],
    margin: 0.05,
    limit: 0.05,
    mustBeProven: true,
  },
  // A warmed candidate hardly ever starts cold, so its cold starts are watched and prove nothing.
  init: { thresholds: [2_000], historicRates: [0.05], margin: 0.1, limit: 0.5, mustBeProven: false },
  cost: { thresholds: [2_000], historicRates: [0.05], margin: 0.1, mustBeProven: false },
  "llm-share": { thresholds: [], historicRates: [0.2], margin: 0.1, mustBeProven: false },
};

const COMMON = {
  kind: "rollout",
  smokeQueries: ["What did we spend last month?", "Who can read the audit bucket?"],
  maximumMetricDelayMinutes: 5,
  guardrails: GUARDRAILS,
} as const;

const BAKE: Bake = { minutes: 30, minimumRequests: 20 };

/** For small changes and fixes: half an hour where there is traffic. */
const quick: RolloutPlan = {
  ...COMMON,
  name: "quick",
  requestBudget: { requests: 50, withinMinutes: 3 },
  steps: [
    { weight: 10, minimumMinutes: 5, minimumRequests: 20, evidence: "not-harmful", approval: false },
    { weight: 50, minimumMinutes: 10, minimumRequests: 100, evidence: "not-harmful", approval: false },
  ],
  bake: { ...BAKE, minutes: 15 },
  deadlineMinutes: 12 * 60,
};

/** The usual one: within a day at one request per second. */
const standard: RolloutPlan = {
  ...COMMON,
  name: "standard",
  requestBudget: { requests: 50, withinMinutes: 3 },
  steps: [
    { weight: 5, minimumMinutes: 10, minimumRequests: 30, evidence: "not-harmful", approval: false },
    { weight: 25, minimumMinutes: 10, minimumRequests: 100, evidence: "not-harmful", approval: false },
    { weight: 50, minimumMinutes: 10, minimumRequests: 200, evidence: "proven", approval: false },
  ],
  bake: BAKE,
  deadlineMinutes: 24 * 60,
};

/** For what is hard to take back: every step proves itself, and a person opens the last one. */
const careful: RolloutPlan = {
  ...COMMON,
  name: "careful",
  requestBudget: { requests: 50, withinMinutes: 3 },
  steps: [
    { weight: 1, minimumMinutes: 15, minimumRequests: 30, evidence: "not-harmful", approval: false },
    { weight: 10, minimumMinutes: 60, minimumRequests: 200, evidence: "not-harmful", approval: false },
    { weight: 25, minimumMinutes: 60, minimumRequests: 500, evidence: "proven", approval: false },
    { weight: 50, minimumMinutes: 120, minimumRequests: 1_000, evidence: "proven", approval: true },
  ],
  bake: { minutes: 120, minimumRequests: 200 },
  deadlineMinutes: 3 * 24 * 60,
};

/** The plans that ship. */
export const SHIPPED_PLANS = { quick, standard, careful } as const;
