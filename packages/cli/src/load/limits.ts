import { CommandError } from "../terminal.ts";
import { expectedRequests, peakRate, type RateProfile } from "./profile.ts";

/** More than this is asked for on purpose or not at all. */
export const LIMITS = { ratePerSecond: 50, durationMs: 600_000, requests: 30_000 } as const;

/** Throws when a run is larger than the limits, with all that is too large. */
export function requireWithinLimits(profile: RateProfile): void {
  const peak = peakRate(profile);
  const durationMs = profile.at(-1)?.toMs ?? 0;
  const requests = expectedRequests(profile);
  const over = [
    ...(peak > LIMITS.ratePerSecond
      ? [`at most ${LIMITS.ratePerSecond} requests a second with bursts, found ${rounded(peak)}`]
      : []),
    ...(durationMs > LIMITS.durationMs
      ? [`at most ${LIMITS.durationMs / 60_000} minutes, found ${rounded(durationMs / 60_000)}`]
      : []),
    ...(requests > LIMITS.requests
      ? [`at most ${LIMITS.requests} requests, found about ${rounded(requests)}`]
      : []),
  ];
  if (over.length === 0) return;
  throw new CommandError(`Expected ${over.join("; ")}. Ask for less, or give --allow-large.`, 2);
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
