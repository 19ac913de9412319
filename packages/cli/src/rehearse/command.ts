import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { CommandLine } from "../command-line.ts";
import { parseNumber, parsePositive } from "../numbers.ts";
import { prepareDeployment } from "../prepare.ts";
import { planOption } from "../release/plan-option.ts";
import { CommandError, printable, type Terminal } from "../terminal.ts";
import { CANDIDATES, type Candidate, type Path, parseCandidate } from "./candidate.ts";
import { matrix, matrixTable } from "./matrix.ts";
import { REHEARSAL_PLAN } from "./plan.ts";
import { type Rehearsal, type RehearsalOptions, rehearse } from "./run.ts";
import { momentLine } from "./timeline.ts";

interface RehearseOptions {
  readonly candidate?: Candidate;
  readonly all?: true;
  readonly speed: number;
  readonly rpm: number;
  readonly plan: string;
  readonly without?: Path;
  readonly timeoutMinutes?: number;
  readonly keep?: true;
  readonly json?: true;
}

/** Minutes of the cloud's clock: enough for a plan that ships, and what shows that nothing comes of nothing. */
const TIMEOUT_MINUTES = 150;
const TIMEOUT_MINUTES_WITHOUT_TRAFFIC = 30;

/** `rehearse`: the whole rollout of a good or a bad version, in a cloud of its own. */
export function addRehearseCommand(program: Command, line: CommandLine): void {
  program
    .command("rehearse")
    .description(
      "roll out a version of a known kind in a cloud of its own, and see whether the right thing happens",
    )
    .option("--candidate <kind>", CANDIDATES, readCandidate)
    .option("--all", "every kind, and each way out alone; prints a table")
    .option(
      "--speed <factor>",
      "how much faster than real time the cloud's clock runs, 1 to 600",
      parsePositive,
      60,
    )
    .option("--rpm <requests>", "requests per minute of the cloud's clock", readRate, 40)
    .option(
      "--plan <plan>",
      "rehearsal (short), quick, standard, careful, or a JSON file with a plan",
      REHEARSAL_PLAN.name,
    )
    .addOption(
      new Option("--without <path>", "put one way out of service out of order").choices(["judge", "alarms"]),
    )
    .option("--timeout-minutes <minutes>", "end after this, by the cloud's clock", parsePositive)
    .option("--keep", "keep the state of the cloud")
    .option("--json", "print the outcome as JSON")
    .action((options: RehearseOptions) => run(line, options));
}

async function run(line: CommandLine, options: RehearseOptions): Promise<void> {
  const { terminal } = line;
  const { candidate, json } = options;
  if ((candidate === undefined) === (options.all === undefined)) {
    throw new CommandError("Expected --candidate or --all.", 2);
  }
  const abort = new AbortController();
  line.onInterrupt(() => abort.abort());
  terminal.err("Bundling the Lambdas and checking the programs …");
  await prepareDeployment();
  const play = (what: Pick<RehearsalOptions, "candidate" | "rpm" | "without">): Promise<Rehearsal> =>
    rehearse(settings(line, options, what), {
      onDeed: ({ did }) => terminal.err(`  — ${did}`),
      onEvent: ({ from, to, why }) =>
        terminal.err(printable(`  ${from === to ? to : `${from} → ${to}`}: ${why}`)),
      onWarning: (message) => terminal.err(`${terminal.style("yellow", "warning")} ${message}`),
      signal: abort.signal,
    });
  if (candidate === undefined) return await runAll(terminal, options, play);
  const rehearsal = await play({
    candidate,
    rpm: options.rpm,
    ...(options.without === undefined ? {} : { without: options.without }),
  });
  if (json) terminal.out(JSON.stringify(rehearsal));
  else print(terminal, rehearsal);
  if (!rehearsal.right) throw new CommandError(`Not the right outcome: ${rehearsal.expected ?? "unknown"}.`);
}

function settings(
  line: CommandLine,
  options: RehearseOptions,
  what: Pick<RehearsalOptions, "candidate" | "rpm" | "without">,
): RehearsalOptions {
  return {
    ...what,
    speed: options.speed,
    plan: planOf(options.plan, line),
    keep: options.keep === true,
    timeoutMinutes:
      options.timeoutMinutes ?? (what.rpm === 0 ? TIMEOUT_MINUTES_WITHOUT_TRAFFIC : TIMEOUT_MINUTES),
  };
}

/** A plan that ships goes by its name, so that the controller lays the stage's limits over it. */
function planOf(name: string, line: CommandLine): RehearsalOptions["plan"] {
  if (name === REHEARSAL_PLAN.name) return REHEARSAL_PLAN;
  return planOption(name, (file) => resolve(line.env.INIT_CWD ?? ".", file));
}

async function runAll(
  terminal: Terminal,
  options: RehearseOptions,
  play: (what: Pick<RehearsalOptions, "candidate" | "rpm" | "without">) => Promise<Rehearsal>,
): Promise<void> {
  const results: Rehearsal[] = [];
  for (const what of matrix(options.rpm)) results.push(await play(what));
  if (options.json) terminal.out(JSON.stringify({ rehearsals: results }));
  else for (const text of matrixTable(results)) terminal.out(text);
  const wrong = results.filter(({ right }) => !right).length;
  if (wrong > 0) throw new CommandError(`${wrong} of ${results.length} rehearsals did not end right.`);
}

function print(terminal: Terminal, rehearsal: Rehearsal): void {
  for (const moment of rehearsal.timeline) terminal.out(printable(momentLine(moment)));
  const { sent, failed, toCandidate, failedByCandidate } = rehearsal.requests;
  terminal.out(
    `\n${sent} requests, ${failed} failed; ${toCandidate} to the candidate, ${failedByCandidate} of them failed. ` +
      `${rehearsal.cloudMinutes} cloud minutes in ${rehearsal.realSeconds} s.`,
  );
  const by = rehearsal.by === undefined ? "" : ` by the ${rehearsal.by}`;
  const mark = rehearsal.right ? terminal.style("green", "right") : terminal.style("red", "wrong");
  terminal.out(`${mark} ${rehearsal.candidate}: ${rehearsal.outcome}${by}`);
  if (rehearsal.dir !== undefined) terminal.out(`The state of the cloud is kept in ${rehearsal.dir}.`);
}

function readCandidate(text: string): Candidate {
  const candidate = parseCandidate(text);
  if (candidate !== undefined) return candidate;
  throw new InvalidArgumentError(`expected ${CANDIDATES}, found "${text}"`);
}

function readRate(text: string): number {
  const rate = parseNumber(text);
  if (rate >= 0) return rate;
  throw new InvalidArgumentError(`expected 0 or more requests a minute, found "${text}"`);
}
