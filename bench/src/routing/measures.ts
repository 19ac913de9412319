import { isOutOfScope, type Prediction } from "./contender.ts";

/** What a contender said to a question, beside the truth. */
export interface Answer extends Prediction {
  readonly truth: string;
}

/** How a contender fares when it answers from a score on. Shares are between 0 and 1. */
export interface Outcome {
  /** Of the questions in scope, those answered, rightly or not. */
  readonly coverage: number;
  readonly answered: number;
  readonly right: number;
  /** Right ones among all answered. An answered question out of scope is wrong. Not there where nothing is answered. */
  readonly precision?: number;
  /** Not there where no question is out of scope. */
  readonly outOfScopeAnswered?: number;
}

export interface CurvePoint {
  readonly coverage: number;
  readonly precision: number;
}

/** Share of the questions in scope whose best label is right, whatever the score. */
export function accuracy(answers: readonly Answer[]): number {
  const inScope = answers.filter(({ truth }) => !isOutOfScope(truth));
  return inScope.filter(isRight).length / inScope.length;
}

/**
 * The score from which on answering reaches the target on these answers and covers most: a point estimate without
 * any margin. Infinite where no score does.
 */
export function pointThreshold(answers: readonly Answer[], targetPrecision: number): number {
  const reached = cuts(answers).filter(({ right, answered }) => right >= targetPrecision * answered);
  return reached.at(-1)?.threshold ?? Number.POSITIVE_INFINITY;
}

export function outcomeAt(answers: readonly Answer[], threshold: number): Outcome {
  const answered = answers.filter(({ score }) => score >= threshold);
  const right = answered.filter(isRight).length;
  const isOut = ({ truth }: Answer) => isOutOfScope(truth);
  const out = answers.filter(isOut).length;
  const outAnswered = answered.filter(isOut).length;
  return {
    coverage: (answered.length - outAnswered) / (answers.length - out),
    answered: answered.length,
    right,
    ...(answered.length > 0 && { precision: right / answered.length }),
    ...(out > 0 && { outOfScopeAnswered: outAnswered / out }),
  };
}

/** Coverage and precision at every score that occurs, the surest first. */
export function curve(answers: readonly Answer[]): readonly CurvePoint[] {
  const inScope = answers.filter(({ truth }) => !isOutOfScope(truth)).length;
  return cuts(answers).map(({ answered, answeredInScope, right }) => ({
    coverage: answeredInScope / inScope,
    precision: right / answered,
  }));
}

/** The chance of at most `right` right answers of `answered`, when each is right with this probability. */
export function chanceOfAtMost(right: number, answered: number, probability: number): number {
  let logTerm = answered * Math.log(1 - probability);
  let total = Math.exp(logTerm);
  for (let k = 1; k <= right; k++) {
    logTerm += Math.log(((answered - k + 1) * probability) / (k * (1 - probability)));
    total += Math.exp(logTerm);
  }
  return Math.min(1, total);
}

interface Cut {
  readonly threshold: number;
  readonly answered: number;
  readonly answeredInScope: number;
  readonly right: number;
}

/** What is answered from each score on that occurs. Answers of the same score stand and fall together. */
function cuts(answers: readonly Answer[]): readonly Cut[] {
  const surestFirst = answers.toSorted((a, b) => b.score - a.score);
  const made: Cut[] = [];
  let answeredInScope = 0;
  let right = 0;
  for (const [index, answer] of surestFirst.entries()) {
    if (!isOutOfScope(answer.truth)) answeredInScope += 1;
    if (isRight(answer)) right += 1;
    if (surestFirst[index + 1]?.score === answer.score) continue;
    made.push({ threshold: answer.score, answered: index + 1, answeredInScope, right });
  }
  return made;
}

function isRight({ label, truth }: Answer): boolean {
  return label === truth;
}
