import { type RunOutcome, SHIPPED_ALARMS, simulate, simulatePlainAlarm } from "@switchyard/rollout";
import type { Cell } from "./cells.ts";

/** Plays a cell with each seed from `fromSeed` on. */
export async function runCell(
  { plan, world, watch, untilMinute }: Cell,
  fromSeed: number,
  runs: number,
): Promise<readonly RunOutcome[]> {
  const outcomes: RunOutcome[] = [];
  for (let seed = fromSeed; seed < fromSeed + runs; seed += 1) {
    const alarms = watch === "whole system" ? { alarms: SHIPPED_ALARMS } : {};
    const { trace: _, ...outcome } =
      watch === "plain alarm"
        ? simulatePlainAlarm({ plan, world, seed })
        : await simulate({ plan, world, seed, untilMinute, ...alarms });
    outcomes.push(outcome);
  }
  return outcomes;
}
