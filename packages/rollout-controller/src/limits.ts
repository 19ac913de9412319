import type { GuardrailPlan, GuardrailPlans, Plan } from "@switchyard/rollout";

/** The stage's limits: what no version may exceed, however stable fares. */
export interface Limits {
  /** 0 to 1. */
  readonly errorRate: number;
  readonly responseTimeMs: number;
  readonly coldStartMs: number;
}

/**
 * Lays a stage's limits over a plan: the error limit, and the last threshold of response times and of cold starts, which
 * is what the plan's limit counts by.
 */
export function layLimits<P extends Plan>(plan: P, limits: Limits): P {
  const { errors, latency, init } = plan.guardrails;
  const laid: GuardrailPlans = {
    ...plan.guardrails,
    ...(errors === undefined ? {} : { errors: { ...errors, limit: limits.errorRate } }),
    ...(latency === undefined ? {} : { latency: endAt(latency, limits.responseTimeMs) }),
    ...(init === undefined ? {} : { init: endAt(init, limits.coldStartMs) }),
  };
  return { ...plan, guardrails: laid };
}

/** Thresholds ascend, so those that the new last one reaches go; each keeps its own usual share of events. */
function endAt(guardrail: GuardrailPlan, lastThreshold: number): GuardrailPlan {
  const { thresholds, historicRates } = guardrail;
  const lower = thresholds.slice(0, -1).filter((threshold) => threshold < lastThreshold).length;
  return {
    ...guardrail,
    thresholds: [...thresholds.slice(0, lower), lastThreshold],
    historicRates: [...historicRates.slice(0, lower), ...historicRates.slice(-1)],
  };
}
