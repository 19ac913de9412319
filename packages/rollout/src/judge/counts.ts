import type { ArmCounts, GuardrailBatch } from "../verdict.ts";

/** No requests at all. */
export const NO_COUNTS: ArmCounts = { requests: 0, events: 0 };

export function addCounts(a: ArmCounts, b: ArmCounts): ArmCounts {
  return { requests: a.requests + b.requests, events: a.events + b.events };
}

/** Refuses counts that cannot be: a judge that guesses what NaN meant fails open. */
export function checkCounts(field: string, { requests, events }: ArmCounts): void {
  checkCount(`${field}.requests`, requests);
  checkCount(`${field}.events`, events);
  if (events > requests) {
    throw new RangeError(`${field}.events: expected at most the ${requests} requests, found ${events}`);
  }
}

function checkCount(field: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`${field}: expected a whole number of 0 or more, found ${String(count)}`);
  }
}

/** Refuses what is not strictly between 0 and 1, NaN included. */
export function checkShare(field: string, share: unknown): asserts share is number {
  if (!(typeof share === "number" && share > 0 && share < 1)) {
    throw new RangeError(`${field}: expected a number above 0 and below 1, found ${String(share)}`);
  }
}

/** Refuses a batch whose numbers cannot be, or which has not `thresholds` counts per arm. Names the field. */
export function checkBatch(field: string, batch: GuardrailBatch, thresholds: number): void {
  checkShare(`${field}.canaryProbability`, batch.canaryProbability);
  for (const arm of ["stable", "canary"] as const) {
    if (!Array.isArray(batch[arm]) || batch[arm].length !== thresholds) {
      throw new RangeError(
        `${field}.${arm}: expected one entry for each of ${thresholds} thresholds, found ${String(batch[arm]?.length)}`,
      );
    }
    batch[arm].forEach((counts, index) => {
      checkCounts(`${field}.${arm}[${index}]`, counts);
    });
  }
}
