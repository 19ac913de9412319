import { type ExperimentPlan, SHIPPED_PLANS } from "@switchyard/rollout";

const MINUTES_A_DAY = 24 * 60;

/** A comparison with the guardrails of the standard rollout: it may harm callers no more than a rollout may. */
export function experimentPlan(weight: number, days: number): ExperimentPlan {
  const { smokeQueries, maximumMetricDelayMinutes, guardrails } = SHIPPED_PLANS.standard;
  return {
    kind: "experiment",
    name: `${weight} % for ${days} ${days === 1 ? "day" : "days"}`,
    smokeQueries,
    maximumMetricDelayMinutes,
    guardrails,
    weight,
    minutes: days * MINUTES_A_DAY,
  };
}
