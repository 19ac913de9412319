import type { RolloutPlan } from "../plan.ts";
import { createDice } from "./dice.ts";
import { placeOutages } from "./outages.ts";
import type { SimulationResult } from "./simulate.ts";
import { createTraffic } from "./traffic.ts";
import type { World } from "./world.ts";

/**
 * What most people run instead: the plan by the clock alone, and one alarm, "more than 1 % of the candidate's requests
 * failed in one minute", that rolls back. The same world and seed as a simulation's, to compare with.
 */
export function simulatePlainAlarm({
  plan,
  world,
  seed,
}: {
  readonly plan: RolloutPlan;
  readonly world: World;
  readonly seed: number;
}): SimulationResult {
  const dice = createDice(seed);
  const traffic = createTraffic(world, plan.guardrails, placeOutages(world, plan, dice), dice);
  let minute = 0;
  for (const { weight, minimumMinutes } of plan.steps) {
    for (const end = minute + minimumMinutes; minute < end; minute += 1) {
      traffic.pass(weight);
      const known = traffic.minute(minute - world.metricDelayMinutes)?.candidate.counts.errors?.[0];
      if (known !== undefined && known.events > 0.01 * known.requests) {
        const end = { outcome: "rolled_back", cause: "alarm", minutes: minute + 1, trace: [] } as const;
        return { ...end, highestWeight: weight, ...traffic.truth() };
      }
    }
  }
  return { outcome: "completed", minutes: minute, highestWeight: 100, ...traffic.truth(), trace: [] };
}
