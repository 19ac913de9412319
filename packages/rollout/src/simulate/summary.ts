import type { RollbackCause } from "../state.ts";
import { type Share, type Spread, shareOf, spreadOf } from "./intervals.ts";
import type { SimulationResult } from "./simulate.ts";

/** Many runs of one plan in one world. */
export interface SimulationSummary {
  readonly runs: number;
  readonly rolledBack: Share;
  /** Before everyone was on the candidate. */
  readonly rolledBackBefore100: Share;
  readonly completed: Share;
  /** Paused for a person. */
  readonly paused: Share;
  /** Still under way when the time was up. */
  readonly unfinished: Share;
  /** Runs by what rolled them back. */
  readonly causes: Readonly<Partial<Record<RollbackCause["kind"], number>>>;
  /** Of the runs that were rolled back. */
  readonly minutesToRollback?: Spread;
  /** Until everyone was on the candidate for good, of the runs that completed. */
  readonly minutesToCompletion?: Spread;
  /** Requests of callers that the candidate failed, of all runs. */
  readonly candidateFailures?: Spread;
  /** Requests of callers that either version failed, of all runs. */
  readonly failures?: Spread;
}

/** What a summary needs of a run: all but its trace. */
export type RunOutcome = Omit<SimulationResult, "trace">;

export function summarise(results: readonly RunOutcome[]): SimulationSummary {
  const ended = (outcome: RunOutcome["outcome"]) => results.filter((result) => result.outcome === outcome);
  const share = (part: readonly unknown[]) => shareOf(part.length, results.length);
  const [rolledBack, completed, paused] = [ended("rolled_back"), ended("completed"), ended("paused")];
  const others = results.length - rolledBack.length - completed.length - paused.length;
  return {
    runs: results.length,
    rolledBack: share(rolledBack),
    rolledBackBefore100: share(rolledBack.filter(({ highestWeight }) => highestWeight < 100)),
    completed: share(completed),
    paused: share(paused),
    unfinished: shareOf(others, results.length),
    causes: countCauses(rolledBack),
    ...spread("minutesToRollback", rolledBack, ({ minutes }) => minutes),
    ...spread("minutesToCompletion", completed, ({ minutes }) => minutes),
    ...spread("candidateFailures", results, ({ candidateFailures }) => candidateFailures),
    ...spread("failures", results, ({ failures }) => failures),
  };
}

function countCauses(rolledBack: readonly RunOutcome[]): SimulationSummary["causes"] {
  const causes: Partial<Record<RollbackCause["kind"], number>> = {};
  for (const { cause } of rolledBack) if (cause !== undefined) causes[cause] = (causes[cause] ?? 0) + 1;
  return causes;
}

function spread<K extends string>(
  key: K,
  results: readonly RunOutcome[],
  of: (result: RunOutcome) => number,
): Partial<Record<K, Spread>> {
  const found = spreadOf(results.map(of));
  return found === undefined ? {} : ({ [key]: found } as Record<K, Spread>);
}
