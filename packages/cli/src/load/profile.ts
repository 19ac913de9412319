import { type Burst, beginningsOf } from "./burst.ts";

/** A stretch of a run in which the rate goes evenly from one value to another. Rates are requests a second. */
export interface Stretch {
  /** Since the start of the run. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly fromRate: number;
  readonly toRate: number;
}

/** The rate over a whole run: stretches without gaps. */
export type RateProfile = readonly Stretch[];

export interface Shape {
  /** Where the curve is at its highest, bursts apart. */
  readonly ratePerSecond: number;
  readonly durationMs: number;
  /** Shares of the rate, 0 to 1, evenly spread from the start of the run to its end; two or more. */
  readonly curve: readonly number[];
  readonly bursts: readonly Burst[];
}

/** Requests all the time alike. */
export const FLAT: readonly number[] = [1, 1];

/** The rate at each time. Where bursts overlap, the strongest counts. */
export function profileOf({ ratePerSecond, durationMs, curve, bursts }: Shape): RateProfile {
  const spans = bursts.flatMap((burst) =>
    beginningsOf(burst, durationMs).map((fromMs) => ({
      fromMs,
      toMs: Math.min(durationMs, fromMs + burst.lengthMs),
      factor: burst.factor,
    })),
  );
  const marks = new Set([
    ...curve.map((_, index) => (index * durationMs) / (curve.length - 1)),
    ...spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs]),
  ]);
  const times = [...marks].toSorted((a, b) => a - b);
  return times.slice(1).map((toMs, index) => {
    const fromMs = times[index] ?? 0;
    const over = spans.filter((span) => span.fromMs <= fromMs && toMs <= span.toMs);
    const rate = ratePerSecond * (over.length === 0 ? 1 : Math.max(...over.map(({ factor }) => factor)));
    const shareAt = (ms: number) => along(curve, (ms / durationMs) * (curve.length - 1));
    return { fromMs, toMs, fromRate: rate * shareAt(fromMs), toRate: rate * shareAt(toMs) };
  });
}

/** How many requests there are on average in a stretch. */
export function requestsIn({ fromMs, toMs, fromRate, toRate }: Stretch): number {
  return ((fromRate + toRate) / 2) * ((toMs - fromMs) / 1000);
}

export function expectedRequests(profile: RateProfile): number {
  return profile.reduce((sum, stretch) => sum + requestsIn(stretch), 0);
}

/** The highest rate, in requests a second. */
export function peakRate(profile: RateProfile): number {
  return profile.reduce((peak, { fromRate, toRate }) => Math.max(peak, fromRate, toRate), 0);
}

/** The value between two points of a line. */
function along(points: readonly number[], position: number): number {
  const index = Math.min(Math.floor(position), points.length - 2);
  const [from = 0, to = 0] = [points[index], points[index + 1]];
  return from + (to - from) * (position - index);
}
