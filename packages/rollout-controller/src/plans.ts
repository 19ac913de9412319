import { freezeThresholds, type Plan, type RolloutPlan, SHIPPED_PLANS } from "@switchyard/rollout";
import type { ReadHistory } from "./cloudwatch-history.ts";
import { type Limits, layLimits } from "./limits.ts";

/** Makes plans ready for a release that begins now. */
export interface Plans {
  readonly names: readonly string[];
  /** A plan that ships, under the stage's limits; undefined when none has this name. */
  readonly named: (name: string) => RolloutPlan | undefined;
  /** Lays the latency thresholds where stable's own percentiles are. Without enough of them, the plan's own stay. */
  readonly freeze: <P extends Plan>(plan: P, stableVersion: string) => Promise<P>;
}

export interface PlansDeps {
  readonly limits: Limits;
  readonly history: ReadHistory;
  /** Told why a plan's own thresholds stay. */
  readonly onUnchanged: (why: string) => void;
}

export function createPlans({ limits, history, onUnchanged }: PlansDeps): Plans {
  const shipped = new Map<string, RolloutPlan>(Object.entries(SHIPPED_PLANS));
  return {
    names: [...shipped.keys()],
    named: (name) => {
      const plan = shipped.get(name);
      return plan === undefined ? undefined : layLimits(plan, limits);
    },
    freeze: async (plan, stableVersion) => {
      try {
        const frozen = freezeThresholds(plan, await history(stableVersion));
        if (frozen.kind === "unchanged") onUnchanged(frozen.why);
        return frozen.plan;
      } catch (error) {
        // Thresholds that fit badly cost power, not validity; and a fix must not wait for the metrics to come back.
        onUnchanged(`stable's percentiles cannot be read: ${String(error)}`);
        return plan;
      }
    },
  };
}
