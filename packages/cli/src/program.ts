import { resolve } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { printExplanation, printFollowUpHint, printReply, replyJson } from "./ask.ts";
import type { CommandLine } from "./command-line.ts";
import { addConsoleCommand } from "./console/command.ts";
import { addCostCommand } from "./cost/command.ts";
import { addDeployCommands } from "./deploy/command.ts";
import { addDriftCommand } from "./drift/command.ts";
import { addLearnCommand } from "./learn/command.ts";
import { addLoadCommand } from "./load/command.ts";
import { addBedrockCommand } from "./local/bedrock-command.ts";
import { addFaultCommand } from "./local/fault-command.ts";
import { addForeignWriteCommand } from "./local/foreign-write-command.ts";
import { printLogs } from "./local/logs.ts";
import { readReleaseNews } from "./local/release-news.ts";
import { serve } from "./local/serve.ts";
import { runningCloud } from "./local/session.ts";
import { deployedRouter, LOCAL_STACK } from "./local/stack.ts";
import { printStatus, readStatus } from "./local/status.ts";
import { down, preview, reset, up } from "./local/up.ts";
import { addModelCommands } from "./model/commands.ts";
import { parsePositive } from "./numbers.ts";
import { stateDir } from "./projects.ts";
import { addPromoteCommand } from "./promote/command.ts";
import { addRehearseCommand } from "./rehearse/command.ts";
import { addReleaseCommands } from "./release/command.ts";
import { addReportCommand } from "./report/command.ts";
import { askRouter, askRouterCached } from "./router-client.ts";
import { checkRoutes } from "./routes-check.ts";
import { addSimulateCommand } from "./simulate/simulate-command.ts";
import { CommandError } from "./terminal.ts";
import { addTourCommand } from "./tour/command.ts";
import { addTuneCommand } from "./tune/command.ts";

const VERSION = "0.1.0";

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 called wrongly, 3 nothing to work on (the local cloud is not running, or not deployed),
4 no answer yet: ask again.
State of the local cloud: .switchyard/local in the repository, or the folder in SWITCHYARD_LOCAL_DIR.`;

/** Whoever waits longer is told that something is going on. */
const SAY_SO_AFTER_MS = 1000;

interface AskOptions {
  readonly agent?: string;
  readonly get?: true;
  readonly session?: string;
  readonly explain?: true;
  readonly stage: string;
  readonly json?: true;
}

/** Runs one command line and returns its exit code. Problems are printed; nothing is thrown. */
export async function runCommandLine(args: readonly string[], line: CommandLine): Promise<number> {
  let hasResult = false;
  const out = (text: string): void => {
    hasResult = true;
    line.terminal.out(text);
  };
  const terminal = { ...line.terminal, out };
  const program = buildProgram({ ...line, terminal });
  // Whoever asked for JSON gets one document, be it the result or the problem.
  const tellScripts = (message: string, code: number): void => {
    if (args.includes("--json") && !hasResult) out(JSON.stringify({ error: { message, exit_code: code } }));
  };
  try {
    await program.parseAsync([...args], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) tellScripts(error.message, 2);
      return error.exitCode === 0 ? 0 : 2;
    }
    const code = error instanceof CommandError ? error.exitCode : 1;
    const message = error instanceof Error ? error.message : String(error);
    tellScripts(message, code);
    terminal.err(`${terminal.style("red", "error")} ${message}`);
    return code;
  }
}

function buildProgram(line: CommandLine): Command {
  const { terminal, env } = line;
  const dir = stateDir(env);
  const program = new Command("switchyard")
    .description("Routes questions to agents, and moves every new version of itself into service safely.")
    .version(VERSION)
    // So that `release start --version 7` is about the release.
    .enablePositionalOptions()
    .addHelpText("after", EXIT_CODES)
    .showHelpAfterError("Run with --help to see what is possible.")
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .exitOverride();

  program
    .command("ask")
    .description("ask the router of the local cloud a question")
    .argument("<question>", "the question, in quotes")
    .option("--agent <id>", "go to this agent without routing")
    .option("--get", "as GET, which the gateway may answer from its cache")
    .addOption(
      new Option(
        "--session <token>",
        'follow up on the answer that came with this token: a short question such as "and last month?" goes to the same agent',
      ).conflicts("get"),
    )
    .addOption(
      new Option(
        "--explain",
        "show what each step of the routing said, with the words that weighed",
      ).conflicts("get"),
    )
    .option("--stage <stage>", "a stage of the local cloud", LOCAL_STACK)
    .option("--json", "print the router's answer as JSON")
    .action(async (query: string, options: AskOptions) => {
      const { agent, session, explain, stage } = options;
      const address = await deployedRouter(await runningCloud(dir), stage);
      const question = {
        query,
        ...(agent === undefined ? {} : { agent }),
        ...(session === undefined ? {} : { session }),
        ...(explain === undefined ? {} : { explain }),
      };
      const waiting = setTimeout(() => terminal.err("Waiting for the answer …"), SAY_SO_AFTER_MS);
      const send = options.get ? askRouterCached : askRouter;
      const reply = await send(address, question).finally(() => clearTimeout(waiting));
      if (options.json) terminal.out(replyJson(question, reply));
      else {
        printReply(terminal, query, reply);
        if (explain) printExplanation(terminal, reply);
        printFollowUpHint(terminal, reply);
      }
      if (reply.status !== 200) throw new CommandError(`The router answered with status ${reply.status}.`);
    });

  program
    .command("routes")
    .description("work with route tables")
    .command("check")
    .description("check a route table file (YAML or JSON); problems come with their lines")
    .argument("<file>")
    .option("--json", "print the problems as JSON")
    .action((file: string, options: { json?: true }) =>
      // npm and pnpm run scripts from the root; the file is meant from where the person is.
      checkRoutes(terminal, resolve(env.INIT_CWD ?? ".", file), options.json === true),
    );

  addModelCommands(program, line);
  addLearnCommand(program, line, dir);
  addDeployCommands(program, line);
  addPromoteCommand(program, line);
  addReleaseCommands(program, line);
  addDriftCommand(program, line);
  addCostCommand(program, line);
  addRehearseCommand(program, line);
  addSimulateCommand(program, line);
  addTuneCommand(program, line, dir);
  addLoadCommand(program, line);
  addTourCommand(program, line);
  addConsoleCommand(program, line);
  addReportCommand(program, line);

  const local = program.command("local").description("run AWS in miniature on this machine");
  local
    .command("up")
    .description("start the local cloud and deploy to it")
    .option("--foreground", "stay in the foreground and stop everything on Ctrl-C")
    .option("--once", "deploy, ask a handful of questions, print the answers and stop")
    .option(
      "--speed <factor>",
      "how much faster than real time the cloud's clock runs, 1 to 600",
      parsePositive,
    )
    .option("--json", "print the outcome as JSON")
    .action((options: { foreground?: true; once?: true; speed?: number; json?: true }) =>
      up(line, dir, options),
    );
  local
    .command("preview")
    .description("show what a deployment would change, and change nothing")
    .option("--json", "print the plan as JSON")
    .action((options: { json?: true }) => preview(line, dir, options));
  local
    .command("down")
    .description("stop the local cloud; what is deployed stays and runs again at the next up")
    .option("--destroy", "delete what is deployed first")
    .option("--json", "print the outcome as JSON")
    .action((options: { destroy?: true; json?: true }) => down(line, dir, options));
  local
    .command("reset")
    .description("stop the local cloud and delete all of its state: the next up starts from nothing")
    .option("--json", "print the outcome as JSON")
    .action((options: { json?: true }) => reset(line, dir, options));
  local
    .command("status")
    .description("show where everything is")
    .option("--json", "print it as JSON")
    .action(async (options: { json?: true }) => {
      const cloud = await runningCloud(dir);
      const status = await readStatus(cloud);
      const release = await readReleaseNews(cloud);
      if (options.json) terminal.out(JSON.stringify({ ...status, release }, undefined, 2));
      else printStatus(terminal, status, release);
    });
  local
    .command("logs")
    .description("print the router's log events")
    .option("-f, --follow", "go on until Ctrl-C")
    .option("--since <minutes>", "how far to look back", parsePositive, 15)
    .option("--filter <pattern>", "CloudWatch Logs filter pattern")
    .option("--raw", "every log event as it is")
    .option("--json", "every log event, one JSON object a line")
    .action(async (options: { follow?: true; since: number; filter?: string; raw?: true; json?: true }) => {
      const abort = new AbortController();
      line.onInterrupt(() => abort.abort());
      await printLogs(terminal, await runningCloud(dir), {
        follow: options.follow === true,
        sinceMinutes: options.since,
        filter: options.filter,
        raw: options.raw === true,
        json: options.json === true,
        signal: abort.signal,
      });
    });
  addBedrockCommand(local, terminal, dir);
  addFaultCommand(local, terminal, dir);
  addForeignWriteCommand(local, terminal, dir);
  local
    .command("serve", { hidden: true })
    .description("run the local cloud in this process, for `local up`")
    .action(() => serve(line, dir));
  return program;
}
