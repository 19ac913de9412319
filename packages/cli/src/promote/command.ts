import { resolve } from "node:path";
import type { RolloutPlan } from "@switchyard/rollout";
import { type Command, Option } from "commander";
import type { CommandLine } from "../command-line.ts";
import { countChanges } from "../deploy/changes.ts";
import { requestsOption } from "../deploy/command.ts";
import { planMarkdown } from "../deploy/deploy-stage.ts";
import { openDeployer } from "../deploy/open-deployer.ts";
import { planCost } from "../deploy/plan-cost.ts";
import { parseDigest, routerStack } from "../deploy/stage-target.ts";
import { addSummary } from "../deploy/summary.ts";
import { parsePositive } from "../numbers.ts";
import { pause } from "../pause.ts";
import { withAuthor } from "../release/author.ts";
import { eventLine } from "../release/history-text.ts";
import { planOption, type ShippedPlan } from "../release/plan-option.ts";
import { openController, STAGES, type Stage } from "../release/target.ts";
import { releaseSummary } from "../report/release-summary.ts";
import { readStage } from "../stage-file.ts";
import { cloudOf } from "../target-cloud.ts";
import { CommandError, printable } from "../terminal.ts";
import { alarmReader, clockOf } from "./facts.ts";
import { type Promotion, promote } from "./promote.ts";
import { concludeArrival } from "./service.ts";

interface Options {
  readonly from?: Stage;
  readonly to: Stage;
  readonly digest?: string;
  readonly plan?: string;
  readonly by: string;
  readonly why: string;
  readonly dryRun?: true;
  readonly withoutWaiting?: true;
  readonly wait: boolean;
  readonly timeoutMinutes?: number;
  readonly requestsPerMonth: number;
  readonly summary?: string;
  readonly json?: true;
}

/** Longer than a job of a workflow may last: who does not say anything waits for the verdict. */
const WAIT_MINUTES = 7 * 24 * 60;

/** `promote`: the image that is in service in one stage goes to the next, by digest. */
export function addPromoteCommand(program: Command, line: CommandLine): void {
  const command = program
    .command("promote")
    .description("move the image that is in service in one stage to the next, with a rollout there")
    .addOption(
      new Option(
        "--from <stage>",
        "where it is in service; where the other stage's file says, without it",
      ).choices(STAGES),
    )
    .addOption(new Option("--to <stage>", "where it is to be").choices(STAGES).makeOptionMandatory())
    .option("--digest <digest>", "promote this image and no other", parseDigest)
    .option(
      "--plan <plan>",
      "quick, standard, careful, or a JSON file with a plan; the stage's own without it",
    )
    .option("--without-waiting", "for a cure: however short the image has been in service; goes on record")
    .option("--dry-run", "judge the gate and show the changes, and change nothing")
    .option("--no-wait", "start the rollout and leave it to the controller")
    .option("--timeout-minutes <minutes>", "stop waiting after this; exit code 4 then", parsePositive)
    .addOption(requestsOption())
    .option("--summary <file>", "add the outcome to a file, as Markdown")
    .option("--json", "print the outcome as JSON");
  withAuthor(command, "promotion").action((options: Options) => run(line, options));
}

async function run(line: CommandLine, options: Options): Promise<void> {
  const { to, digest, by } = options;
  const { terminal } = line;
  const { from, minutesInService: asked } = promotionTo(to, options.from);
  const isUrgent = options.withoutWaiting === true;
  const minutesInService = isUrgent ? undefined : asked;
  const why = isUrgent ? `${options.why} (without waiting)` : options.why;
  const plan = options.plan === undefined ? undefined : planOf(options.plan, line);
  const abort = new AbortController();
  line.onInterrupt(() => abort.abort());
  const { deployer, cloud } = await openDeployer(to, line);
  const source = await openController(from, line);
  const target = await openController(to, line);
  const waitMs = options.wait ? (options.timeoutMinutes ?? WAIT_MINUTES) * 60_000 : undefined;
  try {
    const promotion = await promote(
      {
        from,
        to,
        by,
        why,
        minutesInService,
        dryRun: options.dryRun === true,
        ...(digest === undefined ? {} : { digest }),
        ...(plan === undefined ? {} : { plan }),
        waitMs,
      },
      {
        source,
        target,
        deployer,
        readAlarms: alarmReader(cloud),
        stackWith: (image) => routerStack(to, cloudOf(to, line.env), image),
        waiting: { nowMs: () => performance.now(), pause },
        nowMs: clockOf(cloud),
        onStage: (text) => terminal.err(text),
        onEvent: (event) => terminal.err(printable(eventLine(event))),
        signal: abort.signal,
      },
    );
    const cost =
      promotion.outcome === "would-promote"
        ? await planCost(
            deployer,
            routerStack(to, cloudOf(to, line.env), promotion.digest),
            promotion.plan.changes,
            options.requestsPerMonth,
          )
        : [];
    if (options.summary !== undefined) {
      const released = options.dryRun === true ? [] : await releaseSummary(to, promotion, target, line.env);
      addSummary(options.summary, line, [
        ...promotionMarkdown(from, to, promotion),
        "",
        ...cost,
        ...released,
      ]);
    }
    for (const text of cost) terminal.err(text);
    if (options.json === true) terminal.out(JSON.stringify(asJson(promotion)));
    conclude(line, to, promotion);
  } finally {
    source.close();
    target.close();
    await deployer.close();
  }
}

/** From where and after how long, by the file of the stage that is promoted to. */
function promotionTo(to: Stage, from: Stage | undefined) {
  const { promotion } = readStage(to);
  if (promotion === undefined) {
    throw new CommandError(
      `Nothing is promoted to ${to}: its stack file has no switchyard:promotion. Add it, or use "switchyard deploy".`,
      2,
    );
  }
  if (from === undefined || promotion.from === from) return promotion;
  throw new CommandError(`Expected --from ${promotion.from}, as ${to}'s stack file says, found ${from}.`, 2);
}

function planOf(text: string, line: CommandLine): ShippedPlan | RolloutPlan {
  return planOption(text, (file) => resolve(line.env.INIT_CWD ?? ".", file));
}

function asJson(promotion: Promotion): unknown {
  if (promotion.outcome !== "would-promote") return promotion;
  const { plan, ...rest } = promotion;
  return { ...rest, changes: countChanges(plan.changes) };
}

/** What came of it, in a sentence; an outcome that is not what was asked for is an error with its exit code. */
function conclude({ terminal }: CommandLine, to: Stage, promotion: Promotion): void {
  switch (promotion.outcome) {
    case "refused":
      throw new CommandError([`Not promoted to ${to}:`, ...promotion.reasons.map(printable)].join("\n  "));
    case "would-promote":
      return terminal.err(`The gate is open: ${promotion.digest} may go to ${to}.`);
    case "in-service":
    case "first-version":
    case "started":
    case "under-way":
    case "rolled-back":
    case "waits-for-person":
      return concludeArrival(terminal.err, to, promotion);
  }
}

function promotionMarkdown(from: Stage, to: Stage, promotion: Promotion): readonly string[] {
  const title = `## ${from} → ${to}: ${promotion.outcome.replaceAll("-", " ")}`;
  if (promotion.outcome === "refused")
    return [title, "", ...promotion.reasons.map((reason) => `- ${reason}`)];
  const lines = [title, "", `Image \`${promotion.digest}\``];
  if (promotion.outcome === "would-promote") return [...lines, "", ...planMarkdown(to, promotion.plan)];
  return "explanation" in promotion ? [...lines, "", promotion.explanation] : lines;
}
