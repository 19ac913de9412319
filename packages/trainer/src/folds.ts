import { createRandom, shuffle } from "./random.ts";

/** Deals rows into folds at random, the same way for the same seed; each fold gets as many of each class as any other. */
export function dealFolds(targets: readonly number[], folds: number, seed: number): readonly number[] {
  const order = Int32Array.from(targets, (_, index) => index);
  shuffle(order, createRandom(seed));
  const dealt = new Map<number, number>();
  const fold = targets.map(() => 0);
  for (const index of order) {
    const target = targets[index] ?? 0;
    const turn = dealt.get(target) ?? 0;
    fold[index] = turn % folds;
    dealt.set(target, turn + 1);
  }
  return fold;
}
