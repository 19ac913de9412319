/** Runs a Pulumi program in a Node process of its own, as the CLI's language host for Node does. */
import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { ProgramConfig } from "./config.ts";
import { EngineError } from "./engine-error.ts";

/** The program reported its failure through the engine already. */
const EXIT_REPORTED = 32;
/** How long a cancelled program may take to end by itself. */
const GRACE_MS = 2000;
/** Anything above one lets the SDK send requests at once; the engine takes them as they come. */
const PARALLEL = 16;
/** What a program says when it dies without the SDK's help is at the end. */
const LAST_LINES = 20;

/** Where a program starts. */
export interface Entry {
  /** Working directory of the program: relative paths in it start here. */
  readonly programDir: string;
  /** File name, or `.` to let package.json decide. */
  readonly entry: string;
}

export interface ProgramRun extends Entry {
  readonly projectDir: string;
  readonly project: string;
  readonly stack: string;
  readonly config: ProgramConfig;
  readonly nodeArgs: readonly string[];
  readonly dryRun: boolean;
  /** `host:port` of the monitor and the engine service. */
  readonly address: string;
  /** Further environment variables. */
  readonly env: Readonly<Record<string, string>>;
  readonly onLine: (stream: "stdout" | "stderr", line: string) => void;
  readonly signal: AbortSignal | undefined;
}

export type ProgramEnd =
  | { readonly kind: "ended" }
  /** It said why through the engine. */
  | { readonly kind: "reported" }
  | { readonly kind: "crashed"; readonly reason: string };

/** `main` of Pulumi.yaml as a working directory and an entry in it. */
export function entryOf(projectDir: string, main: string | undefined): Entry {
  if (main === undefined) return { programDir: projectDir, entry: "." };
  const path = resolve(projectDir, main);
  if (relative(projectDir, path).startsWith("..")) {
    throw new EngineError(`main: ${main} in ${join(projectDir, "Pulumi.yaml")} lies outside the project.`);
  }
  if (!existsSync(path)) {
    throw new EngineError(
      `main: ${main} in ${join(projectDir, "Pulumi.yaml")} does not exist. Correct the path.`,
    );
  }
  return statSync(path).isDirectory()
    ? { programDir: path, entry: "." }
    : { programDir: dirname(path), entry: basename(path) };
}

/** Runs the program to its end. */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const flags = [
    `--monitor=${run.address}`,
    `--engine=${run.address}`,
    `--project=${run.project}`,
    `--stack=${run.stack}`,
    "--organization=organization",
    `--root-directory=${run.projectDir}`,
    `--pwd=${run.programDir}`,
    `--parallel=${PARALLEL}`,
    ...(run.dryRun ? ["--dry-run"] : []),
  ];
  const child = spawn(process.execPath, [...run.nodeArgs, runnerOf(run.programDir), ...flags, run.entry], {
    cwd: run.programDir,
    stdio: ["ignore", "pipe", "pipe"],
    env: environment(run),
  });
  let timer: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    child.kill("SIGTERM");
    timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  };
  run.signal?.addEventListener("abort", cancel, { once: true });
  if (run.signal?.aborted === true) cancel();
  const lastLines: string[] = [];
  const lines = [
    forwardLines(child.stdout, (line) => run.onLine("stdout", line)),
    forwardLines(child.stderr, (line) => {
      lastLines.push(line);
      if (lastLines.length > LAST_LINES) lastLines.shift();
      run.onLine("stderr", line);
    }),
  ];
  try {
    const { code, signal } = await exitOf(child);
    await Promise.all(lines);
    if (code === 0) return { kind: "ended" };
    if (code === EXIT_REPORTED) return { kind: "reported" };
    const how = code === null ? `was ended by ${signal ?? "a signal"}` : `ended with exit code ${code}`;
    return { kind: "crashed", reason: [`The program ${how}.`, ...lastLines].join("\n") };
  } finally {
    clearTimeout(timer);
    run.signal?.removeEventListener("abort", cancel);
  }
}

/** The SDK's own runner, of the version that the program uses. */
function runnerOf(programDir: string): string {
  try {
    return createRequire(join(programDir, "package.json")).resolve("@pulumi/pulumi/cmd/run");
  } catch {
    throw new EngineError(
      `The program in ${programDir} cannot find @pulumi/pulumi. Add it to its dependencies and install them.`,
    );
  }
}

function environment(run: ProgramRun): NodeJS.ProcessEnv {
  // Settings of an outer Pulumi run must not leak in: PULUMI_NODEJS_* steers the runner.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_"));
  return {
    ...Object.fromEntries(inherited),
    ...run.env,
    PULUMI_CONFIG: JSON.stringify(run.config.values),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(run.config.secretKeys),
  };
}

async function forwardLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream })) onLine(line);
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

function exitOf(child: ReturnType<typeof spawn>): Promise<Exit> {
  return new Promise((resolveExit, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolveExit({ code, signal }));
  });
}
