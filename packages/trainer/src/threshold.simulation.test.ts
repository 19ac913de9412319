import { describe, expect, it } from "vitest";
import { createRandom } from "./random.ts";
import { chooseThreshold, type Judged } from "./threshold.ts";

const DRAWS = 300;
const OUT_OF_SCOPE_SHARE = 0.25;

/** Verdicts that are right as often as their probability says, and out-of-scope texts, which never are. */
function drawRows(count: number, random: () => number): readonly Judged[] {
  return Array.from({ length: count }, () => {
    const isOutside = random() < OUT_OF_SCOPE_SHARE;
    const probability = isOutside ? 0.97 * random() ** 0.8 : 1 - 0.6 * random() ** 3;
    return { probability, right: !isOutside && random() < probability, weight: 1 };
  });
}

interface Outcome {
  /** Draws whose precision on fresh rows is below the target by more than two standard errors of the difference. */
  readonly missed: number;
  readonly silent: number;
  /** Of all draws that answer. */
  readonly precision: number;
}

function outcomeOf(target: number, rows: number, choose = chooseThreshold): Outcome {
  let missed = 0;
  let silent = 0;
  let sum = 0;
  for (let seed = 0; seed < DRAWS; seed++) {
    const random = createRandom(seed);
    const validation = drawRows(rows, random);
    const threshold = choose(validation, target);
    const own = validation.filter(({ probability }) => probability >= threshold);
    const fresh = drawRows(rows, random).filter(({ probability }) => probability >= threshold);
    if (own.length === 0 || fresh.length === 0) {
      silent++;
      continue;
    }
    const precision = fresh.filter(({ right }) => right).length / fresh.length;
    const error = Math.sqrt(target * (1 - target) * (1 / own.length + 1 / fresh.length));
    if (precision < target - 2 * error) missed++;
    sum += precision;
  }
  return { missed, silent, precision: sum / (DRAWS - silent) };
}

/** The lowest threshold at which the share of errors that was seen meets the target. */
function choosePointEstimate(validation: readonly Judged[], target: number): number {
  let errors = 0;
  let threshold = 2;
  validation
    .toSorted((a, b) => b.probability - a.probability)
    .forEach(({ probability, right }, index) => {
      errors += Number(!right);
      if (errors / (index + 1) <= 1 - target) threshold = probability;
    });
  return threshold;
}

// Exactly at the target 2.3 % of the draws lie more than two standard errors below it: 7 of 300, by chance up to 14.
describe("the promise of a threshold", () => {
  it.each([
    [0.95, 200],
    [0.95, 500],
    [0.95, 1000],
    [0.98, 500],
    [0.98, 1000],
  ])("of %d from %i rows is kept on fresh rows, out of scope included", (target, rows) => {
    const { missed, silent, precision } = outcomeOf(target, rows);
    expect(precision).toBeGreaterThanOrEqual(target);
    expect(missed).toBeLessThanOrEqual(14);
    expect(silent).toBeLessThanOrEqual(3);
  });

  it("is kept by silence where no rows can prove it", () => {
    expect(outcomeOf(0.99, 90)).toMatchObject({ missed: 0, silent: 300 });
  });

  it("would not be kept by the share of errors that was seen", () => {
    const { missed, precision } = outcomeOf(0.98, 500, choosePointEstimate);
    expect(precision).toBeLessThan(0.98);
    expect(missed).toBeGreaterThan(14);
  });
});
