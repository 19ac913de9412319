import type { GuardrailPlan, GuardrailPlans, RequestBudget, RolloutPlan } from "./plan.ts";

const ERRORS: GuardrailPlan = {
  thresholds: [],
  historicRates: [0.003],
  margin: 0.01,
  limit: 0.01,
  mustBeProven: true,
};

/** What a start lays where stable's own percentiles are, apart from the last one, which the limit counts by. */
const LATENCY: GuardrailPlan = {
  thresholds: [1_000, 2_000, 5_000, 10_000, 30_000],
  historicRates: [0.5, 0.3, 0.15, 0.1, 0.01],
  margin: 0.05,
  limit: 0.05,
  mustBeProven: true,
};

/** The brief's limits: errors 1 %, 95 % of requests within 30 s, cold starts within 2 s. */
const GUARDRAILS: GuardrailPlans = {
  errors: ERRORS,
  latency: LATENCY,
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

/** A quick look rules out less: a version that is worse by two errors, or ten slow requests, in a hundred. */
const COARSE_GUARDRAILS: GuardrailPlans = {
  ...GUARDRAILS,
  errors: { ...ERRORS, margin: 0.02 },
  latency: { ...LATENCY, margin: 0.1 },
};

/** Lowers the first weight where traffic is dense, so that an outright broken version burns fifty requests or so. */
const BUDGET: RequestBudget = { requests: 50, withinMinutes: 3 };

/** For small changes and fixes: half an hour where there is traffic. */
const quick: RolloutPlan = {
  ...COMMON,
  name: "quick",
  guardrails: COARSE_GUARDRAILS,
  requestBudget: BUDGET,
  steps: [
    { weight: 1, minimumMinutes: 4, minimumRequests: 3, evidence: "not-harmful", approval: false },
    { weight: 5, minimumMinutes: 4, minimumRequests: 15, evidence: "not-harmful", approval: false },
    { weight: 20, minimumMinutes: 4, minimumRequests: 40, evidence: "not-harmful", approval: false },
    { weight: 50, minimumMinutes: 5, minimumRequests: 100, evidence: "proven", approval: false },
  ],
  bake: { minutes: 15, minimumRequests: 20 },
  deadlineMinutes: 12 * 60,
};

/** The usual one: within a day at one request per second, an hour where there is traffic. */
const standard: RolloutPlan = {
  ...COMMON,
  name: "standard",
  requestBudget: BUDGET,
  steps: [
    { weight: 1, minimumMinutes: 5, minimumRequests: 5, evidence: "not-harmful", approval: false },
    { weight: 5, minimumMinutes: 10, minimumRequests: 30, evidence: "not-harmful", approval: false },
    { weight: 25, minimumMinutes: 10, minimumRequests: 100, evidence: "not-harmful", approval: false },
    { weight: 50, minimumMinutes: 10, minimumRequests: 200, evidence: "proven", approval: false },
  ],
  bake: { minutes: 30, minimumRequests: 20 },
  deadlineMinutes: 24 * 60,
};

/** For what is hard to take back: the second half of the way proves itself twice, and a person opens the last step. */
const careful: RolloutPlan = {
  ...COMMON,
  name: "careful",
  requestBudget: BUDGET,
  steps: [
    { weight: 1, minimumMinutes: 15, minimumRequests: 30, evidence: "not-harmful", approval: false },
    { weight: 10, minimumMinutes: 60, minimumRequests: 200, evidence: "not-harmful", approval: false },
    { weight: 25, minimumMinutes: 60, minimumRequests: 500, evidence: "proven", approval: false },
    { weight: 50, minimumMinutes: 120, minimumRequests: 1_000, evidence: "proven", approval: true },
  ],
  bake: { minutes: 120, minimumRequests: 200 },
  deadlineMinutes: 3 * 24 * 60,
};

/**
 * The plans that ship, chosen by simulation; docs/releases-in-numbers.md says how long a good version takes in each and
 * what a bad one costs. All of them ask for proof before everyone gets the candidate: with minimum times and numbers of
 * requests alone, a version that fails 5 % of its requests came into service in 37 of 100 simulated releases at 12
 * requests a minute.
 */
export const SHIPPED_PLANS = { quick, standard, careful } as const;
