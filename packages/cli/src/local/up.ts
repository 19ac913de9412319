import { rmSync } from "node:fs";
import {
  type CloudControl,
  connectToCloud,
  type DeployResult,
  openCloud,
  type RemoteCloud,
  serveControl,
} from "@switchyard/local-cloud";
import type { CommandLine } from "../command-line.ts";
import { openStageConsole } from "../console/open-stage-console.ts";
import { prepareDeployment } from "../prepare.ts";
import { PROJECTS, type Project } from "../projects.ts";
import { userName } from "../release/author.ts";
import { localController } from "../release/target.ts";
import { CommandError, type Terminal } from "../terminal.ts";
import { askSamples, printWelcome, showFastShare } from "./first-run.ts";
import { showProgress, summaryOf } from "./progress.ts";
import { readReleaseNews } from "./release-news.ts";
import { startInBackground, untilGone, withCloud } from "./session.ts";
import { requireStart } from "./smoke.ts";
import { speedFrom } from "./speed.ts";
import { deployedRouter, LOCAL_STACK } from "./stack.ts";
import { readStatus } from "./status.ts";

interface UpOptions {
  /** How much faster than the machine's the cloud's time runs; what the environment says without it. */
  readonly speed?: number;
  readonly foreground?: true;
  readonly once?: true;
  readonly json?: true;
}

const PREPARING = "Bundling the Lambdas and checking the programs …";

/** `local up`: starts the cloud where none runs, deploys, and says what to do next. */
export async function up(line: CommandLine, dir: string, options: UpOptions): Promise<void> {
  const running = await connectToCloud(dir);
  const inForeground = options.foreground === true || options.once === true;
  const speed = options.speed ?? speedFrom(line.env);
  if (running === undefined && inForeground) return await upHere(line, dir, options, speed);
  if (running !== undefined && options.speed !== undefined && running.clock.speed !== speed) {
    throw new CommandError(
      `The local cloud already runs at speed ${running.clock.speed}. Stop it with "switchyard local down" to change that.`,
    );
  }
  const cloud = running ?? (await startInBackground(dir, speed));
  if (running !== undefined)
    line.terminal.err(`The local cloud already runs as process ${running.pid}; deploying to it.`);
  await deployAndReport(line.terminal, cloud, options, false);
}

/** Hosts the cloud in this process until Ctrl-C, or until the samples are answered. */
async function upHere(line: CommandLine, dir: string, options: UpOptions, speed: number): Promise<void> {
  const interrupted = new Promise<void>((resolve) => line.onInterrupt(resolve));
  const abort = new AbortController();
  void interrupted.then(() => abort.abort());
  const cloud = await openCloud({
    dir,
    speed,
    onWarning: (message) => line.terminal.err(`${line.terminal.style("yellow", "warning")} ${message}`),
  });
  const control = await serveControl(cloud, dir);
  try {
    await deployAndReport(line.terminal, cloud, options, true, abort.signal);
    if (options.once === true) return;
    const page = await openStageConsole({
      stage: LOCAL_STACK,
      controller: localController(cloud),
      local: { cloud, dir },
      by: userName(),
      canAct: true,
      port: 0,
    });
    const say = options.json === true ? line.terminal.err : line.terminal.out;
    say(`Watch it, send traffic and break a version in the console:\n\n  ${page.url}\n`);
    await Promise.race([interrupted, control.stopRequested]);
    await page.close();
  } finally {
    await control.close();
    await cloud.close();
    line.terminal.err("Stopped.");
  }
}

async function deployAndReport(
  terminal: Terminal,
  cloud: CloudControl,
  options: UpOptions,
  hostedHere: boolean,
  signal?: AbortSignal,
): Promise<void> {
  const startedMs = performance.now();
  terminal.err(PREPARING);
  await prepareDeployment();
  const results = await deployAll(terminal, cloud, false, signal);
  terminal.err(`Deployed in ${((performance.now() - startedMs) / 1000).toFixed(1)} s.`);
  const status = await readStatus(cloud);
  const router = await deployedRouter(cloud);
  await requireStart(cloud.endpoints, status);
  const quiet = options.json === true;
  const human = quiet ? { ...terminal, out: terminal.err } : terminal;
  const replies = options.once === true ? await askSamples(human, router) : [];
  // Whoever deploys to a cloud that goes on in the background does so often, and may be measuring it.
  const mixedQuestions = hostedHere ? await showFastShare(human, router, signal) : undefined;
  if (!quiet && options.once !== true) {
    printWelcome(terminal, status, await readReleaseNews(cloud), router.apiKey, hostedHere);
  }
  if (quiet) terminal.out(JSON.stringify({ projects: results, status, replies, mixedQuestions }));
}

/** `local preview`: the plan of a deployment. */
export async function preview(
  line: CommandLine,
  dir: string,
  options: { readonly json?: true },
): Promise<void> {
  await prepareDeployment();
  const results = await withCloud(dir, (cloud) => deployAll(line.terminal, cloud, true));
  if (options.json === true) line.terminal.out(JSON.stringify({ projects: results }));
}

/** `local down`: stops the running cloud; with `destroy` deletes what is deployed before. */
export async function down(
  line: CommandLine,
  dir: string,
  options: { readonly destroy?: true; readonly json?: true },
): Promise<void> {
  const running = await connectToCloud(dir);
  const destroyed = options.destroy === true;
  if (destroyed) await withCloud(dir, (cloud) => destroyAll(line.terminal, cloud));
  if (running !== undefined) await stop(running);
  if (options.json === true) return line.terminal.out(JSON.stringify({ running: false, destroyed }));
  const state = running === undefined ? "was not running" : "is stopped";
  line.terminal.out(`The local cloud ${state}; what was deployed ${destroyed ? "is deleted" : "stays"}.`);
}

/** `local reset`: stops the running cloud and deletes its state, readable or not. */
export async function reset(
  line: CommandLine,
  dir: string,
  options: { readonly json?: true },
): Promise<void> {
  const running = await connectToCloud(dir);
  if (running !== undefined) await stop(running);
  rmSync(dir, { recursive: true, force: true });
  if (options.json === true) return line.terminal.out(JSON.stringify({ running: false, deleted: dir }));
  line.terminal.out(`The local cloud's state in ${dir} is deleted.`);
}

async function stop(cloud: RemoteCloud): Promise<void> {
  await cloud.stop();
  await untilGone(cloud.pid);
}

interface ProjectResult {
  readonly project: string;
  /** Finished steps by kind. */
  readonly steps: DeployResult["counts"];
}

async function deployAll(
  terminal: Terminal,
  cloud: CloudControl,
  dryRun: boolean,
  signal?: AbortSignal,
): Promise<readonly ProjectResult[]> {
  const results: ProjectResult[] = [];
  for (const project of PROJECTS) {
    const needed = dryRun ? await firstMissing(cloud, project) : undefined;
    if (needed !== undefined) {
      terminal.err(`${project.name} can be previewed once ${needed} is deployed: it reads its outputs.`);
      continue;
    }
    terminal.err(`${dryRun ? "Previewing" : "Deploying"} ${terminal.style("bold", project.name)} …`);
    const result = await orExplain(project, () =>
      cloud.deploy({
        projectDir: project.dir,
        stack: LOCAL_STACK,
        dryRun,
        onEvent: showProgress(terminal),
        ...(signal === undefined ? {} : { signal }),
      }),
    );
    terminal.err(`  ${summaryOf(result.counts)}`);
    const { create, update, replace } = result.counts;
    if (dryRun && project !== PROJECTS.at(-1) && create + update + replace > 0) {
      terminal.err(
        `  What comes after it is compared with ${project.name} as it is now; expect more to change there.`,
      );
    }
    results.push({ project: project.name, steps: result.counts });
  }
  return results;
}

/** The first project before this one that is not deployed yet. */
async function firstMissing(cloud: CloudControl, project: Project): Promise<string | undefined> {
  for (const earlier of PROJECTS.slice(0, PROJECTS.indexOf(project))) {
    if ((await cloud.outputs(earlier.name, LOCAL_STACK)) === undefined) return earlier.name;
  }
  return undefined;
}

async function destroyAll(terminal: Terminal, cloud: CloudControl): Promise<void> {
  for (const project of [...PROJECTS].reverse()) {
    terminal.err(`Deleting ${terminal.style("bold", project.name)} …`);
    await orExplain(project, () =>
      cloud.destroy({ projectDir: project.dir, stack: LOCAL_STACK, onEvent: showProgress(terminal) }),
    );
  }
}

/** A deployment that fails ends the command with what went wrong, under the project's name. */
async function orExplain(project: Project, run: () => Promise<DeployResult>): Promise<DeployResult> {
  const result = await run().catch((error: unknown) => {
    throw new CommandError(`${project.name}: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (result.kind === "failed")
    throw new CommandError([`${project.name} failed.`, ...result.problems].join("\n  "));
  return result;
}
