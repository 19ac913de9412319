import type { Reason, TargetThreshold } from "@switchyard/router-core";
import { type ClassResult, classResults } from "./evaluate-classes.ts";
import {
  type CoverageAt,
  coverageAt,
  isInScope,
  type JudgedQuery,
  judgeAll,
  ratio,
} from "./evaluate-coverage.ts";
import type { Abstention, Judge, Judgement } from "./evaluate-judge.ts";
import { type Example, isRight } from "./example.ts";
import { type Claim, type Reliability, reliabilityOf } from "./reliability.ts";

export interface EvaluationRequest {
  readonly queries: readonly Example[];
  readonly judge: Judge;
  /** What would judge with another threshold of the model. */
  readonly judgeAt: (threshold: number) => Judge;
  /** Of the model, by target; none without a model. */
  readonly thresholds: readonly TargetThreshold[];
  /** What spoke for an answer of the model. Only wrong ones are explained: it takes long. */
  readonly explain?: (normalised: string) => readonly Reason[];
}

/** How rules and model fare on queries whose labels are known. Shares are from 0 to 1, and undefined of nothing. */
export interface Evaluation {
  readonly queries: number;
  readonly inScope: number;
  readonly outOfScope: number;
  /** In-scope queries whose best label is right, abstention ignored. Without any label it is wrong. */
  readonly accuracy: number | undefined;
  /** In-scope queries that are answered, rightly or not. */
  readonly coverage: number | undefined;
  /** Right ones of all answered. An answered out-of-scope query is wrong. */
  readonly precision: number | undefined;
  /** Out-of-scope queries that are answered. */
  readonly outOfScopeAnswered: number | undefined;
  readonly counts: EvaluationCounts;
  readonly coverageAt: readonly CoverageAt[];
  readonly perClass: readonly ClassResult[];
  /** Of all queries that have a best label and are not held for out of scope, answered or not. */
  readonly reliability: Reliability;
  readonly steps: Steps;
  /** Every wrong answer, in the order of the queries. */
  readonly wrong: readonly WrongAnswer[];
}

export interface EvaluationCounts {
  /** In-scope queries with a right best label. */
  readonly bestRight: number;
  readonly answered: number;
  readonly right: number;
  readonly answeredInScope: number;
  readonly answeredOutOfScope: number;
}

export interface Steps {
  readonly rules: number;
  readonly model: number;
  readonly abstained: Readonly<Record<Abstention, number>>;
}

export interface WrongAnswer {
  readonly query: Example;
  readonly label: string;
  readonly probability: number;
  readonly by: "rules" | "model";
  readonly reason: string;
  readonly evidence: readonly string[];
  /** What spoke for it and against it, when the model answered. */
  readonly features: readonly Reason[];
}

const TARGETS: readonly number[] = [0.95, 0.98, 0.99];

/** Asks every query, once and for each of the other targets, and counts. */
export function evaluate({ queries, judge, judgeAt, thresholds, explain }: EvaluationRequest): Evaluation {
  const judged = judgeAll(queries, judge);
  const inScope = judged.filter(isInScope);
  const answers = judged.filter(({ judgement }) => judgement.answered);
  const bestRight = inScope.filter(({ right }) => right).length;
  const right = answers.filter((answer) => answer.right).length;
  const answeredInScope = answers.filter(isInScope).length;
  const answeredOutOfScope = answers.length - answeredInScope;
  const outOfScope = judged.length - inScope.length;
  return {
    queries: judged.length,
    inScope: inScope.length,
    outOfScope,
    accuracy: ratio(bestRight, inScope.length),
    coverage: ratio(answeredInScope, inScope.length),
    precision: ratio(right, answers.length),
    outOfScopeAnswered: ratio(answeredOutOfScope, outOfScope),
    counts: { bestRight, answered: answers.length, right, answeredInScope, answeredOutOfScope },
    coverageAt: TARGETS.map((target) => coverageAt(target, thresholds, queries, judgeAt)),
    perClass: classResults(judged),
    reliability: reliabilityOf(judged.flatMap(claimsOf)),
    steps: stepsOf(judged.map(({ judgement }) => judgement)),
    wrong: answers.flatMap((answer): readonly WrongAnswer[] => {
      const { label, by, probability, reason, evidence } = answer.judgement;
      if (answer.right || label === undefined || by === undefined) return [];
      const features = by === "model" ? (explain?.(answer.normalised) ?? []) : [];
      return [{ query: answer.row, label, probability, by, reason, evidence, features }];
    }),
  };
}

/** The calibrated probability is about labels that may be answered with: not where the model sees none of them. */
function claimsOf({ row, judgement: { label, probability, why } }: JudgedQuery): readonly Claim[] {
  if (label === undefined || why === "out-of-scope") return [];
  return [{ probability, right: isRight(row, label) }];
}

function stepsOf(judgements: readonly Judgement[]): Steps {
  const count = (isOne: (judgement: Judgement) => boolean) => judgements.filter(isOne).length;
  const abstained = (why: Abstention) => count((judgement) => judgement.why === why);
  return {
    rules: count(({ by }) => by === "rules"),
    model: count(({ by }) => by === "model"),
    abstained: {
      empty: abstained("empty"),
      "no-match": abstained("no-match"),
      ambiguous: abstained("ambiguous"),
      unsure: abstained("unsure"),
      "out-of-scope": abstained("out-of-scope"),
    },
  };
}
