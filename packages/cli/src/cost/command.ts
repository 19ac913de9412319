import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { CommandLine } from "../command-line.ts";
import { checkWritable, writeWhole } from "../model/out-file.ts";
import { STAGES, type Stage } from "../release/target.ts";
import { toPng } from "../simulate/png.ts";
import { readStage, readStageFile } from "../stage-file.ts";
import { CommandError } from "../terminal.ts";
import { type Assumptions, assume, DEFAULT_ASSUMPTIONS } from "./assumptions.ts";
import { drawCost } from "./chart.ts";
import { costJson } from "./cost-json.ts";
import { costLines } from "./cost-text.ts";
import { pricesWith, shippedPrices } from "./prices.ts";
import type { BillRequest } from "./stage-bill.ts";

interface Options {
  readonly stage: Stage;
  readonly requestsPerMonth: number;
  readonly assume: Assumptions;
  readonly prices?: string;
  readonly freeTier?: true;
  readonly against?: string;
  readonly chart?: string;
  readonly json?: true;
}

/** `cost`: what a stage costs in a month, by its settings and the price list. Asks nobody. */
export function addCostCommand(program: Command, line: CommandLine): void {
  program
    .command("cost")
    .description("say what a stage costs in a month, from its settings and the list prices")
    .addOption(new Option("--stage <stage>", "which").choices(STAGES).makeOptionMandatory())
    .requiredOption("--requests-per-month <n>", "how many requests there are", parseRequests)
    .addOption(
      new Option(
        "--assume <name=number>",
        "what no setting says, such as llmShare=0.3; may be given several times",
      )
        .argParser((text: string, before: Assumptions) => assume(before, text))
        .default(DEFAULT_ASSUMPTIONS, "as the output says"),
    )
    .option("--prices <file>", 'other prices in dollars, as JSON: {"lambda-request": 0.0000002}')
    .option("--free-tier", "with what CloudWatch gives an account for nothing")
    .option("--against <stage-or-file>", "what would change from these settings: a stage, or a stack file")
    .option("--chart <file>", "draw cost against requests a day, with the baseline (.svg or .png)")
    .option("--json", "print it as JSON")
    .action((options: Options) => run(line, options));
}

async function run({ env, terminal }: CommandLine, options: Options): Promise<void> {
  // npm and pnpm run scripts from the root; files are meant from where the person is.
  const pathOf = (file: string) => resolve(env.INIT_CWD ?? ".", file);
  const chart = options.chart === undefined ? undefined : chartFile(pathOf(options.chart));
  const shipped = shippedPrices(options.freeTier === true);
  const prices = options.prices === undefined ? shipped : pricesWith(pathOf(options.prices), shipped);
  const request: BillRequest = {
    config: readStage(options.stage),
    requestsPerMonth: options.requestsPerMonth,
    assumptions: options.assume,
    prices,
  };
  const { against } = options;
  const other =
    against === undefined
      ? undefined
      : {
          ...request,
          config: STAGES.includes(against) ? readStage(against) : readStageFile(pathOf(against)),
        };
  if (options.json === true) terminal.out(JSON.stringify(costJson(request, other), undefined, 2));
  else for (const text of costLines(request, other)) terminal.out(text);
  if (chart === undefined) return;
  const svg = drawCost(request);
  writeWhole(chart, chart.endsWith(".png") ? await toPng(svg) : svg);
}

function chartFile(file: string): string {
  if (!/[.](svg|png)$/.test(file)) {
    throw new CommandError(`--chart: expected a name that ends in .svg or .png, found "${file}".`, 2);
  }
  checkWritable("--chart", file);
  return file;
}

const MOST_REQUESTS = 1e12;

function parseRequests(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= MOST_REQUESTS) return value;
  throw new InvalidArgumentError(`expected a whole number from 0 to ${MOST_REQUESTS}, found "${text}"`);
}
