import { calibrate, type ModelParameters, SIGNALS, type TargetThreshold } from "@switchyard/router-core";
import { tidy } from "./compile-model.ts";
import { type Example, isOutOfScope, isRight } from "./example.ts";
import { fitLogistic, type Weighed } from "./fit-logistic.ts";
import { chooseThreshold, type Judged } from "./threshold.ts";
import type { TrainingRequest } from "./train-model.ts";

/**
 * How often queries are out of scope is the first thing to be different in the wild. Unless somebody says how often, the
 * odds of it may be this many times those of the validation.
 */
const OUT_OF_SCOPE_SHIFT = 2.5;
const OTHER_TARGETS: readonly number[] = [0.9, 0.95, 0.98, 0.99, 0.995];
/** How many verdicts a label's own rate of right answers weighs as much as that of all labels. */
const RELIABILITY_PRIOR = 10;

/** What a model that has not seen a text makes of it, beside what is right. */
export interface KnownVerdict {
  readonly example: Example;
  /** The best of the labels. */
  readonly label: string;
  /** Whether the model holds the text for out of scope. */
  readonly isOutside: boolean;
  readonly signals: readonly number[];
}

/** How scores become probabilities, and from which probability on a model answers. */
export interface Calibrator {
  readonly parameters: Pick<ModelParameters, "calibrator" | "reliability">;
  readonly thresholds: readonly TargetThreshold[];
}

/** Of a model that is only asked for its signals. */
export function untunedCalibrator(labels: number, targetPrecision: number): Calibrator {
  return {
    parameters: { calibrator: SIGNALS.map(() => 0), reliability: Array.from({ length: labels }, () => 0) },
    thresholds: [{ targetPrecision, threshold: 1 }],
  };
}

/** By label: log-odds that a verdict for it is right, drawn to that of all labels where it has few. */
export function reliabilityOf(held: readonly KnownVerdict[], labels: readonly string[]): readonly number[] {
  const answered = held.filter(({ isOutside }) => !isOutside);
  const rate = (rows: readonly KnownVerdict[], prior: number) =>
    (rows.filter(({ example, label }) => isRight(example, label)).length + RELIABILITY_PRIOR * prior) /
    (rows.length + RELIABILITY_PRIOR);
  const overall = Math.min(0.999, Math.max(0.001, rate(answered, 0.5)));
  const byLabel = Map.groupBy(answered, ({ label }) => label);
  return labels.map((label) => {
    const share = rate(byLabel.get(label) ?? [], overall);
    return tidy(Math.log(share / (1 - share)));
  });
}

const RELIABILITY_SIGNAL = SIGNALS.indexOf("how reliable the class was in training");

/** The verdicts with a signal that is known only after all of them. */
export function withReliability(
  held: readonly KnownVerdict[],
  reliability: readonly number[],
  labels: readonly string[],
): readonly KnownVerdict[] {
  return held.map((verdict) => ({
    ...verdict,
    signals: verdict.signals.with(RELIABILITY_SIGNAL, reliability[labels.indexOf(verdict.label)] ?? 0),
  }));
}

/**
 * The shape of the calibrator from all verdicts, its level and slope from those on the validation (`own`) alone, and from
 * the latter the thresholds.
 */
export function fitCalibrator(
  own: readonly KnownVerdict[],
  held: readonly KnownVerdict[],
  { targetPrecision, outOfScopeShare }: Pick<TrainingRequest, "targetPrecision" | "outOfScopeShare">,
  reliability: readonly number[],
): Calibrator {
  const share = outOfScopeShare ?? expectedShare(own);
  const ownRows = weigh(own, share);
  const pooledRows = weigh([...own, ...held], share);
  const shape = fitLogistic(pooledRows, SIGNALS.length);
  const level = fitLogistic(
    ownRows.map((row) => ({ ...row, signals: [1, dot(shape, row.signals)] })),
    2,
  );
  const slope = Math.max(0.1, level[1] ?? 1);
  const calibrator = shape.map((weight, index) =>
    tidy(index === 0 ? slope * weight + (level[0] ?? 0) : slope * weight),
  );
  const judge = (row: Weighed): Judged => ({
    probability: calibrate(calibrator, Float64Array.from(row.signals)),
    right: row.right,
    weight: row.weight,
  });
  const judged = ownRows.map(judge);
  const targets = [...new Set([...OTHER_TARGETS, targetPrecision])].toSorted((a, b) => a - b);
  return {
    parameters: { calibrator, reliability },
    thresholds: targets.map((target) => ({
      targetPrecision: target,
      threshold: chooseThreshold(judged, target),
    })),
  };
}

/** Undefined when the validation says nothing about it: then it stays what it is among all rows. */
function expectedShare(validation: readonly KnownVerdict[]): number | undefined {
  const outside = validation.filter(({ example }) => isOutOfScope(example)).length;
  if (outside === 0) return undefined;
  return (OUT_OF_SCOPE_SHIFT * outside) / (OUT_OF_SCOPE_SHIFT * outside + validation.length - outside);
}

/** Verdicts that would answer, weighed so that out-of-scope rows, where there are any, have their share. */
function weigh(verdicts: readonly KnownVerdict[], outOfScopeShare: number | undefined): readonly Weighed[] {
  const outside = verdicts.filter(({ example }) => isOutOfScope(example)).length;
  const inside = verdicts.length - outside;
  const share = outside === 0 ? 0 : inside === 0 ? 1 : (outOfScopeShare ?? outside / verdicts.length);
  const weights = {
    outside: (share * verdicts.length) / Math.max(1, outside),
    inside: ((1 - share) * verdicts.length) / Math.max(1, inside),
  };
  return verdicts
    .filter(({ isOutside }) => !isOutside)
    .map(({ example, label, signals }) => ({
      signals,
      right: isRight(example, label),
      weight: isOutOfScope(example) ? weights.outside : weights.inside,
    }));
}

function dot(weights: readonly number[], signals: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * (signals[index] ?? 0), 0);
}
