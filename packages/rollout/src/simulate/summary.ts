import type { SimulationResult } from "./simulate.ts";

/** Many runs of one plan in one world. */
export interface SimulationSummary {
  readonly runs: number;
  /** Shares of the runs, 0 to 1. */
  readonly rolledBack: number;
  readonly completed: number;
  /** Paused for a person. */
  readonly paused: number;
  /** Still under way when the time was up. */
  readonly unfinished: number;
  /** Minutes until the rollback, of the runs that were rolled back. */
  readonly medianMinutesToRollback: number | undefined;
  /** Minutes until everyone was on the candidate for good, of the runs that completed. */
  readonly medianMinutesToCompletion: number | undefined;
  /** Requests of callers that the candidate failed, over all runs. */
  readonly meanCandidateFailures: number;
}

export function summarise(results: readonly SimulationResult[]): SimulationSummary {
  const ended = (outcome: SimulationResult["outcome"]) =>
    results.filter((result) => result.outcome === outcome);
  const share = (part: readonly unknown[]) => (results.length === 0 ? 0 : part.length / results.length);
  const [rolledBack, completed, paused] = [ended("rolled_back"), ended("completed"), ended("paused")];
  const failures = results.reduce((sum, { candidateFailures }) => sum + candidateFailures, 0);
  return {
    runs: results.length,
    rolledBack: share(rolledBack),
    completed: share(completed),
    paused: share(paused),
    unfinished:
      (results.length - rolledBack.length - completed.length - paused.length) / Math.max(1, results.length),
    medianMinutesToRollback: median(rolledBack.map(({ minutes }) => minutes)),
    medianMinutesToCompletion: median(completed.map(({ minutes }) => minutes)),
    meanCandidateFailures: failures / Math.max(1, results.length),
  };
}

function median(numbers: readonly number[]): number | undefined {
  const sorted = numbers.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}
