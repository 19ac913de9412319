import type { Tally } from "./tally.ts";

/** What a result must keep to; undefined = anything. */
export interface Thresholds {
  /** Percent of the requests, 0 to 100. */
  readonly maxErrorPercent: number | undefined;
  readonly maxP95Ms: number | undefined;
}

/** What is not kept, a sentence each. A result without evidence keeps to nothing. */
export function broken({ maxErrorPercent, maxP95Ms }: Thresholds, { total }: Tally): readonly string[] {
  const errorPercent = total.requests === 0 ? undefined : (100 * total.errors) / total.requests;
  const p95Ms = total.latency.percentileMs(95);
  return [
    ...(maxErrorPercent !== undefined && !(errorPercent !== undefined && errorPercent <= maxErrorPercent)
      ? [`expected at most ${maxErrorPercent} % errors, found ${shown(errorPercent, 2, " %")}`]
      : []),
    ...(maxP95Ms !== undefined && !(p95Ms !== undefined && p95Ms <= maxP95Ms)
      ? [`expected a p95 of at most ${maxP95Ms} ms, found ${shown(p95Ms, 1, " ms")}`]
      : []),
  ];
}

function shown(value: number | undefined, digits: number, unit: string): string {
  return value === undefined ? "no requests" : `${value.toFixed(digits)}${unit}`;
}
