import { resolve } from "node:path";
import type { CompiledRoutes } from "@switchyard/router-core";
import { type SetProblem, trainModel } from "@switchyard/trainer";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { CommandLine } from "../command-line.ts";
import { parseNumber } from "../numbers.ts";
import { CommandError } from "../terminal.ts";
import { checkWritable, isSameFile, writeWhole } from "./out-file.ts";
import { type FileProblem, printProblems, reportingProblems, UnusableInput } from "./problem-lines.ts";
import { showTrainingProgress } from "./progress.ts";
import { readExampleFile, readLexiconFile, readRulesFile, readTrainerVectors } from "./read-files.ts";
import { printTraining, summariseTraining, trainingJson } from "./training-report.ts";

interface TrainOptions {
  readonly examples: string;
  readonly validation: string;
  readonly rules?: string;
  readonly lexicon?: string;
  readonly outOfScopeShare?: number;
  readonly targetPrecision: number;
  readonly seed: number;
  readonly out: string;
  readonly json?: true;
}

const HIGHEST_SEED = 2 ** 31;

/** `train`: makes a model from examples. */
export function addTrainCommand(program: Command, line: CommandLine): void {
  program
    .command("train")
    .description("train the compiled model of the fast path from examples")
    .requiredOption(
      "--examples <file>",
      'JSONL, one {"text": "…", "label": "…"} a line; "oos" is out of scope',
    )
    .requiredOption(
      "--validation <file>",
      "JSONL of the same kind, other texts: when to answer is chosen on them",
    )
    .option("--rules <file>", "the route table that the model will work beside (YAML or JSON)")
    .option("--lexicon <file>", "names that can stand for each other, one group a line")
    .addOption(
      new Option(
        "--out-of-scope-share <share>",
        "how much of the traffic will be out of scope, 0 to below 1 (default: in odds, 2.5 times the validation)",
      ).argParser(parseOutOfScopeShare),
    )
    .addOption(
      new Option("--target-precision <share>", "how many of its answers must be right, above 0.5 and below 1")
        .argParser(parseTarget)
        .default(0.99),
    )
    .addOption(
      new Option("--seed <n>", "the same seed and files give the same model").argParser(parseSeed).default(1),
    )
    .requiredOption("--out <file>", "the model, which the router reads")
    .option("--json", "print the summary as JSON")
    .action((options: TrainOptions) =>
      reportingProblems(line.terminal, options.json === true, () => train(line, options)),
    );
}

function train({ terminal, env }: CommandLine, options: TrainOptions): void {
  // npm and pnpm run scripts from the root; files are meant from where the person is.
  const pathOf = (file: string) => resolve(env.INIT_CWD ?? ".", file);
  const { targetPrecision, seed } = options;
  const files: TrainingFiles = {
    examples: pathOf(options.examples),
    validation: pathOf(options.validation),
    rules: options.rules === undefined ? undefined : pathOf(options.rules),
    lexicon: options.lexicon === undefined ? undefined : pathOf(options.lexicon),
    out: pathOf(options.out),
  };
  checkFiles(files);
  const { examples, validation, rules, lexicon } = readInputs(files);
  const vectors = readTrainerVectors();
  const startedMs = performance.now();
  const result = trainModel({
    examples,
    validation,
    ...(rules === undefined ? {} : { routes: rules.routes }),
    ...(lexicon === undefined ? {} : { lexicon }),
    ...(options.outOfScopeShare === undefined ? {} : { outOfScopeShare: options.outOfScopeShare }),
    vectors,
    targetPrecision,
    seed,
    onProgress: showTrainingProgress(terminal),
  });
  const locate = ({ set, severity, line, message }: SetProblem): FileProblem => {
    return { severity, file: files[set], line, message };
  };
  if (!result.ok) {
    throw new UnusableInput("Nothing is trained: the examples cannot be used.", result.problems.map(locate));
  }
  writeWhole(files.out, result.bytes);
  const summary = summariseTraining({
    result,
    examples,
    validation,
    routes: rules?.routes,
    out: files.out,
    seconds: (performance.now() - startedMs) / 1000,
    warnings: [
      ...(rules?.warnings ?? []),
      ...(rules === undefined ? [] : agentProblems(rules.routes, result.model.labels, files)),
      ...result.report.warnings.map(locate),
    ],
  });
  if (options.json) return terminal.out(trainingJson(summary));
  printProblems(terminal, summary.warnings);
  printTraining(terminal, summary);
}

interface TrainingFiles {
  readonly examples: string;
  readonly validation: string;
  readonly rules: string | undefined;
  readonly lexicon: string | undefined;
  readonly out: string;
}

function checkFiles({ examples, validation, rules, lexicon, out }: TrainingFiles): void {
  if (isSameFile(examples, validation)) {
    throw new CommandError(
      `--examples and --validation are the same file, ${examples}. What was learnt by heart proves nothing: keep some rows apart.`,
      2,
    );
  }
  for (const input of [examples, validation, rules, lexicon]) {
    if (input === undefined) continue;
    if (isSameFile(input, out)) throw new CommandError(`--out would overwrite ${input}.`, 2);
  }
  checkWritable("--out", out);
}

/** All that is wrong with the files is told at once. */
function readInputs({ examples, validation, rules, lexicon }: TrainingFiles) {
  const problems: FileProblem[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UnusableInput)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const ruleFile = rules === undefined ? undefined : attempt(() => readRulesFile(rules));
  const names = lexicon === undefined ? undefined : attempt(() => readLexiconFile(lexicon));
  const exampleRows = attempt(() => readExampleFile(examples));
  const validationRows = attempt(() => readExampleFile(validation));
  if (exampleRows === undefined || validationRows === undefined || problems.length > 0) {
    throw new UnusableInput("Nothing is trained: the files cannot be used.", problems);
  }
  return { examples: exampleRows, validation: validationRows, rules: ruleFile, lexicon: names };
}

/** Labels and agents are the same names, or answers go nowhere. */
function agentProblems(
  routes: CompiledRoutes,
  labels: readonly string[],
  { examples, rules = "" }: TrainingFiles,
): readonly FileProblem[] {
  const agents = routes.table.agents.map(({ id }) => id);
  const warn = (file: string, message: string): FileProblem => ({
    severity: "warning",
    file,
    line: 1,
    message,
  });
  return [
    ...labels
      .filter((label) => !agents.includes(label))
      .map((label) => warn(examples, `"${label}" is no agent of the rules`)),
    ...agents
      .filter((agent) => !labels.includes(agent))
      .map((agent) => warn(rules, `the agent "${agent}" has no examples; the model cannot answer with it`)),
  ];
}

function parseTarget(text: string): number {
  const value = parseNumber(text);
  if (value > 0.5 && value < 1) return value;
  throw new InvalidArgumentError(`expected a share above 0.5 and below 1, found "${text}"`);
}

function parseOutOfScopeShare(text: string): number {
  const value = parseNumber(text);
  if (value >= 0 && value < 1) return value;
  throw new InvalidArgumentError(`expected a share from 0 to below 1, found "${text}"`);
}

function parseSeed(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= HIGHEST_SEED) return value;
  throw new InvalidArgumentError(`expected a whole number from 0 to ${HIGHEST_SEED}, found "${text}"`);
}
