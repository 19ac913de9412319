import { shuffled } from "../random.ts";

/** What is measured next. */
export interface Turn<Cell, Variant> {
  /** Negative while it is for warming up. */
  readonly round: number;
  readonly cell: Cell;
  readonly variant: Variant;
}

/** Rounds whose numbers are thrown away: files come into memory, and the driver's own code gets compiled. */
export const WARM_UP_ROUNDS = 2;

/**
 * Every variant in every cell once a round, cells and variants in an order of chance. The variants of a cell come one after
 * another, so that what is compared was measured within the same seconds: the machine is not equally fast at all times.
 */
export function* schedule<Cell, Variant>(
  cells: readonly Cell[],
  variants: readonly Variant[],
  rounds: number,
  random: () => number,
): Generator<Turn<Cell, Variant>> {
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const cell of shuffled(cells, random)) {
      for (const variant of shuffled(variants, random)) yield { round, cell, variant };
    }
  }
}
