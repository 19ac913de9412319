import { combineEvidence, type ExperimentEvidence, type Finding, findingsOf } from "./experiment-findings.ts";
import type { Release } from "./state.ts";
import type { ArmCounts, Verdict } from "./verdict.ts";

/** What an experiment found. It recommends nothing and moves nothing. */
export interface ExperimentReport {
  readonly releaseId: string;
  readonly stableVersion: string;
  readonly candidateVersion: string;
  /** Percent of requests for the candidate. */
  readonly weight: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly stable: ArmReport;
  readonly candidate: ArmReport;
  readonly verdicts: readonly Verdict[];
  /** False when the traffic did not split as the weights say: then the comparison is worth little. */
  readonly splitAsPlanned: boolean;
  readonly findings: readonly Finding[];
  /** For the plan of an experiment that continues this one. */
  readonly evidence: ExperimentEvidence;
}

interface ArmReport extends ArmCounts {
  /** 0 to 1; undefined without requests. */
  readonly errorShare: number | undefined;
}

/** Sums an experiment up; undefined when the release is a rollout. */
export function reportExperiment(release: Release, endedAtMs: number): ExperimentReport | undefined {
  const { plan, totals } = release;
  if (plan.kind !== "experiment") return undefined;
  const evidence = combineEvidence(plan.continues, release.segments, release.verdicts);
  return {
    releaseId: release.id,
    stableVersion: release.stableVersion,
    candidateVersion: release.candidate.version,
    weight: plan.weight,
    startedAtMs: release.startedAtMs,
    endedAtMs,
    stable: reportArm(totals.stable),
    candidate: reportArm(totals.candidate),
    verdicts: release.verdicts,
    splitAsPlanned: release.sampleRatio.kind === "balanced",
    findings: findingsOf(release.segments, evidence),
    evidence,
  };
}

function reportArm(counts: ArmCounts): ArmReport {
  return { ...counts, errorShare: counts.requests === 0 ? undefined : counts.events / counts.requests };
}
