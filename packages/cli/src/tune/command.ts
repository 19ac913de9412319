import { resolve } from "node:path";
import { createDice } from "@switchyard/rollout";
import { type Command, Option } from "commander";
import type { CommandLine } from "../command-line.ts";
import { LOCAL_STACK } from "../local/stack.ts";
import { checkWritable, writeWhole } from "../model/out-file.ts";
import { reportingProblems } from "../model/problem-lines.ts";
import { readExampleFile } from "../model/read-files.ts";
import { parseShare } from "../numbers.ts";
import { pause } from "../pause.ts";
import { STAGES, type Stage } from "../release/target.ts";
import { toPng } from "../simulate/png.ts";
import { CommandError } from "../terminal.ts";
import { advise } from "./advice.ts";
import { drawTuning } from "./chart.ts";
import { cleanUp, tellCleanedUp } from "./cleanup.ts";
import { PERSON, requireConsent } from "./confirm.ts";
import { estimateCost, estimateText } from "./estimate.ts";
import { queryPayload } from "./events.ts";
import { figuresOf } from "./figures.ts";
import { lambdaFunctions, lambdaLeftovers } from "./lambda-functions.ts";
import { newCopyName } from "./names.ts";
import { parseColdStarts, parseInvocations, parseQualifier, parseSizes, sizesToTry } from "./options.ts";
import { pricesOf } from "./prices.ts";
import { printTuning, type TuneReport } from "./report.ts";
import { tuneJson } from "./report-json.ts";
import { openTarget, readTemplate, type Target } from "./target.ts";
import type { Template } from "./template.ts";
import type { TrialPlan } from "./trials.ts";
import { measureCopy } from "./tune.ts";

interface TuneOptions {
  readonly stage: Stage;
  readonly qualifier: string;
  readonly sizes?: readonly number[];
  readonly invocations: number;
  readonly coldStarts: number;
  readonly query: string;
  readonly queries?: string;
  readonly costWeight: number;
  readonly chart?: string;
  readonly yes?: true;
  readonly cleanup?: true;
  readonly json?: true;
}

/** One that the rules know: nothing but the router's own work and its agent's. */
const KNOWN_QUESTION = "What are my AWS costs?";

/** `tune`: measures the router at several memory sizes, on copies of it, and advises one. */
export function addTuneCommand(program: Command, line: CommandLine, dir: string): void {
  program
    .command("tune")
    .description("find the memory size for the router: measures temporary copies of it and deletes them")
    .addOption(
      new Option("--stage <stage>", "where; on AWS with the usual region and credentials")
        .choices(STAGES)
        .default(LOCAL_STACK),
    )
    .option("--qualifier <name>", "the version to copy: an alias or a number", parseQualifier, "live")
    .option(
      "--sizes <mb,…>",
      "memory sizes to compare (default: 128,256,512,1024,1769,3008 and the present one)",
      parseSizes,
    )
    .option("--invocations <n>", "warm calls of each size, 10 or more", parseInvocations, 30)
    .option("--cold-starts <n>", "environments that each size gets, one after the other", parseColdStarts, 3)
    .option("--query <question>", "what is asked", KNOWN_QUESTION)
    .addOption(
      new Option(
        "--queries <file>",
        "questions to ask in turn: JSONL as for evaluate; all sizes get the same ones",
      ).conflicts("query"),
    )
    .option("--cost-weight <share>", "how much cost counts in the balance with time, 0 to 1", parseShare, 0.5)
    .option("--chart <file>", "draw cost against time (.svg or .png)")
    .option("--yes", "do not ask before money is spent; with --cleanup, delete recent copies too")
    .option("--cleanup", "measure nothing: delete copies that an earlier run could not delete")
    .option("--json", "print the outcome as JSON")
    .action((options: TuneOptions) =>
      reportingProblems(line.terminal, options.json === true, () => run(line, dir, options)),
    );
}

async function run(line: CommandLine, dir: string, options: TuneOptions): Promise<void> {
  // npm and pnpm run scripts from the root; files are meant from where the person is.
  const pathOf = (file: string) => resolve(line.env.INIT_CWD ?? ".", file);
  const chart = options.chart === undefined ? undefined : chartFile(pathOf(options.chart));
  const questions =
    options.queries === undefined
      ? [options.query]
      : readExampleFile(pathOf(options.queries)).map(({ text }) => text);
  const abort = new AbortController();
  line.onInterrupt(() => {
    line.terminal.err("Stopping; what was made is deleted first …");
    abort.abort();
  });
  const target = await openTarget(options.stage, dir);
  try {
    if (options.cleanup === true) await cleanUpTarget(line, target, options);
    else await tune(line, target, { ...options, questions, chart, signal: abort.signal });
  } finally {
    target.client.destroy();
  }
}

function chartFile(file: string): string {
  if (!/[.](svg|png)$/.test(file)) {
    throw new CommandError(`--chart: expected a name that ends in .svg or .png, found "${file}".`, 2);
  }
  checkWritable("--chart", file);
  return file;
}

async function cleanUpTarget({ terminal }: CommandLine, target: Target, options: TuneOptions): Promise<void> {
  const leftovers = lambdaLeftovers(target.client, waitingFor(target));
  const { functionName, nowMs } = target;
  const cleanedUp = await cleanUp(leftovers, { functionName, nowMs, all: options.yes === true });
  tellCleanedUp(terminal, cleanedUp, options.json === true);
}

interface TuneOrder extends Omit<TuneOptions, "chart" | "query" | "queries"> {
  readonly questions: readonly string[];
  readonly chart: string | undefined;
  readonly signal: AbortSignal;
}

async function tune({ terminal }: CommandLine, target: Target, order: TuneOrder): Promise<void> {
  const { signal } = order;
  const template = await readTemplate(target, order.qualifier, signal);
  const priceList = pricesOf(template.environment, template.architecture);
  // Thrown anew each time: a fixed order could favour a size.
  const plan: TrialPlan = {
    sizesMb: sizesToTry(order.sizes, template.memoryMb),
    coldStarts: order.coldStarts,
    invocations: order.invocations,
    payloads: order.questions.map(queryPayload),
    random: Math.random,
  };
  const copyName = newCopyName(template.functionName);
  if (target.costsMoney) {
    const estimate = estimateText(estimateCost(plan, priceList.prices, template.timeoutS), copyName);
    if (order.yes === true) terminal.err(estimate);
    else await requireConsent(PERSON, estimate, signal);
  }
  const functions = lambdaFunctions(target.client, template, waitingFor(target), signal);
  const trials = await measureCopy(
    plan,
    copyName,
    { functions, cpu: target.cpu },
    {
      onProgress: terminal.err,
      signal,
    },
  );
  // Resampling has dice of its own, so that the same calls give the same advice.
  const advice = advise(trials, {
    prices: priceList.prices,
    costWeight: order.costWeight,
    random: createDice(1),
  });
  await show(terminal, order, {
    ...describe(template),
    stage: order.stage,
    priceList,
    costWeight: order.costWeight,
    figures: trials.sizes.flatMap((size) => figuresOf(size, priceList.prices) ?? []),
    advice,
    chart: order.chart,
  });
}

function describe({ functionName, version, architecture, memoryMb }: Template) {
  return { functionName, version, architecture, presentMb: memoryMb };
}

/** Throws when nothing could be advised, after all that was found is shown. */
async function show(terminal: CommandLine["terminal"], order: TuneOrder, report: TuneReport): Promise<void> {
  if (report.chart !== undefined) {
    const svg = drawTuning(report);
    writeWhole(report.chart, report.chart.endsWith(".png") ? await toPng(svg) : svg);
  }
  if (order.json) terminal.out(tuneJson(report));
  else printTuning(terminal, report);
  if (report.advice.kind === "refused") throw new CommandError("No size is advised, for the reasons above.");
}

function waitingFor({ pollMs }: Target) {
  return { nowMs: () => performance.now(), pause, pollMs };
}
