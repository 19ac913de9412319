import { type RolloutPlan, SHIPPED_PLANS } from "@switchyard/rollout";

/**
 * What is rehearsed unless a plan is named: the guardrails of the quick plan in steps that a laptop's traffic fills
 * within a minute or two of real time.
 */
export const REHEARSAL_PLAN: RolloutPlan = {
  ...SHIPPED_PLANS.quick,
  name: "rehearsal",
  steps: [
    { weight: 10, minimumMinutes: 2, minimumRequests: 8, evidence: "not-harmful", approval: false },
    { weight: 50, minimumMinutes: 5, minimumRequests: 80, evidence: "not-harmful", approval: false },
  ],
  bake: { minutes: 3, minimumRequests: 30 },
  deadlineMinutes: 120,
};
