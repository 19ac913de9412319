import type { HistoryEvent } from "../release/reply.ts";
import type { ReleaseReport } from "./report.ts";
import { kpiRows } from "./rows.ts";
import { storyOf } from "./story.ts";

const MINUTE_MS = 60_000;

function event(
  number: number,
  minute: number,
  from: HistoryEvent["from"],
  to: HistoryEvent["to"],
  weight: number | undefined,
  why = "the evidence is there",
): HistoryEvent {
  return {
    number,
    atMs: minute * MINUTE_MS,
    by: number === 1 ? { kind: "person", name: "ann" } : { kind: "controller" },
    from,
    to,
    why,
    before: { primary: "7" },
    after: { primary: "7", ...(weight === undefined ? {} : { additional: { version: "8", weight } }) },
    releaseId: "8@1",
    evidence: [],
  };
}

/** Ten minutes at 50 %, from the second minute on, and then everyone is back. */
export const HISTORY: readonly HistoryEvent[] = [
  event(1, 0, "completed", "validating", undefined, "start: a <b>cheaper</b> | model"),
  event(2, 2, "validating", "stepping", 50),
  event(3, 12, "stepping", "rolling_back", undefined, "aborted"),
  event(4, 13, "rolling_back", "rolled_back", undefined, "aborted"),
];

export function report(changes: Partial<ReleaseReport> = {}): ReleaseReport {
  return {
    stage: "prod",
    kind: "experiment",
    story: storyOf(HISTORY, "8@1", 0),
    rows: kpiRows({
      errorShare: {
        baseline: { value: 0.01, lower: 0.008, upper: 0.013, samples: 5000 },
        candidate: { value: 0.002, lower: 0.001, upper: 0.004, samples: 5000 },
      },
    }),
    verdicts: [{ guardrail: "errors", kind: "undecided", evidence: "too little <script>" }],
    findings: ["the candidate fails less"],
    comparedMinutes: 10,
    ...changes,
  };
}
