import { resolve } from "node:path";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { type Command, Option } from "commander";
import type { CommandLine } from "../command-line.ts";
import { addSummary } from "../deploy/summary.ts";
import { awsSettings } from "../local/aws-clients.ts";
import { runningCloud } from "../local/session.ts";
import { LOCAL_STACK } from "../local/stack.ts";
import { checkWritable, writeWhole } from "../model/out-file.ts";
import { stateDir } from "../projects.ts";
import { clockOf } from "../promote/facts.ts";
import { historyFrom } from "../release/history.ts";
import { expectReply } from "../release/order.ts";
import { openController, STAGES, type Stage } from "../release/target.ts";
import { cloudOf } from "../target-cloud.ts";
import { CommandError } from "../terminal.ts";
import { reportHtml } from "./html.ts";
import { reportMarkdown } from "./markdown.ts";
import { measure, metricsReader, periodFor, reportQueries } from "./read-metrics.ts";
import { evidenceFor, type ReleaseReport } from "./report.ts";
import { kpiRows } from "./rows.ts";
import { storyOf } from "./story.ts";

interface Options {
  readonly stage: Stage;
  readonly format: "md" | "html" | "json";
  readonly out?: string;
  readonly summary?: string;
}

const MINUTE_MS = 60_000;

/** `report`: what a rollout or an experiment came to, figure by figure. */
export function addReportCommand(program: Command, line: CommandLine): void {
  const report = program
    .command("report")
    .description(
      "report a rollout or an experiment: baseline, candidate, change with its bounds, target, verdict",
    );
  for (const kind of ["rollout", "experiment"] as const) {
    report
      .command(kind)
      .argument("[id]", "of the release, as the history has it", "latest")
      .addOption(new Option("--stage <stage>", "which").choices(STAGES).default(LOCAL_STACK))
      .addOption(
        new Option("--format <format>", "of the report").choices(["md", "html", "json"]).default("md"),
      )
      .option("--out <file>", "write it there instead of printing it")
      .option("--summary <file>", "add it to a file, too, as Markdown")
      .action((id: string, options: Options) => run(line, kind, id, options));
  }
}

async function run(
  line: CommandLine,
  kind: ReleaseReport["kind"],
  id: string,
  options: Options,
): Promise<void> {
  const out = options.out === undefined ? undefined : resolve(line.env["INIT_CWD"] ?? ".", options.out);
  if (out !== undefined) checkWritable("--out", out);
  const report = await read(line, kind, id, options.stage);
  const text = { md: reportMarkdown, html: reportHtml, json: reportJson }[options.format](report);
  addSummary(options.summary, line, [reportMarkdown(report)]);
  if (out === undefined) line.terminal.out(text);
  else writeWhole(out, text);
}

async function read(
  line: CommandLine,
  kind: ReleaseReport["kind"],
  id: string,
  stage: Stage,
): Promise<ReleaseReport> {
  const cloud = cloudOf(stage, line.env) === "local" ? await runningCloud(stateDir(line.env)) : undefined;
  const controller = await openController(stage, line);
  const client = new CloudWatchClient(cloud === undefined ? {} : awsSettings(cloud.endpoints));
  try {
    const { record } = expectReply(await controller.ask({ verb: "status" }), "status");
    const story = storyOf(await historyFrom(controller, 1), id, clockOf(cloud)());
    const { release } = record;
    if (release?.id === story.id && release.plan.kind !== kind) {
      throw new CommandError(
        `${story.id} is no ${kind}: ask for "report ${release.plan.kind} ${story.id}".`,
        2,
      );
    }
    const period = periodFor(story);
    const found = await metricsReader(client)(
      reportQueries(stage, story, period),
      story.begunMs,
      story.endedMs,
    );
    return {
      stage,
      kind,
      story,
      rows: kpiRows(measure(found, story, period)),
      ...evidenceFor(story, record),
      comparedMinutes: Math.round(
        story.spans.reduce(
          (sum, { weight, fromMs, toMs }) => sum + (weight > 0 && weight < 100 ? toMs - fromMs : 0),
          0,
        ) / MINUTE_MS,
      ),
    };
  } finally {
    controller.close();
    client.destroy();
  }
}

function reportJson(report: ReleaseReport): string {
  return JSON.stringify(report, undefined, 2);
}
