import { resolve } from "node:path";
import { type Command, Option } from "commander";
import type { CommandLine } from "../command-line.ts";
import { LOCAL_STACK } from "../local/stack.ts";
import { checkWritable } from "../model/out-file.ts";
import { reportingProblems } from "../model/problem-lines.ts";
import { parsePositive } from "../numbers.ts";
import { STAGES } from "../release/target.ts";
import { type Asker, PERSON } from "../tune/confirm.ts";
import { PROCESSES } from "./arrivals.ts";
import { parseBurst } from "./burst.ts";
import { type LoadOptions, load } from "./load.ts";
import { parseMaxInFlight, parsePercent, parseRate, parseSeed } from "./options.ts";
import { parseUrl } from "./target.ts";
import { parseTime } from "./times.ts";
import { parseWeights } from "./weights.ts";

const EXAMPLES = `
Examples:
  switchyard load --rate 20 --duration 2m
  switchyard load --rate 30 --duration 5m --curve daily --burst 3x:10s@90s
  switchyard load --stage dev --queries mine.jsonl --weights cost=3,security=1 --max-p95-ms 2000 --max-error-percent 0.5
The API key of a stage on AWS, or of --url, is read from SWITCHYARD_API_KEY.`;

/** `load`: sends requests at a rate and says how long they take. */
export function addLoadCommand(program: Command, line: CommandLine, asker: Asker = PERSON): void {
  program
    .command("load")
    .description("send a mix of questions at a rate; say how long answers take, by kind and way of routing")
    .addOption(
      new Option("--stage <stage>", "whose router, and by whose prices").choices(STAGES).default(LOCAL_STACK),
    )
    .option("--url <apiUrl>", "ask here instead of looking up the stage's address", parseUrl)
    .option("--queries <file>", "what to ask: .jsonl, .yaml or .json (default: a mix that ships)")
    .option("--weights <kind=n,…>", "how often each kind; those not named are left out", parseWeights)
    .option("--rate <n>", "requests a second where the curve is at its highest", parseRate, 5)
    .addOption(
      new Option("--duration <time>", "how long, such as 30s or 10m")
        .argParser(parseTime)
        .default(60_000, "1m"),
    )
    .addOption(
      new Option("--arrivals <process>", "as independent callers come, or as a metronome")
        .choices(PROCESSES)
        .default("poisson"),
    )
    .option(
      "--curve <daily|file>",
      "a day in the time of the run, or shares of the rate from a JSON file: [0.2, 1, 0.6]",
    )
    .addOption(
      new Option(
        "--burst <burst>",
        "5x:10s@60s: five times as many for 10 s, 60 s after the start; 5x:10s/60s: every 60 s. May be given several times",
      )
        .argParser(parseBurst)
        .default([], "none"),
    )
    .option("--seed <n>", "the same one asks the same questions at the same times", parseSeed, 1)
    .option("--max-in-flight <n>", "requests on their way at once; others wait", parseMaxInFlight, 256)
    .addOption(
      new Option("--timeout <time>", "how long an answer may take")
        .argParser(parseTime)
        .default(35_000, "35s"),
    )
    .option("--allow-large", "more than 50 a second, 10 minutes or 30,000 requests")
    .option("--yes", "do not ask before anything but this machine is loaded")
    .option("--max-error-percent <n>", "fail where more of the requests fail", parsePercent)
    .option("--max-p95-ms <ms>", "fail where the 95th percentile takes longer", parsePositive)
    .option("--out <file>", "write the histograms of all latencies, as JSON")
    .option("--json", "print the result as JSON")
    .addHelpText("after", EXAMPLES)
    .action((options: LoadOptions) =>
      reportingProblems(line.terminal, options.json === true, async () => {
        // npm and pnpm run scripts from the root; files are meant from where the person is.
        const pathOf = (file: string) => resolve(line.env.INIT_CWD ?? ".", file);
        if (options.out !== undefined) checkWritable("--out", pathOf(options.out));
        await load({ line, asker, pathOf }, options);
      }),
    );
}
