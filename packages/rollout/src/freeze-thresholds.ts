import type { GuardrailPlan, Plan } from "./plan.ts";

/** Stable's own latencies over the last day, in milliseconds, of requests in warm environments. */
export interface LatencyPercentiles {
  readonly p50: number;
  readonly p75: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  /** How many requests they were taken from. */
  readonly samples: number;
}

export type Frozen<P extends Plan> =
  | { readonly kind: "frozen"; readonly plan: P }
  /** The plan's own thresholds stay. */
  | { readonly kind: "unchanged"; readonly plan: P; readonly why: string };

/** Below this, a 99th percentile is one or two requests. */
const FEWEST_SAMPLES = 200;

/**
 * Lays the latency guardrail's thresholds where stable's own percentiles are, so that a shift shows wherever it happens,
 * and keeps the last one, which the limit counts by. Call it before a release begins: thresholds that move with the
 * data would make its evidence worthless.
 */
export function freezeThresholds<P extends Plan>(plan: P, percentiles: LatencyPercentiles): Frozen<P> {
  const { latency } = plan.guardrails;
  if (latency === undefined) return { kind: "unchanged", plan, why: "the plan has no latency guardrail" };
  const last = latency.thresholds.at(-1);
  const lastRate = latency.historicRates.at(-1);
  if (last === undefined || lastRate === undefined) {
    return { kind: "unchanged", plan, why: "the latency guardrail has no threshold" };
  }
  const { samples } = percentiles;
  if (!(samples >= FEWEST_SAMPLES)) {
    const why = `stable's percentiles come from ${samples} requests; it takes ${FEWEST_SAMPLES}`;
    return { kind: "unchanged", plan, why };
  }
  const points = pointsOf(percentiles);
  if (!points.every(({ ms }, index) => ms > 0 && Number.isFinite(ms) && ms >= (points[index - 1]?.ms ?? 0))) {
    const found = points.map(({ ms }) => ms).join(", ");
    return { kind: "unchanged", plan, why: `expected percentiles that ascend from above 0, found ${found}` };
  }
  const kept = points.filter(({ ms }, index) => ms < last && ms !== points[index + 1]?.ms);
  if (kept.length === 0) {
    return { kind: "unchanged", plan, why: `half of stable's requests reach the limit of ${last} ms` };
  }
  const frozen: GuardrailPlan = {
    ...latency,
    thresholds: [...kept.map(({ ms }) => ms), last],
    historicRates: [...kept.map(({ rate }) => rate), lastRate],
  };
  return { kind: "frozen", plan: { ...plan, guardrails: { ...plan.guardrails, latency: frozen } } };
}

/** Of equal percentiles the highest tells how many requests are slower. */
function pointsOf({ p50, p75, p90, p95, p99 }: LatencyPercentiles) {
  return [
    { ms: p50, rate: 0.5 },
    { ms: p75, rate: 0.25 },
    { ms: p90, rate: 0.1 },
    { ms: p95, rate: 0.05 },
    { ms: p99, rate: 0.01 },
  ].map(({ ms, rate }) => ({ ms: Math.round(ms), rate }));
}
