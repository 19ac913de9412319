import { NO_COUNTS } from "./judge/counts.ts";
import type { ArmCounts, Guardrail } from "./verdict.ts";

/** What one version did in one minute. */
export interface ArmMinute {
  readonly requests: number;
  /** By guardrail: one entry per threshold, or one where the outcome is yes or no. */
  readonly counts: Readonly<Partial<Record<Guardrail, readonly ArmCounts[]>>>;
}

/** Requests that *started* within one minute, by version. */
export interface ObservedMinute {
  readonly startMs: number;
  readonly stable: ArmMinute;
  readonly candidate: ArmMinute;
  /** The rest of a minute that was given before: its counts are only what has arrived since. */
  readonly late: boolean;
}

export const MINUTE_MS = 60_000;

/** The arm's events beyond the guardrail's last threshold; nothing when it was not measured. */
export function lastCounts(arm: ArmMinute, guardrail: Guardrail): ArmCounts {
  return arm.counts[guardrail]?.at(-1) ?? NO_COUNTS;
}
