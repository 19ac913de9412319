import type { ArmMinute, GuardrailPlan, GuardrailPlans, ObservedMinute } from "@switchyard/rollout";
import { createCloudWatchObservations } from "../cloudwatch-observations.ts";
import { createMetricsInMemory, type Served } from "./metrics-in-memory.ts";

/** Test support: CloudWatch's adapter over metrics in memory, and a clock that a test moves. */
export const MINUTE_MS = 60_000;
/** Minute 0 of these tests, in the middle of a day. */
export const T0 = 29_000_000 * MINUTE_MS;
export const at = (minutes: number): number => T0 + minutes * MINUTE_MS;

export const guardrail = (thresholds: readonly number[]): GuardrailPlan => ({
  thresholds,
  historicRates: thresholds.length === 0 ? [0.01] : thresholds.map(() => 0.1),
  margin: 0.01,
  mustBeProven: true,
});
export const ERRORS: GuardrailPlans = { errors: guardrail([]) };
export const ALL: GuardrailPlans = {
  errors: guardrail([]),
  latency: guardrail([1_000, 2_000]),
  init: guardrail([2_000]),
  cost: guardrail([50]),
  "llm-share": guardrail([]),
};

export function openWorld(guardrails = ERRORS, fromMs = T0) {
  let nowMs = T0;
  const metrics = createMetricsInMemory(() => nowMs);
  const source = createCloudWatchObservations({
    readMetrics: metrics.read,
    scope: { stage: "local", functionName: "router", alias: "live" },
    nowMs: () => nowMs,
  });
  let cursor: string | undefined;
  return {
    source,
    minutesRead: metrics.minutesRead,
    serve: (version: string, startedAtMs: number, count: number, facts: Partial<Served> = {}) =>
      metrics.serve(...Array.from({ length: count }, () => ({ version, startedAtMs, ...facts }))),
    goTo: (ms: number) => {
      nowMs = ms;
    },
    /** Reads on from where the last reading ended. */
    read: async () => {
      const seen = await source.since({ stable: "6", candidate: "7", fromMs, cursor, guardrails });
      ({ cursor } = seen);
      return { minutes: seen.minutes.map(brief), freshTo: (seen.freshToMs - T0) / MINUTE_MS };
    },
    cursor: () => cursor,
  };
}

/** `[minute, late, stable's requests, its errors, the candidate's requests, its errors]` */
function brief({ startMs, late, stable, candidate }: ObservedMinute) {
  const counts = ({ requests, counts: { errors } }: ArmMinute) => [requests, errors?.[0]?.events ?? "none"];
  return [(startMs - T0) / MINUTE_MS, late ? "late" : "new", ...counts(stable), ...counts(candidate)];
}
