const HALVINGS = 24;

/**
 * The size above which weights are kept so that their rows fit into the budget.
 * @param bytesOf bytes of a row with so many weights, when it has any.
 */
export function budgetThreshold(
  weights: Float32Array,
  features: number,
  classes: number,
  bytesOf: (entries: number) => number,
  budgetBytes: number,
): number {
  const bytesAbove = (threshold: number): number => {
    let bytes = 0;
    for (let feature = 0; feature < features; feature++) {
      let entries = 0;
      const end = (feature + 1) * classes;
      for (let i = feature * classes; i < end; i++) if (Math.abs(weights[i] ?? 0) > threshold) entries++;
      if (entries > 0) bytes += bytesOf(entries);
    }
    return bytes;
  };
  if (bytesAbove(0) <= budgetBytes) return 0;
  let below = 0;
  let above = weights.reduce((highest, weight) => Math.max(highest, Math.abs(weight)), 0);
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (below + above) / 2;
    if (bytesAbove(middle) <= budgetBytes) above = middle;
    else below = middle;
  }
  return above;
}
