import type { Example } from "./contender.ts";

/** So many examples of each label by chance; the same seed draws the same. A label that has fewer gives all. */
export function drawPerLabel(examples: readonly Example[], each: number, seed: number): readonly Example[] {
  const dice = diceOf(seed);
  const byLabel = Map.groupBy(examples, ({ label }) => label);
  return [...byLabel.values()].flatMap((ofLabel) =>
    ofLabel
      .map((example) => ({ example, order: dice() }))
      .toSorted((a, b) => a.order - b.order)
      .slice(0, each)
      .map(({ example }) => example),
  );
}

/** mulberry32: numbers in [0, 1) that a seed of 32 bits decides. */
function diceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
