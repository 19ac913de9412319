/** Halvings after which neighbouring doubles are reached from any starting interval inside [0, 1]. */
const HALVINGS = 200;

/**
 * The point where `isBelow` turns from true to false between `low` and `high`, to the last bit. `isBelow` must turn
 * once; where it never does, the end that it points to is given.
 */
export function bisect(low: number, high: number, isBelow: (x: number) => boolean): number {
  let from = low;
  let to = high;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (from + to) / 2;
    if (middle <= from || middle >= to) break;
    if (isBelow(middle)) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}
