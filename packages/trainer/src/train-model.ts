import {
  type CompiledRoutes,
  createRuleMatcher,
  createScorer,
  normaliseQuery,
  type RoutingModel,
  readModel,
  rulesDigest,
  writeModel,
} from "@switchyard/router-core";
import { type CheckedExamples, checkExamples, type SetProblem } from "./check-examples.ts";
import { type Example, isOutOfScope, isRight } from "./example.ts";
import {
  type Calibrator,
  fitCalibrator,
  type KnownVerdict,
  reliabilityOf,
  untunedCalibrator,
  withReliability,
} from "./fit-calibrator.ts";
import { fitWeights, MAX_MODEL_BYTES, type TrainingText, type Weights } from "./fit-weights.ts";
import { dealFolds } from "./folds.ts";
import { createRenamer, type Lexicon } from "./lexicon.ts";
import type { WordVectors } from "./word-vectors.ts";

export interface TrainingRequest {
  readonly examples: readonly Example[];
  readonly validation: readonly Example[];
  /** Rules that work beside the model: it learns how far to trust them. */
  readonly routes?: CompiledRoutes;
  /** Names that can stand for each other: each example that holds some is learned with others as well. */
  readonly lexicon?: Lexicon;
  readonly vectors: WordVectors;
  /** The share of right answers that is asked for, above 0 and below 1. */
  readonly targetPrecision: number;
  /** How much of the traffic will be out of scope, 0 to 1, if that is known; else the odds are 2.5 times the validation's. */
  readonly outOfScopeShare?: number;
  /** The same seed and input give the same bytes. A whole number from 0. */
  readonly seed: number;
  readonly onProgress?: (progress: TrainingProgress) => void;
}

export interface TrainingProgress {
  readonly step: string;
  /** 0 to 1, of the whole training. */
  readonly done: number;
}

export type TrainingResult =
  | {
      readonly ok: true;
      readonly bytes: Uint8Array;
      readonly model: RoutingModel;
      readonly report: TrainingReport;
    }
  | { readonly ok: false; readonly problems: readonly SetProblem[] };

export interface TrainingReport {
  readonly warnings: readonly SetProblem[];
  readonly examples: number;
  readonly validation: number;
  /** Of the in-scope rows of the validation: how many have their best label right, whatever the probability. */
  readonly validationAccuracy: number;
}

const FOLDS = 3;
const FOLD_SEED = 7;
const MAX_CHARS = 4000;

/**
 * Trains a model: weights, calibrator and thresholds.
 *
 * The calibrator learns from verdicts on texts by weights that were not learned from them: on the validation, and on
 * the examples by three models of which each has not seen a third of them. A last step fits it to the validation alone,
 * which tells how people write who did not write the examples. The thresholds come from there as well, see
 * `chooseThreshold`. No weight is learned from the validation.
 *
 * @throws RangeError when a number of the request is not in its range.
 */
export function trainModel(request: TrainingRequest): TrainingResult {
  const { routes, vectors, targetPrecision, seed, onProgress, outOfScopeShare = 0 } = request;
  if (!(targetPrecision > 0 && targetPrecision < 1)) {
    throw new RangeError(`targetPrecision: expected above 0 and below 1, found ${targetPrecision}`);
  }
  if (!(outOfScopeShare >= 0 && outOfScopeShare < 1)) {
    throw new RangeError(`outOfScopeShare: expected from 0 to below 1, found ${outOfScopeShare}`);
  }
  const checked = checkExamples(request.examples, request.validation);
  const errors = checked.problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) return { ok: false, problems: errors };

  const set = readSet(checked, request);
  const steps = FOLDS + 1;
  const fit = (texts: readonly RenamedText[], index: number, step: string): Weights =>
    fitWeights({
      texts: texts.flatMap((text) => (text.renamed === undefined ? [text] : [text, text.renamed])),
      classes: set.classes,
      labels: set.labels,
      vectors,
      seed,
      withRules: routes !== undefined,
      onEpoch: (done, of) => onProgress?.({ step, done: (index + done / of) / steps }),
    });
  const compose = (weights: Weights, calibrator: Calibrator): Uint8Array =>
    writeModel({
      metadata: {
        labels: set.labels,
        examples: checked.examples.length,
        seed,
        targetPrecision,
        thresholds: calibrator.thresholds,
        rulesDigest: routes === undefined ? "" : rulesDigest(routes),
        parameters: { ...weights.parameters, ...calibrator.parameters },
      },
      classes: set.classes,
      rows: weights.rows,
      words: weights.words,
    });
  const readBack = (bytes: Uint8Array): RoutingModel => {
    const read = readModel(bytes);
    if (!read.ok) throw new Error(`A model that was just trained ${read.message}.`);
    return read.model;
  };

  const untuned = untunedCalibrator(set.labels.length, targetPrecision);
  const fold = dealFolds(
    set.texts.map(({ target }) => target),
    FOLDS,
    FOLD_SEED,
  );
  const held = Array.from({ length: FOLDS }, (_, own) => {
    const weights = fit(
      set.texts.filter((_text, index) => fold[index] !== own),
      own,
      `held-out third ${own + 1} of ${FOLDS}`,
    );
    const others = set.texts.flatMap((text, index) => {
      const example = checked.examples[index];
      return fold[index] === own && example !== undefined ? [{ text, example }] : [];
    });
    return verdictsOn(readBack(compose(weights, untuned)), others);
  }).flat();

  const weights = fit(set.texts, FOLDS, "all examples");
  const reliability = reliabilityOf(held, set.labels);
  const plain = readBack(
    compose(weights, { ...untuned, parameters: { ...untuned.parameters, reliability } }),
  );
  const own = verdictsOn(
    plain,
    set.validation.map((text, index) => ({ text, example: checked.validation[index] as Example })),
  );
  const calibrator = fitCalibrator(own, withReliability(held, reliability, set.labels), request, reliability);
  const bytes = compose(weights, calibrator);
  if (bytes.length > MAX_MODEL_BYTES) {
    throw new Error(
      `The model has ${bytes.length} bytes, more than ${MAX_MODEL_BYTES}: rules for too many labels.`,
    );
  }
  const inScope = own.filter(({ example }) => !isOutOfScope(example));
  const right = inScope.filter(({ example, label }) => isRight(example, label)).length;
  return {
    ok: true,
    bytes,
    model: readBack(bytes),
    report: {
      warnings: checked.problems,
      examples: checked.examples.length,
      validation: checked.validation.length,
      validationAccuracy: inScope.length === 0 ? 0 : right / inScope.length,
    },
  };
}

interface ReadSet {
  readonly labels: readonly string[];
  readonly classes: number;
  readonly texts: readonly RenamedText[];
  readonly validation: readonly TrainingText[];
}

/** A text, and what it is with other names in it. Both go the same way, or a held-out text would be known from its twin. */
interface RenamedText extends TrainingText {
  readonly renamed?: TrainingText;
}

function readSet(checked: CheckedExamples, { routes, lexicon = [], seed }: TrainingRequest): ReadSet {
  const { examples, validation, labels } = checked;
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  const matchRules = routes === undefined ? undefined : createRuleMatcher(routes);
  const read = (text: string, label: string): TrainingText => {
    const normalised = normaliseQuery(text, { maxChars: MAX_CHARS });
    const byRules = matchRules?.(normalised);
    const ruled = byRules?.kind === "matched" ? (indexOf.get(byRules.agent) ?? -1) : -1;
    return { normalised, ruled, target: indexOf.get(label) ?? labels.length };
  };
  const rename = createRenamer(lexicon, seed);
  return {
    labels,
    classes: labels.length + Number(examples.some(isOutOfScope)),
    texts: examples.map(({ text, label }) => {
      const renamed = rename(text);
      return { ...read(text, label), ...(renamed === undefined ? {} : { renamed: read(renamed, label) }) };
    }),
    validation: validation.map(({ text, label }) => read(text, label)),
  };
}

function verdictsOn(
  model: RoutingModel,
  rows: readonly { readonly text: TrainingText; readonly example: Example }[],
): readonly KnownVerdict[] {
  const score = createScorer(model);
  return rows.map(({ text, example }) => {
    const { top, label, signals } = score(text.normalised, model.labels[text.ruled]);
    return {
      example,
      label: model.labels[label] ?? "",
      isOutside: top !== label,
      signals: Array.from(signals),
    };
  });
}
