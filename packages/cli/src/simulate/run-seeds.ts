import { type RunOutcome, simulate } from "@switchyard/rollout";
import type { Batch } from "./run-many.ts";

export async function runSeeds({ simulation, fromSeed, runs }: Batch): Promise<readonly RunOutcome[]> {
  const outcomes: RunOutcome[] = [];
  for (let seed = fromSeed; seed < fromSeed + runs; seed += 1) {
    const { trace: _, ...outcome } = await simulate({ ...simulation, seed });
    outcomes.push(outcome);
  }
  return outcomes;
}
