import { type Evaluation, isOutOfScope, type WrongAnswer } from "@switchyard/trainer";
import { printable, type Terminal } from "../terminal.ts";
import type { EvaluationReport } from "./evaluation-json.ts";
import { countOf, grouped, kilobytes, percent, target, thresholdText } from "./numbers-text.ts";
import { printTable } from "./print-table.ts";

/** The measures for people: the same numbers as the JSON, every wrong answer at the end. */
export function printEvaluation(terminal: Terminal, report: EvaluationReport): void {
  const { evaluation, model } = report;
  const { queries, inScope, outOfScope } = evaluation;
  terminal.out(
    terminal.style(
      "bold",
      `${countOf(queries, "query", "queries")} (${grouped(inScope)} in scope, ${grouped(outOfScope)} out of scope) by ${subjectOf(report)}`,
    ),
  );
  terminal.out("");
  for (const [name, value, meaning] of measureRows(report)) {
    terminal.out(`  ${name.padEnd(22)}${value.padStart(8)}   ${terminal.style("dim", meaning)}`.trimEnd());
  }
  terminal.out("");
  printSteps(terminal, evaluation);
  if (model !== undefined) printTargets(terminal, evaluation);
  printClasses(terminal, evaluation);
  printReliability(terminal, evaluation);
  printWrong(terminal, report);
  if (report.chart !== undefined) terminal.out(`\nreliability diagram: ${report.chart}`);
}

function subjectOf({ isShipped, modelFile, rulesFile }: EvaluationReport): string {
  if (isShipped) return "the shipped rules and model";
  if (modelFile === undefined) return `the rules ${rulesFile} alone`;
  return rulesFile === undefined
    ? `the model ${modelFile} alone`
    : `the rules ${rulesFile} and the model ${modelFile}`;
}

type MeasureRow = readonly [name: string, value: string, meaning: string];

function measureRows({ evaluation, latency, model }: EvaluationReport): readonly MeasureRow[] {
  const { counts, inScope, outOfScope } = evaluation;
  const of = (part: number, whole: number, what: string) => `${grouped(part)} of ${grouped(whole)} ${what}`;
  return [
    [
      "accuracy",
      percent(evaluation.accuracy),
      of(counts.bestRight, inScope, "in scope have the right best label, answered or not"),
    ],
    ["coverage", percent(evaluation.coverage), of(counts.answeredInScope, inScope, "in scope are answered")],
    ["precision", percent(evaluation.precision), of(counts.right, counts.answered, "answers are right")],
    [
      "out of scope answered",
      percent(evaluation.outOfScopeAnswered),
      of(counts.answeredOutOfScope, outOfScope, "out of scope are answered, wrongly"),
    ],
    ["latency p50", `${latency.p50.toFixed(1)} µs`, "one query, warm"],
    ["latency p99", `${latency.p99.toFixed(1)} µs`, ""],
    ...(model === undefined
      ? []
      : ([
          [
            "model",
            kilobytes(model.info.bytes),
            `loads in ${model.loadMs.toFixed(1)} ms, for the first time in its thread`,
          ],
          [
            "target",
            target(model.info.targetPrecision),
            `answers from a probability of ${thresholdText(model.info.threshold)}`,
          ],
        ] as const)),
  ];
}

function printSteps(terminal: Terminal, { steps }: Evaluation): void {
  const abstained = Object.entries(steps.abstained).filter(([, count]) => count > 0);
  printTable(terminal, [
    ["decided by", "queries"],
    ["rules", grouped(steps.rules)],
    ["model", grouped(steps.model)],
    ...abstained.map(([why, count]) => [`nobody: ${why}`, grouped(count)]),
  ]);
  terminal.out("");
}

function printTargets(terminal: Terminal, { coverageAt }: Evaluation): void {
  printTable(terminal, [
    ["target", "threshold", "coverage", "precision"],
    ...coverageAt.map((each) => [
      target(each.targetPrecision),
      thresholdText(each.threshold),
      percent(each.coverage),
      percent(each.precision),
    ]),
  ]);
  terminal.out("");
}

function printClasses(terminal: Terminal, { perClass }: Evaluation): void {
  printTable(terminal, [
    ["label", "queries", "recall", "answers", "right", "precision"],
    ...perClass.map(({ label, queries, recall, answered, right, precision }) => [
      printable(label),
      grouped(queries),
      percent(recall),
      grouped(answered),
      grouped(right),
      percent(precision),
    ]),
  ]);
  terminal.out(
    "  recall: its queries whose best label is right; precision: answers that name it and are right",
  );
  terminal.out("");
}

function printReliability(terminal: Terminal, { reliability }: Evaluation): void {
  const { bins, expectedCalibrationError } = reliability;
  printTable(terminal, [
    ["probability", "queries", "claimed", "right"],
    ...bins
      .filter(({ count }) => count > 0)
      .map(({ from, to, count, meanProbability, shareRight }) => [
        `${Math.round(100 * from)} to ${Math.round(100 * to)} %`,
        grouped(count),
        percent(meanProbability),
        percent(shareRight),
      ]),
  ]);
  terminal.out(`  expected calibration error ${percent(expectedCalibrationError)}`);
  terminal.out("");
}

function printWrong(terminal: Terminal, { evaluation, queriesFile }: EvaluationReport): void {
  const { wrong } = evaluation;
  if (wrong.length === 0) return terminal.out("no wrong answers");
  terminal.out(terminal.style("bold", countOf(wrong.length, "wrong answer")));
  for (const answer of wrong) {
    const { query, label, probability, by } = answer;
    const expected = isOutOfScope(query) ? "out of scope" : [query.label, ...(query.alt ?? [])].join(" or ");
    terminal.out(`  ${queriesFile}:${query.line}: ${printable(query.text).replaceAll("\n", " ")}`);
    terminal.out(
      `    ${terminal.style("green", printable(expected))}, answered ${terminal.style("red", printable(label))} by the ${by} at ${percent(probability)}. ${printable(whyOf(answer))}`,
    );
  }
}

/** The weights that the model gives say what to look at; the sign, which way they pull. */
function whyOf({ reason, features }: WrongAnswer): string {
  if (features.length === 0) return reason;
  const words = features.map(
    ({ feature, weight }) => `"${feature}" ${weight > 0 ? "+" : "−"}${Math.abs(weight).toFixed(2)}`,
  );
  return `${reason} ${words.join(", ")}`;
}
