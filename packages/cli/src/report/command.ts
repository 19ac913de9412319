import { resolve } from "node:path";
import { type Command, Option } from "commander";
import type { CommandLine } from "../command-line.ts";
import { addSummary } from "../deploy/summary.ts";
import { LOCAL_STACK } from "../local/stack.ts";
import { checkWritable, writeWhole } from "../model/out-file.ts";
import { openController, STAGES, type Stage } from "../release/target.ts";
import { reportHtml } from "./html.ts";
import { reportMarkdown } from "./markdown.ts";
import { readReport, reportSource } from "./read-report.ts";
import type { ReleaseReport } from "./report.ts";

interface Options {
  readonly stage: Stage;
  readonly format: "md" | "html" | "json";
  readonly out?: string;
  readonly summary?: string;
}

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
  const controller = await openController(stage, line);
  try {
    return await readReport(await reportSource(stage, line.env, controller), kind, id);
  } finally {
    controller.close();
  }
}

function reportJson(report: ReleaseReport): string {
  return JSON.stringify(report, undefined, 2);
}
