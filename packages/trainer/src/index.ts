export { checkExamples, type SetProblem } from "./check-examples.ts";
export {
  type Evaluation,
  type EvaluationRequest,
  evaluate,
  type WrongAnswer,
} from "./evaluate.ts";
export { type ClassResult } from "./evaluate-classes.ts";
export { type CoverageAt, coverageAt } from "./evaluate-coverage.ts";
export { createJudge, type Judge, type Judgement, type RulesOrModel } from "./evaluate-judge.ts";
export { type Example, isOutOfScope, isRight } from "./example.ts";
export { MAX_MODEL_BYTES } from "./fit-weights.ts";
export type { Lexicon } from "./lexicon.ts";
export { type LineProblem, type ParsedExamples, parseExamples } from "./parse-examples.ts";
export { type ParsedLexicon, parseLexicon } from "./parse-lexicon.ts";
export { type Reliability, type ReliabilityBin } from "./reliability.ts";
export {
  type TrainingProgress,
  type TrainingReport,
  type TrainingRequest,
  type TrainingResult,
  trainModel,
} from "./train-model.ts";
export { NO_WORD_VECTORS, readWordVectors, type WordVectors } from "./word-vectors.ts";
