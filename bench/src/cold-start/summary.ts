import { median, percentile } from "../routing/latency.ts";
import type { Start } from "./measure-start.ts";

/** Starts of a variant beside those of another, round by round. */
export interface StartSummary {
  /** Until the first answer, INIT included. */
  readonly firstAnswerMs: { readonly p25: number; readonly p50: number };
  readonly initMs: number;
  readonly invokeMs: number;
  /** Undefined where the platform does not tell. */
  readonly cpuMs: number | undefined;
  readonly peakMemoryMb: number | undefined;
  /** Medians of what each round gives. Undefined: there is nothing to compare with. */
  readonly overFloor: Ratios;
  readonly overNaive: Ratios | undefined;
}

export interface Ratios {
  readonly firstAnswer: number;
  readonly cpu: number | undefined;
  readonly peakMemory: number | undefined;
}

/** The starts of one round are at the same place in each list. */
export function summarise(
  starts: readonly Start[],
  floor: readonly Start[],
  naive: readonly Start[] | undefined,
): StartSummary {
  const times = starts.map(firstAnswerMs);
  return {
    firstAnswerMs: { p25: percentile(times, 0.25), p50: median(times) },
    initMs: median(starts.map(({ initMs }) => initMs)),
    invokeMs: median(starts.map(({ invokeMs }) => invokeMs)),
    cpuMs: medianOf(starts.map(({ cpuMs }) => cpuMs)),
    peakMemoryMb: medianOf(starts.map(({ peakMemoryMb }) => peakMemoryMb)),
    overFloor: ratios(starts, floor),
    overNaive: naive === undefined ? undefined : ratios(starts, naive),
  };
}

export function firstAnswerMs({ initMs, invokeMs }: Start): number {
  return initMs + invokeMs;
}

function ratios(starts: readonly Start[], others: readonly Start[]): Ratios {
  const paired = (of: (start: Start) => number | undefined) => pairedRatio(starts.map(of), others.map(of));
  return {
    firstAnswer: paired(firstAnswerMs) ?? Number.NaN,
    cpu: paired(({ cpuMs }) => cpuMs),
    peakMemory: paired(({ peakMemoryMb }) => peakMemoryMb),
  };
}

/**
 * The median of the ratios of each round. Both of a round were measured within the same seconds, so a machine that is slow
 * for a while changes neither. Undefined when a number is missing.
 *
 * @throws Error when the lists are not equally long
 */
export function pairedRatio(
  own: readonly (number | undefined)[],
  other: readonly (number | undefined)[],
): number | undefined {
  if (own.length !== other.length) {
    throw new Error(`expected as many starts of both, found ${own.length} and ${other.length}`);
  }
  return medianOf(own.map((value, round) => divide(value, other[round])));
}

function divide(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a / b;
}

function medianOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length && known.length > 0 ? median(known) : undefined;
}
