import type { CompiledRoutes, RoutingModel } from "@switchyard/router-core";
import {
  type CoverageAt,
  checkExamples,
  coverageAt,
  createJudge,
  type Example,
  isOutOfScope,
  type TrainingResult,
} from "@switchyard/trainer";
import type { Terminal } from "../terminal.ts";
import { countOf, grouped, kilobytes, percent, target, thresholdText } from "./numbers-text.ts";
import { printTable } from "./print-table.ts";
import type { FileProblem } from "./problem-lines.ts";

export interface FinishedTraining {
  readonly result: Extract<TrainingResult, { ok: true }>;
  readonly examples: readonly Example[];
  readonly validation: readonly Example[];
  readonly routes: CompiledRoutes | undefined;
  readonly out: string;
  readonly seconds: number;
  readonly warnings: readonly FileProblem[];
}

export interface TrainingSummary {
  readonly out: string;
  readonly seconds: number;
  readonly model: RoutingModel;
  readonly examples: Rows;
  readonly validation: Rows;
  readonly validationAccuracy: number;
  readonly targets: readonly CoverageAt[];
  readonly warnings: readonly FileProblem[];
}

/** Rows that counted, repetitions left out. */
interface Rows {
  readonly rows: number;
  readonly outOfScope: number;
}

/** What came of it, with what the validation says for each target. */
export function summariseTraining(finished: FinishedTraining): TrainingSummary {
  const { result, routes, out, seconds, warnings } = finished;
  const { model, report } = result;
  const checked = checkExamples(finished.examples, finished.validation);
  const judgeAt = (threshold: number) =>
    createJudge(routes === undefined ? { model } : { routes, model }, threshold);
  const { thresholds } = model.info;
  return {
    out,
    seconds,
    model,
    examples: countRows(checked.examples),
    validation: countRows(checked.validation),
    validationAccuracy: report.validationAccuracy,
    targets: thresholds.map(({ targetPrecision }) =>
      coverageAt(targetPrecision, thresholds, checked.validation, judgeAt),
    ),
    warnings,
  };
}

function countRows(rows: readonly Example[]): Rows {
  return { rows: rows.length, outOfScope: rows.filter(isOutOfScope).length };
}

export function trainingJson(summary: TrainingSummary): string {
  const { model, examples, validation } = summary;
  const { bytes, targetPrecision, threshold, seed, rulesDigest } = model.info;
  return JSON.stringify({
    ok: true,
    out: summary.out,
    bytes,
    seconds: Number(summary.seconds.toFixed(2)),
    seed,
    labels: model.labels,
    examples: { rows: examples.rows, out_of_scope: examples.outOfScope },
    validation: { rows: validation.rows, out_of_scope: validation.outOfScope },
    validation_accuracy: summary.validationAccuracy,
    target_precision: targetPrecision,
    threshold,
    targets: summary.targets.map((each) => ({
      target_precision: each.targetPrecision,
      threshold: each.threshold ?? null,
      coverage: each.coverage ?? null,
      precision: each.precision ?? null,
    })),
    rules_digest: rulesDigest === "" ? null : rulesDigest,
    warnings: summary.warnings,
  });
}

export function printTraining(terminal: Terminal, summary: TrainingSummary): void {
  const { model, examples, validation, seconds } = summary;
  const { targetPrecision, bytes, rulesDigest } = model.info;
  const beside = rulesDigest === "" ? "without rules" : "beside the rules";
  terminal.out(
    `${terminal.style("green", "ok")} ${summary.out}: ${countOf(model.labels.length, "label")}, ${kilobytes(bytes)}, trained ${beside} in ${seconds.toFixed(1)} s`,
  );
  terminal.out(`  examples             ${rowsText(examples)}`);
  terminal.out(`  validation           ${rowsText(validation)}`);
  terminal.out(`  validation accuracy  ${percent(summary.validationAccuracy)}`);
  terminal.out("");
  printTable(terminal, [
    ["target", "threshold", "coverage", "precision", ""],
    ...summary.targets.map((each) => [
      target(each.targetPrecision),
      thresholdText(each.threshold),
      percent(each.coverage),
      percent(each.precision),
      each.targetPrecision === targetPrecision ? "the model's own" : "",
    ]),
  ]);
  terminal.out("  Coverage and precision are those of the validation, on which the thresholds were chosen.");
}

function rowsText({ rows, outOfScope }: Rows): string {
  return `${countOf(rows, "row")}, ${grouped(outOfScope)} of them out of scope`;
}
