import type { ModelInfo } from "@switchyard/router-core";
import type { Evaluation, WrongAnswer } from "@switchyard/trainer";
import type { Latency } from "./measure-latency.ts";
import type { FileProblem } from "./problem-lines.ts";

export interface EvaluationReport {
  readonly evaluation: Evaluation;
  readonly queriesFile: string;
  /** Undefined: rules alone. */
  readonly modelFile: string | undefined;
  /** Undefined: the model alone. */
  readonly rulesFile: string | undefined;
  /** Whether rules and model are those of the image. */
  readonly isShipped: boolean;
  readonly latency: Latency;
  readonly model: { readonly info: ModelInfo; readonly loadMs: number } | undefined;
  readonly warnings: readonly FileProblem[];
  readonly chart: string | undefined;
}

/** The measures for scripts: shares from 0 to 1, null where there is nothing to take a share of. */
export function evaluationJson(report: EvaluationReport): string {
  const { evaluation, latency, model } = report;
  const { counts, steps, reliability } = evaluation;
  return JSON.stringify({
    queries: evaluation.queries,
    in_scope: evaluation.inScope,
    out_of_scope: evaluation.outOfScope,
    accuracy: orNull(evaluation.accuracy),
    coverage: orNull(evaluation.coverage),
    precision: orNull(evaluation.precision),
    coverage_at: Object.fromEntries(
      evaluation.coverageAt.map(({ targetPrecision, threshold, coverage, precision }) => [
        String(targetPrecision),
        { threshold: orNull(threshold), coverage: orNull(coverage), precision: orNull(precision) },
      ]),
    ),
    out_of_scope_answered: orNull(evaluation.outOfScopeAnswered),
    counts: {
      best_right: counts.bestRight,
      answered: counts.answered,
      right: counts.right,
      wrong: counts.answered - counts.right,
      answered_in_scope: counts.answeredInScope,
      answered_out_of_scope: counts.answeredOutOfScope,
    },
    steps,
    per_class: evaluation.perClass.map(({ label, queries, answered, right, precision, recall }) => ({
      label,
      queries,
      answered,
      right,
      precision: orNull(precision),
      recall: orNull(recall),
    })),
    reliability: {
      bins: reliability.bins.map(({ from, to, count, right, meanProbability, shareRight }) => ({
        from,
        to,
        count,
        right,
        mean_probability: orNull(meanProbability),
        share_right: orNull(shareRight),
      })),
      count: reliability.count,
      expected_calibration_error: orNull(reliability.expectedCalibrationError),
    },
    latency_us: { p50: latency.p50, p99: latency.p99 },
    model:
      model === undefined
        ? null
        : {
            file: report.modelFile,
            bytes: model.info.bytes,
            load_ms: model.loadMs,
            target_precision: model.info.targetPrecision,
            threshold: model.info.threshold,
          },
    rules: report.rulesFile === undefined ? null : { file: report.rulesFile },
    shipped: report.isShipped,
    wrong: evaluation.wrong.map(wrongJson),
    warnings: report.warnings,
    ...(report.chart === undefined ? {} : { chart: report.chart }),
  });
}

function wrongJson({ query, label, probability, by, reason, evidence, features }: WrongAnswer) {
  return {
    line: query.line,
    text: query.text,
    label: query.label,
    ...(query.alt === undefined ? {} : { alt: query.alt }),
    answered_label: label,
    probability,
    by,
    reason,
    evidence,
    features,
  };
}

function orNull(share: number | undefined): number | null {
  return share ?? null;
}
