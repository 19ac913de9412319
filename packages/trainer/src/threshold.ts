import { lnIncompleteBeta } from "@switchyard/rollout";

/** A verdict on a row whose label is known. */
export interface Judged {
  readonly probability: number;
  readonly right: boolean;
  /** How many rows of the traffic it stands for; weights of all rows sum up to their number. */
  readonly weight: number;
}

/** Above every probability: never answers. */
export const NEVER = 2;

/** One time in so many the exact bound is too low by chance. */
const RISK = 0.1;
/** With fewer errors allowed than this the exact bound is far above the truth: it would hardly ever answer. */
const FEW_ERRORS = 15;

/**
 * The lowest threshold whose answers are right at the target rate, by a finite-sample bound on their errors; every
 * answer to an out-of-scope row is one.
 *
 * The bound is Clopper and Pearson's, at a risk of 10 %, where the target allows the answers 15 errors and more. Where it
 * allows fewer, it is the bound in expectation: one more row with an error, (errors + 1) / (answers + 1), keeps to the
 * target (conformal risk control, Angelopoulos et al. 2024, for the loss "wrong, less what is allowed").
 */
export function chooseThreshold(validation: readonly Judged[], targetPrecision: number): number {
  const allowed = 1 - targetPrecision;
  const rows = validation.toSorted((a, b) => b.probability - a.probability);
  let threshold = NEVER;
  let answers = 0;
  let errors = 0;
  rows.forEach((row, index) => {
    answers += row.weight;
    if (!row.right) errors += row.weight;
    // Rows of one probability stand or fall together.
    if (rows[index + 1]?.probability === row.probability) return;
    const passes =
      answers * allowed >= FEW_ERRORS
        ? isBounded(errors, answers, allowed, RISK)
        : (errors + 1) / (answers + 1) <= allowed;
    if (passes) threshold = row.probability;
  });
  return threshold;
}

/**
 * Whether Clopper and Pearson's one-sided upper bound (Biometrika 1934) on the rate of errors is at most `allowed`: at that
 * rate, so few errors come by chance with a probability of at most `risk`. Also for weighted counts.
 */
export function isBounded(errors: number, answers: number, allowed: number, risk: number): boolean {
  if (errors >= answers) return false;
  // P(at most `errors` errors at this rate) = 1 - I_rate(errors + 1, answers - errors).
  return 1 - Math.exp(lnIncompleteBeta(errors + 1, answers - errors, allowed)) <= risk;
}
