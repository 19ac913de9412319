import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import type { CommandLine } from "../command-line.ts";
import { runningCloud } from "../local/session.ts";
import { checkWritable, isSameFile, writeWhole } from "../model/out-file.ts";
import { reportingProblems, UnusableInput } from "../model/problem-lines.ts";
import { showTrainingProgress } from "../model/progress.ts";
import {
  readExampleFile,
  readLexiconFile,
  readModelFile,
  readRulesFile,
  readTrainerVectors,
} from "../model/read-files.ts";
import { parseShare } from "../numbers.ts";
import { REPOSITORY } from "../projects.ts";
import { CommandError, type Terminal } from "../terminal.ts";
import { type Gain, type GainRequest, measureGain } from "./gain.ts";
import { learningJson, printLearning } from "./learn-report.ts";
import { linesOfCloud, linesOfFile } from "./log-source.ts";
import { parsePeriod } from "./period.ts";
import { type ReadLog, readLog } from "./read-log.ts";
import { type Suggestions, suggestExamples, suggestionLines } from "./suggest.ts";

interface LearnOptions {
  readonly since?: number;
  readonly file?: string;
  readonly minConfidence: number;
  readonly examples: string;
  readonly validation: string;
  readonly rules: string;
  readonly lexicon: string;
  readonly out: string;
  readonly force?: true;
  readonly train: boolean;
  readonly json?: true;
}

const HANDLER = join(REPOSITORY, "packages", "lambda-handler");
/** The one in the repository, from which the bundle takes it. */
const SHIPPED_MODEL = join(HANDLER, "model", "model.bin");
const WEEK_MS = 7 * 86_400_000;

/** `learn`: suggests examples from what the language model decided. */
export function addLearnCommand(program: Command, line: CommandLine, dir: string): void {
  program
    .command("learn")
    .description("suggest examples from questions that the language model decided, for somebody to review")
    .requiredOption("--from-logs", "read the router's log, of the local cloud or of --file")
    .option("--file <file>", 'an exported log instead: lines as they are, or {"message": …} each')
    .option(
      "--since <period>",
      "how far to look back, such as 12h or 7d (a week; all of a --file)",
      parsePeriod,
    )
    .option(
      "--min-confidence <share>",
      "leave out answers of which the language model was less sure",
      parseShare,
      0.8,
    )
    .option("--examples <file>", "what the model learns from today", join(HANDLER, "examples.jsonl"))
    .option("--validation <file>", "what it is measured with", join(HANDLER, "validation.jsonl"))
    .option("--rules <file>", "the route table beside it", join(HANDLER, "routes.yaml"))
    .option("--lexicon <file>", "names that can stand for each other", join(HANDLER, "lexicon.txt"))
    .option("--out <file>", "the suggestions", "suggestions.jsonl")
    .option("--force", "overwrite the suggestions of before")
    .option("--no-train", "do not measure what the suggestions would bring")
    .option("--json", "print the outcome as JSON")
    .action((options: LearnOptions) =>
      reportingProblems(line.terminal, options.json === true, () => learn(line, dir, options)),
    );
}

async function learn({ terminal, env }: CommandLine, dir: string, options: LearnOptions): Promise<void> {
  // npm and pnpm run scripts from the root; files are meant from where the person is.
  const pathOf = (file: string) => resolve(env.INIT_CWD ?? ".", file);
  const out = pathOf(options.out);
  const files: LearningFiles = {
    examples: pathOf(options.examples),
    validation: pathOf(options.validation),
    rules: pathOf(options.rules),
    lexicon: pathOf(options.lexicon),
  };
  const logFile = options.file === undefined ? undefined : pathOf(options.file);
  checkOut(
    out,
    [...Object.values(files), ...(logFile === undefined ? [] : [logFile])],
    options.force === true,
  );
  const material = readMaterial(files);

  const log = await readLogOf(dir, logFile, options.since);
  requireQueries(log);
  const suggestions = suggestExamples({
    decisions: log.decisions,
    examples: material.examples.map(({ text }) => text),
    validation: material.validation.map(({ text }) => text),
    agents: material.routes.table.agents.map(({ id }) => id),
    minConfidence: options.minConfidence,
  });
  const { suggested } = suggestions;
  const isEmpty = suggested.length === 0;
  // Before the training: it takes its time, and the file is of use without it.
  if (!isEmpty) writeWhole(out, suggestionLines(suggested));
  const report = {
    log,
    suggestions,
    minConfidence: options.minConfidence,
    out: isEmpty ? undefined : out,
    gain: isEmpty || !options.train ? undefined : gainOf(terminal, files, material, suggestions),
  };
  if (options.json) terminal.out(learningJson(report));
  else printLearning(terminal, report);
}

interface LearningFiles {
  readonly examples: string;
  readonly validation: string;
  readonly rules: string;
  readonly lexicon: string;
}

/** What the fast path is made of today. */
type Material = Pick<GainRequest, "examples" | "validation" | "routes" | "lexicon">;

function readMaterial({ examples, validation, rules, lexicon }: LearningFiles): Material {
  return {
    examples: readExampleFile(examples),
    validation: readExampleFile(validation),
    routes: readRulesFile(rules).routes,
    lexicon: readLexiconFile(lexicon),
  };
}

/** Suggestions are for review: they never go where they would be learnt, and not over a review that has begun. */
function checkOut(out: string, inputs: readonly string[], force: boolean): void {
  for (const input of inputs) {
    if (isSameFile(out, input)) throw new CommandError(`--out would overwrite ${input}.`, 2);
  }
  checkWritable("--out", out);
  if (existsSync(out) && !force) {
    throw new CommandError(`--out: ${out} exists; somebody may be at work on it. --force overwrites it.`, 2);
  }
}

async function readLogOf(
  dir: string,
  file: string | undefined,
  periodMs: number | undefined,
): Promise<ReadLog> {
  if (file === undefined) return await readLog(linesOfCloud(await runningCloud(dir), periodMs ?? WEEK_MS));
  return await readLog(linesOfFile(file), periodMs === undefined ? undefined : Date.now() - periodMs);
}

function requireQueries({ decisions }: ReadLog): void {
  if (decisions.length === 0 || decisions.some(({ query }) => query !== undefined)) return;
  throw new CommandError(
    `The language model decided ${decisions.length} logged requests, and the log has no query of them. To log queries, set switchyard:logQueries to true in infra/router/Pulumi.<stage>.yaml and deploy; they may hold personal data.`,
    3,
  );
}

function gainOf(
  terminal: Terminal,
  files: LearningFiles,
  material: Material,
  { suggested, dropped }: Suggestions,
): Gain {
  // As the shipped model was made.
  const { targetPrecision, seed } = readModelFile(SHIPPED_MODEL).model.info;
  const measured = measureGain({
    ...material,
    vectors: readTrainerVectors(),
    targetPrecision,
    seed,
    suggested,
    others: dropped
      .filter(({ reason }) => reason !== "in-examples" && reason !== "in-validation")
      .map(({ query }) => query),
    onProgress: showTrainingProgress(terminal),
  });
  if (measured.ok) return measured.gain;
  const problems = measured.problems.map(({ set, severity, line, message }) => ({
    severity,
    file: files[set],
    line,
    message,
  }));
  throw new UnusableInput(
    "The suggestions are written, but nothing could be trained to measure them.",
    problems,
  );
}
