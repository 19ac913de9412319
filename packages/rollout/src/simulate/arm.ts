import type { ArmMinute } from "../observation.ts";
import { GUARDRAILS, type GuardrailPlans } from "../plan.ts";
import type { ArmCounts, Guardrail } from "../verdict.ts";
import { type Dice, drawBinomial } from "./dice.ts";
import { coldShare, shareAbove } from "./shares.ts";
import type { Weather } from "./weather.ts";
import type { VersionBehaviour } from "./world.ts";

/** Draws what one version does with its requests. */
export interface SimulatedArm {
  readonly failures: (requests: number, behaviour: VersionBehaviour, weather: Weather) => ArmCounts;
  /** Everything but the failures, which are given. */
  readonly minute: (
    errors: ArmCounts,
    /** How much traffic it has, which decides how many requests find it cold. */
    requestsPerMinute: number,
    behaviour: VersionBehaviour,
    weather: Weather,
  ) => ArmMinute;
}

const INIT_SPREAD = 0.3;
const COST_SPREAD = 0.5;

export function createArm(guardrails: GuardrailPlans, dice: Dice): SimulatedArm {
  const counted = GUARDRAILS.filter((name) => guardrails[name] !== undefined);
  let known: { behaviour: VersionBehaviour; slowdown: number; shares: Shares } | undefined;

  return {
    failures: (requests, { errorShare }, { sharedErrorShare }) => ({
      requests,
      events: drawBinomial(requests, 1 - (1 - errorShare) * (1 - sharedErrorShare), dice),
    }),
    minute: (errors, requestsPerMinute, behaviour, { slowdown }) => {
      // The same from minute to minute but for outages and turns; six logarithms and exponentials each, otherwise.
      if (known?.behaviour !== behaviour || known.slowdown !== slowdown) {
        known = { behaviour, slowdown, shares: sharesOf(behaviour, slowdown, guardrails) };
      }
      const { requests } = errors;
      const cold = drawBinomial(requests, coldShare(requestsPerMinute), dice);
      const counts: Partial<Record<Guardrail, readonly ArmCounts[]>> = {};
      for (const name of counted) {
        counts[name] =
          name === "errors"
            ? [errors]
            : drawExceedances(amongOf(name, requests, cold), known.shares[name], dice);
      }
      return { requests, counts };
    },
  };
}

type Shares = Readonly<Record<Exclude<Guardrail, "errors">, readonly number[]>>;

/** Share of events by guardrail and threshold. */
function sharesOf(behaviour: VersionBehaviour, slowdown: number, guardrails: GuardrailPlans): Shares {
  const above = (name: Guardrail, median: number, spread: number) =>
    (guardrails[name]?.thresholds ?? []).map((threshold) => shareAbove(threshold, median, spread));
  return {
    latency: above("latency", behaviour.medianLatencyMs * slowdown, behaviour.latencySpread),
    init: above("init", behaviour.medianInitMs, INIT_SPREAD),
    cost: above("cost", behaviour.medianCostMicroDollars, COST_SPREAD),
    "llm-share": [behaviour.llmShare],
  };
}

/** Requests that a guardrail looks at: latency is given warm, initialisation given cold. */
function amongOf(name: Guardrail, requests: number, cold: number): number {
  if (name === "latency") return requests - cold;
  return name === "init" ? cold : requests;
}

/** One draw for all thresholds: what exceeds the second is among what exceeds the first. */
function drawExceedances(requests: number, shares: readonly number[], dice: Dice): readonly ArmCounts[] {
  let among = requests;
  let before = 1;
  return shares.map((share) => {
    const events = before === 0 ? 0 : drawBinomial(among, share / before, dice);
    among = events;
    before = share;
    return { requests, events };
  });
}
