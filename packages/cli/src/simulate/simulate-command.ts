import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  freezeThresholds,
  type Plan,
  percentilesOf,
  SHIPPED_ALARMS,
  simulate,
  summarise,
} from "@switchyard/rollout";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { CommandLine } from "../command-line.ts";
import { CommandError, type Terminal } from "../terminal.ts";
import { drawEvidence } from "./chart.ts";
import { toPng } from "./png.ts";
import { readInputs } from "./read-inputs.ts";
import { printReport, type Report, reportJson } from "./report.ts";
import { runMany } from "./run-many.ts";

interface SimulateOptions {
  readonly plan: string;
  readonly world: string;
  readonly runs: number;
  readonly seed: number;
  readonly untilMinutes?: number;
  readonly alarms?: true;
  readonly chart?: string;
  readonly json?: true;
}

const MOST_RUNS = 1_000_000;
const SAY_SO_FROM_RUNS = 500;

/** `simulate`: plays a plan in a described world, many times, through the controller's own decisions. */
export function addSimulateCommand(program: Command, { terminal, env }: CommandLine): void {
  program
    .command("simulate")
    .description("play a release plan in a described world, many times, and say how it ends")
    .requiredOption("--plan <plan>", "quick, standard, careful, reference, or a file (JSON or YAML)")
    .requiredOption("--world <file>", "what the release goes out into (JSON or YAML)")
    .addOption(new Option("--runs <n>", "how often").argParser(wholeFrom(1, MOST_RUNS)).default(200))
    .addOption(
      new Option("--seed <n>", "of the first run; the same seed gives the same numbers")
        .argParser(wholeFrom(0, 2 ** 31))
        .default(1),
    )
    .option(
      "--until-minutes <minutes>",
      "when a run is given up (default: after the plan's deadline and bake)",
      wholeFrom(1, 100_000),
    )
    .option("--alarms", "with the alarms that ship, beside the judge")
    .option("--chart <file>", "draw the evidence of the first run over time (.svg or .png)")
    .option("--json", "print the outcome as JSON")
    .action((options: SimulateOptions) => runSimulation(terminal, env, options));
}

async function runSimulation(
  terminal: Terminal,
  env: NodeJS.ProcessEnv,
  options: SimulateOptions,
): Promise<void> {
  // npm and pnpm run scripts from the root; files are meant from where the person is.
  const resolvePath = (file: string) => resolve(env.INIT_CWD ?? ".", file);
  const chart = options.chart === undefined ? undefined : resolvePath(options.chart);
  if (chart !== undefined && !/[.](svg|png)$/.test(chart)) {
    throw new CommandError(
      `--chart: expected a name that ends in .svg or .png, found "${options.chart}".`,
      2,
    );
  }
  const { plan: planned, world } = readInputs(options.plan, options.world, resolvePath);
  const frozen = freezeThresholds(planned, percentilesOf(world));
  const untilMinutes = options.untilMinutes ?? longestMinutes(frozen.plan);
  const simulation = {
    plan: frozen.plan,
    world,
    untilMinute: untilMinutes,
    ...(options.alarms === true ? { alarms: SHIPPED_ALARMS } : {}),
  };
  if (options.runs >= SAY_SO_FROM_RUNS) terminal.err(`Simulating ${options.runs} releases …`);
  const outcomes = await runMany({ simulation, fromSeed: options.seed, runs: options.runs });
  if (chart !== undefined) {
    const svg = drawEvidence({
      plan: frozen.plan,
      world,
      result: await simulate({ ...simulation, seed: options.seed, traced: true }),
    });
    writeFileSync(chart, chart.endsWith(".png") ? await toPng(svg) : svg);
  }
  const report: Report = {
    plan: frozen.plan,
    world,
    seed: options.seed,
    untilMinutes,
    alarms: options.alarms === true,
    thresholdsFrozen: frozen.kind === "frozen",
    summary: summarise(outcomes),
    chart,
  };
  if (options.json) terminal.out(reportJson(report));
  else printReport(terminal, report);
}

const AN_HOUR = 60;

/** After this nothing of the plan can go on by itself. */
function longestMinutes(plan: Plan): number {
  return plan.kind === "experiment"
    ? plan.minutes + AN_HOUR
    : plan.deadlineMinutes + plan.bake.minutes + AN_HOUR;
}

function wholeFrom(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}, found "${text}"`);
  };
}
