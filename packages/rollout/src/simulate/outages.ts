import type { Plan } from "../plan.ts";
import type { Dice } from "./dice.ts";
import type { Outage, World } from "./world.ts";

export interface PlacedOutage extends Outage {
  readonly fromMinute: number;
}

/** Says when each outage begins; random ones fall into the time that the plan takes at least. */
export function placeOutages(world: World, plan: Plan, dice: Dice): readonly PlacedOutage[] {
  const length =
    plan.kind === "experiment"
      ? plan.minutes
      : plan.steps.reduce((sum, { minimumMinutes }) => sum + minimumMinutes, 0);
  return world.outages.map((outage) => {
    const latest = Math.max(0, Math.floor(length - outage.minutes));
    const { fromMinute } = outage;
    return {
      ...outage,
      fromMinute: fromMinute === "random" ? Math.floor(dice() * (latest + 1)) : fromMinute,
    };
  });
}
