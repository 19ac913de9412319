import { invalidCombination, invalidValue, missing } from "./errors.ts";

const DAY_MS = 86_400_000;

/** A checked time range whose start stands where CloudWatch puts it. `untilMs` is exclusive. */
export interface TimeRange {
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly periodS: number;
}

/**
 * Checks a range and a period. As documented, the start is rounded down: to the period below a minute, else to
 * a minute, and to 5 minutes or an hour for starts older than 15 or 63 days. Periods follow one another from there.
 */
export function timeRangeOf(
  start: Date | undefined,
  end: Date | undefined,
  period: number | undefined,
  nowMs: number,
): TimeRange {
  if (start === undefined) throw missing("StartTime");
  if (end === undefined) throw missing("EndTime");
  if (start.getTime() >= end.getTime()) {
    throw invalidCombination("The parameter StartTime must be less than the parameter EndTime.");
  }
  const periodS = checkedPeriod(period);
  const stepMs = 1000 * (periodS < 60 ? periodS : startStepS(nowMs - start.getTime()));
  return { sinceMs: Math.floor(start.getTime() / stepMs) * stepMs, untilMs: end.getTime(), periodS };
}

function startStepS(ageMs: number): number {
  if (ageMs > 63 * DAY_MS) return 3600;
  return ageMs > 15 * DAY_MS ? 300 : 60;
}

/** A period that metrics can be read by, in seconds. */
export function checkedPeriod(period: number | undefined): number {
  if (period === undefined) throw missing("Period");
  const allowed =
    [1, 5, 10, 20, 30].includes(period) || (period >= 60 && period % 60 === 0 && period <= 86_400 * 365);
  if (!allowed) {
    throw invalidValue(`The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60, found ${period}.`);
  }
  return period;
}
