import { type Command, InvalidArgumentError, Option } from "commander";
import type { CommandLine } from "../command-line.ts";
import { runningCloud } from "../local/session.ts";
import { LOCAL_STACK } from "../local/stack.ts";
import { stateDir } from "../projects.ts";
import { userName } from "../release/author.ts";
import { openController, STAGES, type Stage } from "../release/target.ts";
import { cloudOf } from "../target-cloud.ts";
import { openStageConsole } from "./open-stage-console.ts";

interface Options {
  readonly stage: Stage;
  readonly port: number;
  readonly by: string;
  readonly readOnly?: true;
  readonly json?: true;
}

/** `console`: a page on this machine to watch and steer a stage, until Ctrl-C. */
export function addConsoleCommand(program: Command, line: CommandLine): void {
  program
    .command("console")
    .description("watch and steer a stage in the browser, on this machine alone")
    .addOption(new Option("--stage <stage>", "which").choices(STAGES).default(LOCAL_STACK))
    .option("--port <port>", "where to listen; a free one without it", parsePort, 0)
    .option("--by <name>", "who the audit trail names", userName())
    .option("--read-only", "without buttons")
    .option("--json", "print the address as JSON")
    .action((options: Options) => run(line, options));
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port < 65_536) return port;
  throw new InvalidArgumentError(`expected a port from 0 (a free one) to 65535, found "${text}"`);
}

async function run(line: CommandLine, { stage, port, by, readOnly, json }: Options): Promise<void> {
  const { env, terminal } = line;
  const dir = stateDir(env);
  const local = cloudOf(stage, env) === "local" ? { cloud: await runningCloud(dir), dir } : undefined;
  const controller = await openController(stage, line);
  const page = await openStageConsole({ stage, controller, local, by, port, canAct: readOnly !== true });
  if (json === true) terminal.out(JSON.stringify({ url: page.url, stage }));
  else {
    terminal.out(`Console of stage ${stage}: ${page.url}`);
    terminal.err("The address holds a token: whoever has it can act. Ctrl-C ends it.");
  }
  await new Promise<void>((resolve) => line.onInterrupt(resolve));
  await page.close();
}
