import { resolve } from "node:path";
import {
  type CompiledRoutes,
  createClassifier,
  createFastPath,
  createRuleMatcher,
  DEFAULT_ROUTER_CONFIG,
  explainVerdict,
  normaliseQuery,
} from "@switchyard/router-core";
import { createJudge, evaluate, type RulesOrModel } from "@switchyard/trainer";
import type { Command } from "commander";
import type { CommandLine } from "../command-line.ts";
import { toPng } from "../simulate/png.ts";
import { CommandError } from "../terminal.ts";
import { digestProblems, labelProblems } from "./evaluate-warnings.ts";
import { type EvaluationReport, evaluationJson } from "./evaluation-json.ts";
import { measureLatency } from "./measure-latency.ts";
import { measureLoading } from "./measure-loading.ts";
import { countOf } from "./numbers-text.ts";
import { checkWritable, writeWhole } from "./out-file.ts";
import { printEvaluation } from "./print-evaluation.ts";
import { printProblems, reportingProblems } from "./problem-lines.ts";
import { type ModelFile, type Rules, readExampleFile, readModelFile, readRulesFile } from "./read-files.ts";
import { drawReliability } from "./reliability-chart.ts";
import { prepareShipped, SHIPPED } from "./shipped.ts";

interface EvaluateOptions {
  readonly queries: string;
  readonly model?: string;
  readonly rules?: string;
  readonly chart?: string;
  readonly json?: true;
}

const SAY_SO_FROM_QUERIES = 5_000;

/** `evaluate`: measures rules and model on queries whose labels are known. */
export function addEvaluateCommand(program: Command, line: CommandLine): void {
  program
    .command("evaluate")
    .description("measure the fast path on queries whose right agents are known")
    .requiredOption(
      "--queries <file>",
      'JSONL, one {"text": "…", "label": "…"} a line; "oos" is out of scope',
    )
    .option("--model <file>", "a model to measure; without it and --rules, the shipped ones are")
    .option("--rules <file>", "a route table to measure (YAML or JSON)")
    .option("--chart <file>", "draw how far the probabilities come true (.svg or .png)")
    .option("--json", "print the measures as JSON")
    .action((options: EvaluateOptions) =>
      reportingProblems(line.terminal, options.json === true, () => runEvaluation(line, options)),
    );
}

async function runEvaluation({ terminal, env }: CommandLine, options: EvaluateOptions): Promise<void> {
  // npm and pnpm run scripts from the root; files are meant from where the person is.
  const pathOf = (file: string) => resolve(env.INIT_CWD ?? ".", file);
  const chart = options.chart === undefined ? undefined : checkedChart(options.chart, pathOf(options.chart));
  const queriesFile = pathOf(options.queries);
  const queries = readExampleFile(queriesFile);
  const isShipped = options.model === undefined && options.rules === undefined;
  if (isShipped) await prepareShipped(terminal);
  const files = isShipped
    ? SHIPPED
    : {
        model: options.model === undefined ? undefined : pathOf(options.model),
        rules: options.rules === undefined ? undefined : pathOf(options.rules),
      };
  const rules = files.rules === undefined ? undefined : readRulesFile(files.rules);
  const model = files.model === undefined ? undefined : readModelFile(files.model);
  const parts = partsOf(rules, model);
  const warnings = [
    ...(rules?.warnings ?? []),
    ...digestProblems(files.model, model?.model, rules?.routes),
    ...labelProblems(queriesFile, queries, parts),
  ];
  // Before the work, which may take a while.
  if (!options.json) printProblems(terminal, warnings);
  if (queries.length >= SAY_SO_FROM_QUERIES)
    terminal.err(`Asking ${countOf(queries.length, "query", "queries")} …`);

  const evaluation = evaluate({
    queries,
    judge: createJudge(parts),
    judgeAt: (threshold) => createJudge(parts, threshold),
    thresholds: model?.model.info.thresholds ?? [],
    ...(model === undefined ? {} : { explain: explainerOf(model, rules?.routes) }),
  });
  const report: EvaluationReport = {
    evaluation,
    queriesFile,
    modelFile: files.model,
    rulesFile: files.rules,
    isShipped,
    latency: measureLatency(
      deciderOf(parts),
      queries.map(({ text }) => text),
    ),
    model:
      model === undefined ? undefined : { info: model.model.info, loadMs: await measureLoading(model.bytes) },
    warnings,
    chart,
  };
  if (chart !== undefined) {
    const svg = drawReliability(evaluation.reliability);
    writeWhole(chart, chart.endsWith(".png") ? await toPng(svg) : svg);
  }
  if (options.json) terminal.out(evaluationJson(report));
  else printEvaluation(terminal, report);
}

function checkedChart(given: string, chart: string): string {
  if (!/[.](svg|png)$/.test(chart)) {
    throw new CommandError(`--chart: expected a name that ends in .svg or .png, found "${given}".`, 2);
  }
  checkWritable("--chart", chart);
  return chart;
}

function partsOf(rules: Rules | undefined, model: ModelFile | undefined): RulesOrModel {
  if (rules !== undefined) {
    return { routes: rules.routes, ...(model === undefined ? {} : { model: model.model }) };
  }
  if (model !== undefined) return { model: model.model };
  throw new Error("Expected rules or a model to measure, found neither.");
}

/** What the router does to a question before it asks anybody: what is timed. */
function deciderOf({ routes, model }: RulesOrModel): (text: string) => unknown {
  const decide = routes === undefined ? createClassifier(model) : createFastPath(routes, model);
  return (text) => decide(normaliseQuery(text, { maxChars: DEFAULT_ROUTER_CONFIG.maxQueryChars }));
}

function explainerOf({ model }: ModelFile, routes: CompiledRoutes | undefined) {
  const matchRules = routes === undefined ? undefined : createRuleMatcher(routes);
  return (normalised: string) => {
    const ruled = matchRules?.(normalised);
    return explainVerdict(model, normalised, ruled?.kind === "matched" ? ruled.agent : undefined);
  };
}
