import { logAddExp, logMeanExp } from "./log-space.ts";

/**
 * A portfolio of bets against one null hypothesis, as plain JSON: the mean of e-processes, one per cell of a grid,
 * each of which also starts anew later on.
 *
 * A bet that has lost for a week needs a week to recover, so harm that begins late would go unseen. Therefore only a
 * part of the capital is bet at the start; the rest is held as cash and joins in portions, one every
 * {@link BATCHES_PER_START} batches. Capital that was not yet bet stays 1 to 1, each start is an e-process from then
 * on, and the weights are fixed and sum to 1, so the whole is an e-process (a mixture over change points; compare
 * Shin, Ramdas and Rinaldo, "E-detectors", New England J. Stat. Data Sci. 2024).
 */
export interface Bets {
  /** ln of the capital of each cell, on the scale on which an average cell began with 1. */
  readonly logs: readonly number[];
  /** Batches that were bet on. */
  readonly batches: number;
}

/** The part of the capital that waits for later starts. Costs the first start ln(1/0.9): a thirtieth of an error. */
const HELD_BACK = 0.1;

/** An hour of minutes. */
const BATCHES_PER_START = 60;

/** The part of the capital that sits out each batch. */
const SITS_OUT = 0.1;

/**
 * ln of an e-value of which a tenth was not bet, from ln of one that was bet in full: what sits out stays 1 to 1. No
 * batch can then cost more than ln 10, however wrong the expected rate was: in the first minute of an outage that
 * both versions share, a bet on the usual rate loses 50 and more, which would take hours of evidence away.
 */
export function hedge(logEValue: number): number {
  return logAddExp(Math.log(SITS_OUT), Math.log1p(-SITS_OUT) + logEValue);
}

export function startBets(cells: number): Bets {
  return { logs: Array.from({ length: cells }, () => Math.log1p(-HELD_BACK)), batches: 0 };
}

/** Bets on one more batch, given ln of its e-value for each cell. */
export function placeBets({ logs, batches }: Bets, increments: readonly number[]): Bets {
  if (increments.length !== logs.length) {
    throw new RangeError(`increments: expected ${logs.length} numbers, found ${increments.length}`);
  }
  const start = batches / BATCHES_PER_START;
  const joins = start >= 1 && Number.isInteger(start);
  // The weights 1/(j(j+1)) sum to 1 over all starts j = 1, 2, …
  const portion = joins ? Math.log(HELD_BACK / (start * (start + 1))) : Number.NEGATIVE_INFINITY;
  return {
    logs: logs.map((log, cell) => (joins ? logAddExp(log, portion) : log) + (increments[cell] ?? 0)),
    batches: batches + 1,
  };
}

/** ln of the portfolio's capital: ln E, where E ≥ 1/α happens with probability α at most, ever, under the null. */
export function logCapital({ logs, batches }: Bets): number {
  const starts = Math.max(0, Math.ceil(batches / BATCHES_PER_START) - 1);
  return logAddExp(logMeanExp(logs), Math.log(HELD_BACK / (starts + 1)));
}
