import { type Command, Option } from "commander";
import type { CommandLine } from "../command-line.ts";
import { openDeployer } from "../deploy/open-deployer.ts";
import { routerStack } from "../deploy/stage-target.ts";
import { addSummary } from "../deploy/summary.ts";
import { STAGES, type Stage } from "../release/target.ts";
import { cloudOf } from "../target-cloud.ts";
import { CommandError, printable } from "../terminal.ts";
import { aliasDrift } from "./alias-drift.ts";
import { readAlias } from "./alias-reading.ts";

interface Options {
  readonly stage: Stage;
  readonly summary?: string;
  readonly json?: true;
}

/** `drift`: what was changed by other means than a deployment and the controller. */
export function addDriftCommand(program: Command, line: CommandLine): void {
  program
    .command("drift")
    .description("find what somebody changed by hand: the alias, settings, roles; changes nothing itself")
    .addOption(new Option("--stage <stage>", "which").choices(STAGES).makeOptionMandatory())
    .option("--summary <file>", "add what is found to a file, as Markdown")
    .option("--json", "print what is found as JSON")
    .action((options: Options) => run(line, options));
}

async function run(line: CommandLine, { stage, summary, json }: Options): Promise<void> {
  const { deployer, cloud } = await openDeployer(stage, line);
  try {
    const alias = aliasDrift(await readAlias(stage, cloud));
    const resources = await deployer.drift(routerStack(stage, cloudOf(stage, line.env)));
    const found = [...(alias === undefined ? [] : [alias]), ...resources];
    addSummary(summary, line, [
      `### ${stage}: ${found.length === 0 ? "no drift" : "drift"}`,
      "",
      ...found.map((text) => `- ${text}`),
    ]);
    if (json === true) line.terminal.out(JSON.stringify({ stage, alias: alias ?? null, resources }));
    if (found.length > 0) {
      throw new CommandError([`Stage ${stage} was changed by hand:`, ...found.map(printable)].join("\n  "));
    }
    line.terminal.err(`Stage ${stage} is as it was deployed.`);
  } finally {
    await deployer.close();
  }
}
