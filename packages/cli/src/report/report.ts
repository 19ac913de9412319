import type { Verdict } from "@switchyard/rollout";
import type { RecordDocument } from "../release/record.ts";
import type { KpiRow } from "./rows.ts";
import type { Story } from "./story.ts";

/** What a report says, whatever its form. */
export interface ReleaseReport {
  readonly stage: string;
  readonly kind: "rollout" | "experiment";
  readonly story: Story;
  readonly rows: readonly KpiRow[];
  /** The judge's, at the end or as of now. */
  readonly verdicts: readonly Pick<Verdict, "guardrail" | "kind" | "evidence">[];
  /** What an experiment found, a sentence each. */
  readonly findings: readonly string[];
  /** Minutes in which both versions were compared. */
  readonly comparedMinutes: number;
}

/** Verdicts and findings of the release that the controller still has on record, or those of its events. */
export function evidenceFor({ events, id }: Story, { phase, release }: RecordDocument) {
  const isOnRecord = release?.id === id;
  const last = events.findLast(({ evidence }) => evidence.length > 0);
  return {
    verdicts: isOnRecord ? release.verdicts : (last?.evidence ?? []),
    findings:
      isOnRecord && phase.state === "completed" && phase.report !== undefined
        ? phase.report.findings.map(({ sentence }) => sentence)
        : [],
  };
}
