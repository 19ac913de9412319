import type { Prices } from "@switchyard/metrics";
import { type Estimate, estimateOf } from "./figures.ts";
import type { SizeTrials } from "./trials.ts";

/**
 * What might have been measured as well: environments are drawn with replacement, and calls within each. Calls of one
 * environment share its machine and its moment, so that drawing from all calls alike would claim too much.
 */
export function resampledEstimates(
  { memoryMb, environments }: SizeTrials,
  prices: Prices,
  count: number,
  random: () => number,
): readonly Estimate[] {
  const blocks = environments.map(({ warm }) => warm).filter((warm) => warm.length > 0);
  return Array.from({ length: count }, () => {
    const calls = blocks.flatMap(() => {
      const block = draw(blocks, random);
      return block.map(() => draw(block, random));
    });
    return estimateOf(calls, memoryMb, prices);
  });
}

function draw<T>(items: readonly T[], random: () => number): T {
  const drawn = items[Math.floor(random() * items.length)];
  if (drawn === undefined) throw new RangeError("Expected items to draw from, found none.");
  return drawn;
}
