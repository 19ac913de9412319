import { DEFAULT_ROUTER_CONFIG, normaliseQuery, type TargetThreshold } from "@switchyard/router-core";
import type { Judge, Judgement } from "./evaluate-judge.ts";
import { type Example, isOutOfScope, isRight } from "./example.ts";

/** How rules and model would fare with the model's threshold for another target. */
export interface CoverageAt {
  readonly targetPrecision: number;
  /** The probability from which the model answers; above 1 it never does. Undefined when it knows no such target. */
  readonly threshold: number | undefined;
  /** 0 to 1, of the in-scope queries; undefined when it cannot be said. */
  readonly coverage: number | undefined;
  /** 0 to 1, right ones of all answered; undefined when nothing is answered. */
  readonly precision: number | undefined;
}

/** A query, what it is, and what is made of it. */
export interface JudgedQuery {
  readonly row: Example;
  readonly normalised: string;
  readonly judgement: Judgement;
  /** Whether the best label is right. */
  readonly right: boolean;
}

export function judgeAll(queries: readonly Example[], judge: Judge): readonly JudgedQuery[] {
  return queries.map((row) => {
    const normalised = normaliseQuery(row.text, { maxChars: DEFAULT_ROUTER_CONFIG.maxQueryChars });
    const judgement = judge(normalised);
    const { label } = judgement;
    return { row, normalised, judgement, right: label !== undefined && isRight(row, label) };
  });
}

/** Coverage and precision at the threshold that the model chose for a target on its validation. */
export function coverageAt(
  targetPrecision: number,
  thresholds: readonly TargetThreshold[],
  queries: readonly Example[],
  judgeAt: (threshold: number) => Judge,
): CoverageAt {
  const threshold = thresholds.find((known) => known.targetPrecision === targetPrecision)?.threshold;
  if (threshold === undefined) {
    return { targetPrecision, threshold, coverage: undefined, precision: undefined };
  }
  const judged = judgeAll(queries, judgeAt(threshold));
  const answers = judged.filter(({ judgement }) => judgement.answered);
  return {
    targetPrecision,
    threshold,
    coverage: ratio(answers.filter(isInScope).length, judged.filter(isInScope).length),
    precision: ratio(answers.filter(({ right }) => right).length, answers.length),
  };
}

export function isInScope({ row }: JudgedQuery): boolean {
  return !isOutOfScope(row);
}

/** Undefined of nothing. */
export function ratio(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}
