import {
  freezeThresholds,
  percentilesOf,
  REFERENCE_PLAN,
  REFERENCE_RATES,
  type RolloutPlan,
  referenceWorlds,
  SHIPPED_PLANS,
  type World,
  worldOf,
} from "@switchyard/rollout";

/** Who watches the release. */
export type Watch =
  /** The judge alone, with metrics that are there at once. */
  | "judge"
  /** "More than 1 % of the candidate's requests failed in one minute" rolls back; steps go by the clock. */
  | "plain alarm"
  /** As in service: the judge, whose metrics are a minute late, and the alarms that ship. */
  | "whole system";

/** One plan in one world, many times. */
export interface Cell {
  readonly plan: RolloutPlan;
  readonly world: World;
  readonly watch: Watch;
  readonly untilMinute: number;
}

const AN_HOUR = 60;

/** When nothing of this plan can go on by itself any more. */
function endOf(plan: RolloutPlan): number {
  return plan.deadlineMinutes + plan.bake.minutes + AN_HOUR;
}

/** The reference plan in every reference world at every rate, watched in three ways. */
export function referenceCells(): readonly Cell[] {
  return (["judge", "plain alarm", "whole system"] as const).flatMap((watch) =>
    REFERENCE_RATES.flatMap((rate) =>
      referenceWorlds(rate).map((world) => ({
        plan: REFERENCE_PLAN,
        world: watch === "whole system" ? { ...world, metricDelayMinutes: 1 } : world,
        watch,
        untilMinute: endOf(REFERENCE_PLAN),
      })),
    ),
  );
}

/** The plans that ship, with a good version and with bad ones, as in service. */
export function shippedCells(): readonly Cell[] {
  return Object.values(SHIPPED_PLANS).flatMap((plan) =>
    REFERENCE_RATES.flatMap((rate) =>
      shippedWorlds(rate).map((world) => ({
        plan: frozenIn(plan, world),
        world,
        watch: "whole system" as const,
        untilMinute: endOf(plan),
      })),
    ),
  );
}

export function shippedWorlds(requestsPerMinute: number): readonly World[] {
  const late = { metricDelayMinutes: 1 };
  const outage = { fromMinute: "random", minutes: 5, errorShare: 0.2, slowdown: 1 } as const;
  return [
    worldOf("good", requestsPerMinute, {}, late),
    worldOf("good, shared outage", requestsPerMinute, {}, { ...late, outages: [outage] }),
    ...[1, 0.2, 0.05].map((errorShare) =>
      worldOf(`errors ${100 * errorShare} %`, requestsPerMinute, { errorShare }, late),
    ),
    worldOf("latency x 1.3", requestsPerMinute, { medianLatencyMs: 5_200 }, late),
    worldOf("cold starts of 2.5 s", requestsPerMinute, { medianInitMs: 2_500 }, late),
  ];
}

/** As the controller starts it: with latency thresholds where stable's own percentiles of the last day are. */
function frozenIn(plan: RolloutPlan, world: World): RolloutPlan {
  return freezeThresholds(plan, percentilesOf(world)).plan;
}
