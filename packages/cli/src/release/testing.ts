import { SHIPPED_PLANS } from "@switchyard/rollout";
import type { HistoryEvent, StatusReply } from "./reply.ts";

/** Documents as the controller sends them, for tests. */

export const NOON_MS = Date.UTC(2026, 2, 1, 12, 0, 0);
const MINUTE_MS = 60_000;

/** Version 7 stands in the second step of the standard plan since four minutes. */
export function steppingStatus(): StatusReply {
  return {
    kind: "status",
    record: {
      phase: {
        state: "stepping",
        step: 1,
        weight: 25,
        sinceMs: NOON_MS,
        requests: { errors: 60, latency: 58 },
        pass: "none",
      },
      release: {
        id: "7@1",
        candidate: { version: "7", digest: `sha256:${"a1".repeat(32)}` },
        stableVersion: "6",
        plan: SHIPPED_PLANS.standard,
        hotfix: false,
        startedAtMs: NOON_MS - 15 * MINUTE_MS,
        deadlineFromMs: NOON_MS - 15 * MINUTE_MS,
        freshToMs: NOON_MS + 3 * MINUTE_MS,
        spans: [{ weight: 25, fromMs: NOON_MS }],
        totals: { stable: { requests: 900, events: 2 }, candidate: { requests: 110, events: 0 } },
        verdicts: [
          {
            guardrail: "errors",
            kind: "undecided",
            evidence: "0 of 110 against 2 of 900",
            numbers: { eValue: 0.7 },
          },
        ],
        sampleRatio: { kind: "balanced", evidence: "as the weights say", numbers: { eValue: 0.9 } },
      },
      alias: {
        routing: { primary: "6", additional: { version: "7", weight: 25 } },
        revision: "r-4",
        seenAtMs: NOON_MS + 4 * MINUTE_MS,
      },
      denied: [
        {
          digest: `sha256:${"b2".repeat(32)}`,
          version: "5",
          why: "the alarm errors went off",
          atMs: NOON_MS - 60 * MINUTE_MS,
        },
      ],
      chores: [],
    },
    alias: { routing: { primary: "6", additional: { version: "7", weight: 25 } } },
    explanation: "Version 7 gets 25 %: the step has not lasted long enough.",
  };
}

/** The same release in another phase. */
export function statusIn(phase: StatusReply["record"]["phase"]): StatusReply {
  const status = steppingStatus();
  return { ...status, record: { ...status.record, phase } };
}

export function eventTo(number: number, to: HistoryEvent["to"]): HistoryEvent {
  return {
    number,
    atMs: NOON_MS,
    by: { kind: "controller" },
    from: "stepping",
    to,
    why: "because",
    before: { primary: "6", additional: { version: "7", weight: 25 } },
    after: { primary: "6" },
    evidence: [],
  };
}
