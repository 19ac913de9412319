import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { CommandLine } from "../command-line.ts";
import { parsePositive } from "../numbers.ts";
import { withAuthor } from "./author.ts";
import { experimentPlan } from "./experiment-plan.ts";
import { follow } from "./follow.ts";
import { type OrderOptions, order } from "./order.ts";
import { planOption, requirePlan } from "./plan-option.ts";
import type { ReleaseVerb, StartRequest } from "./request.ts";
import { showHistory, showStatus } from "./show.ts";
import { openController, STAGES, type Stage } from "./target.ts";
import type { WatchUntil } from "./watch.ts";

interface StageOptions {
  readonly stage: Stage;
  readonly json?: true;
}

interface StartOptions extends OrderOptions {
  readonly version?: string;
  readonly hotfix?: true;
  readonly force?: true;
}

/** What each order does, in the words of the help. */
const ORDERS: readonly (readonly [verb: ReleaseVerb, does: string])[] = [
  ["approve", "open the step that waits for an approval"],
  ["pause", "keep the weight where it is; the guardrails stay armed"],
  ["resume", "go on after a pause; after a drift, accept the alias as it is"],
  ["promote", "spare the present step its evidence"],
  ["abort", "send everyone back to the stable version, and refuse this digest from now on"],
];

/** `release` (people also say rollout) and `experiment`: the same orders, to a stage's release controller. */
export function addReleaseCommands(program: Command, line: CommandLine): void {
  const release = program
    .command("release")
    .alias("rollout")
    .description("bring a new version into service in steps, on the local cloud or on AWS");
  startCommand(release, "begin to release a version")
    .option("--plan <plan>", "quick, standard, careful, or a JSON file with a plan")
    .option("--hotfix", "go on although the stable version is ill, because this is the cure")
    .option("--force", "take a digest that was rolled back before; goes on record")
    .action((options: StartOptions & { readonly plan?: string }) => {
      const { plan } = options;
      return begin(line, options, {
        ...(plan === undefined
          ? {}
          : { plan: planOption(plan, (file) => resolve(line.env.INIT_CWD ?? ".", file)) }),
        ...(options.hotfix === undefined ? {} : { hotfix: options.hotfix }),
      });
    });
  addOrders(release, line);

  const experiment = program
    .command("experiment")
    .description("compare two versions without promoting either, on the local cloud or on AWS");
  startCommand(experiment, "begin to compare a version with the stable one")
    .option("--weight <percent>", "share of the requests that the version gets", parsePositive, 50)
    .option("--days <days>", "how long", parsePositive, 7)
    .option("--force", "take a digest that was rolled back before; goes on record")
    .action((options: StartOptions & { readonly weight: number; readonly days: number }) => {
      const plan = requirePlan(experimentPlan(options.weight, options.days), "This experiment");
      if (plan.kind === "rollout") throw new TypeError("expected an experiment, found a rollout");
      return begin(line, options, { experiment: plan });
    });
  addOrders(experiment, line);
}

function startCommand(parent: Command, description: string): Command {
  return withAuthor(onStage(parent.command("start").description(description)), "by hand").option(
    "--version <number>",
    "the published version; without it, the one that the last deployment left waiting",
    parseVersion,
  );
}

function begin(
  line: CommandLine,
  options: StartOptions,
  what: Pick<StartRequest, "plan" | "experiment" | "hotfix">,
): Promise<void> {
  return order(line.terminal, () => openController(options.stage, line), options, {
    verb: "start",
    by: options.by,
    why: options.why,
    ...(options.version === undefined ? {} : { version: options.version }),
    ...what,
    ...(options.force === undefined ? {} : { force: options.force }),
  });
}

function addOrders(parent: Command, line: CommandLine): void {
  const { terminal } = line;
  for (const [verb, does] of ORDERS) {
    const added = onStage(parent.command(verb).description(does));
    withAuthor(added, verb === "abort" ? undefined : "by hand").action(
      (options: OrderOptions & StageOptions) =>
        order(terminal, () => openController(options.stage, line), options, {
          verb,
          by: options.by,
          why: options.why,
        }),
    );
  }
  onStage(parent.command("status").description("show where it stands and what it waits for")).action(
    ({ stage, json }: StageOptions) => showStatus(terminal, () => openController(stage, line), json === true),
  );
  onStage(parent.command("history").description("print the audit trail")).action(
    ({ stage, json }: StageOptions) =>
      showHistory(terminal, () => openController(stage, line), json === true),
  );
  onStage(parent.command("watch").description("follow it until it has settled"))
    .addOption(
      new Option("--until <what>", "settled: nothing moves without a person; ended: completed or rolled back")
        .choices(["settled", "ended"])
        .default("settled"),
    )
    .option("--timeout-minutes <minutes>", "give up after this", parsePositive)
    .action(
      ({
        stage,
        json,
        until,
        timeoutMinutes,
      }: StageOptions & { readonly until: WatchUntil; readonly timeoutMinutes?: number }) =>
        follow(line, () => openController(stage, line), {
          until,
          json: json === true,
          ...(timeoutMinutes === undefined ? {} : { timeoutMs: timeoutMinutes * 60_000 }),
        }),
    );
}

function onStage(command: Command): Command {
  return command
    .addOption(
      new Option("--stage <stage>", "where; on AWS with the usual region and credentials")
        .choices(STAGES)
        .default("local"),
    )
    .option("--json", "print the controller's answer as JSON");
}

function parseVersion(text: string): string {
  if (/^[1-9]\d*$/.test(text)) return text;
  throw new InvalidArgumentError(`expected the number of a published version, found "${text}"`);
}
