/** Marks from 0 to a round number that is not below `highest`: about `count` steps of 1, 2 or 5 times a power of ten. */
export function niceTicks(highest: number, count: number): readonly number[] {
  const rough = (highest > 0 ? highest : 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10);
  const steps = Math.ceil(highest / step - 1e-9);
  return Array.from({ length: Math.max(1, steps) + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}
