import type { ExperimentEvidence } from "./experiment-findings.ts";
import type { Guardrail } from "./verdict.ts";

/** What a step asks for. `not-harmful`: no guardrail is harmful. `proven`: each is within its margin. */
export type Evidence = "not-harmful" | "proven";

export interface Step {
  /** Percent of requests, above 0 to 100. */
  readonly weight: number;
  /** Time at this weight, at least. */
  readonly minimumMinutes: number;
  /** Requests that the candidate has answered at this weight, at least. Never 0: no evidence is not good evidence. */
  readonly minimumRequests: number;
  readonly evidence: Evidence;
  /** Whether a person must approve before the step begins. */
  readonly approval: boolean;
}

/** Lowers the first step's weight so that a broken version burns about this many requests before it is noticed. */
export interface RequestBudget {
  readonly requests: number;
  /** How long it takes to notice: one tick and the delay of the metrics. */
  readonly withinMinutes: number;
}

/** After everyone is on the candidate: how long the way back is kept warm and the limits are watched. */
export interface Bake {
  readonly minutes: number;
  readonly minimumRequests: number;
}

/** What the candidate may not make worse, and how that is counted. All shares are 0 to 1. */
export interface GuardrailPlan {
  /**
   * A request counts as an event when it exceeds the threshold; there is one count per threshold, in ascending order.
   * Milliseconds for `latency` and `init`, micro-dollars for `cost`. Empty where the outcome is yes or no.
   */
  readonly thresholds: readonly number[];
  /** Stable's usual share of events, one per threshold (one where there is none). A guess costs power, not validity. */
  readonly historicRates: readonly number[];
  /** The candidate's share of events may exceed stable's by this and still be proven. */
  readonly margin: number;
  /** A version is ill when its share of events (beyond the last threshold) is above this, whatever the other does. */
  readonly limit?: number;
  /** False for guardrails that are watched but whose events are too rare to prove anything in a rollout's time. */
  readonly mustBeProven: boolean;
}

export type GuardrailPlans = Readonly<Partial<Record<Guardrail, GuardrailPlan>>>;

/** What rollouts and experiments have in common. */
interface Precautions {
  readonly name: string;
  /** Invoked on the candidate itself before any caller reaches it. At least one. */
  readonly smokeQueries: readonly string[];
  /** Telemetry older than this promotes nothing. */
  readonly maximumMetricDelayMinutes: number;
  readonly guardrails: GuardrailPlans;
}

/** How a version goes into service. */
export interface RolloutPlan extends Precautions {
  readonly kind: "rollout";
  /** Weights ascend. */
  readonly steps: readonly Step[];
  readonly requestBudget?: RequestBudget;
  readonly bake: Bake;
  /** A rollout without the evidence it needs is paused for a person after this. */
  readonly deadlineMinutes: number;
}

/** How two versions are compared. It never promotes: everyone is on stable when it ends. */
export interface ExperimentPlan extends Precautions {
  readonly kind: "experiment";
  /** Percent of requests for the candidate, above 0 and below 100. */
  readonly weight: number;
  readonly minutes: number;
  /** What the experiment before this one left, when both versions were rebuilt on a hotfix and it goes on. */
  readonly continues?: ExperimentEvidence;
}

export type Plan = RolloutPlan | ExperimentPlan;

/** Lambda's weights are shares with a few decimals; a tenth of a percent is the finest that plans use. */
export const FINEST_WEIGHT = 0.1;

/** The weight of a step: its own, or what the request budget allows at the rate of traffic that was measured. */
export function stepWeight(plan: RolloutPlan, step: number, requestsPerMinute: number): number | undefined {
  const planned = plan.steps[step]?.weight;
  if (planned === undefined || plan.requestBudget === undefined || step > 0) return planned;

  const expected = requestsPerMinute * plan.requestBudget.withinMinutes;
  const affordable = (100 * plan.requestBudget.requests) / expected;
  const rounded = Math.floor(affordable / FINEST_WEIGHT) * FINEST_WEIGHT;
  return Math.min(planned, Math.max(FINEST_WEIGHT, Number(rounded.toFixed(1))));
}

/** A plan's guardrails in a fixed order. */
export function guardrailsOf(
  plan: Pick<Plan, "guardrails">,
): readonly (readonly [Guardrail, GuardrailPlan])[] {
  return GUARDRAILS.flatMap((guardrail) => {
    const settings = plan.guardrails[guardrail];
    return settings === undefined ? [] : [[guardrail, settings] as const];
  });
}

export const GUARDRAILS: readonly Guardrail[] = ["errors", "latency", "init", "cost", "llm-share"];
