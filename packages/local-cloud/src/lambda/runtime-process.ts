import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { createLineSplitter } from "./line-splitter.ts";
import type { RuntimeProgram } from "./runtime-program.ts";

/** The process in which a function's code runs: Node.js with AWS's own runtime interface client, or a bootstrap. */
export interface RuntimeProcess {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  /** Highest resident memory so far; undefined where the system does not tell. */
  readonly maxMemoryMb: () => number | undefined;
  /** Waits until what the process wrote so far went to `onLine`. */
  readonly drainOutput: () => Promise<void>;
  /** Kills the process and everything that it started. */
  readonly kill: () => void;
  /** Resolves after `onExit`. */
  readonly ended: Promise<void>;
}

export interface RuntimeProcessOptions {
  readonly runtime: RuntimeProgram;
  readonly workingDir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  /** Called once, after the output of the process has gone to `onLine`. */
  readonly onExit: (exit: ProcessExit) => void;
}

export type ProcessExit =
  | { readonly kind: "code"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: string }
  | { readonly kind: "not-started"; readonly reason: string };

const require = createRequire(import.meta.url);
const RUNTIME_CLIENT = require.resolve("aws-lambda-ric");
const CLIENT_SHIM = fileURLToPath(new URL("./runtime-shim.cjs", import.meta.url));
const BOOTSTRAP_SHIM = fileURLToPath(new URL("./bootstrap-shim.cjs", import.meta.url));
/** A process that the function started may hold the output open; its lines are not waited for any longer. */
const OUTPUT_GRACE_MS = 100;

export function startRuntimeProcess(options: RuntimeProcessOptions): RuntimeProcess {
  // Leads its own process group: Ctrl-C in the terminal reaches only the cloud, which then ends its
  // sandboxes in order. Pipe 3 is the lifeline that the shim watches, see shim-basics.cjs.
  const child = spawn(process.execPath, argumentsFor(options.runtime), {
    cwd: options.workingDir,
    env: options.environment,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    detached: true,
  });
  const splitters = [child.stdout, child.stderr].map((stream) => {
    const splitter = createLineSplitter(options.onLine);
    stream?.on("data", (chunk: Buffer) => splitter.push(chunk));
    return splitter;
  });
  const flush = (): void => {
    for (const splitter of splitters) splitter.flush();
  };
  let exited = false;
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const finish = (exit: ProcessExit): void => {
    if (exited) return;
    exited = true;
    // What the handler started and left behind must not outlive its sandbox.
    if (child.pid !== undefined) killGroup(child.pid);
    void outputClosed(child).then(() => {
      flush();
      options.onExit(exit);
      end();
    });
  };
  for (const stream of child.stdio) stream?.on("error", () => {});
  child.on("error", (error) => finish({ kind: "not-started", reason: error.message }));
  child.on("exit", (code, signal) =>
    finish(signal === null ? { kind: "code", code: code ?? 0 } : { kind: "signal", signal }),
  );

  return {
    pid: child.pid,
    maxMemoryMb: () => (exited ? undefined : readMaxMemoryMb(child.pid)),
    drainOutput: async () => {
      // The process writes synchronously, so its lines are in the pipes already: one full turn of the
      // event loop reads them.
      await nextTurn();
      await nextTurn();
      flush();
    },
    kill: () => {
      if (!exited && child.pid !== undefined) killGroup(child.pid);
    },
    ended,
  };
}

function argumentsFor(runtime: RuntimeProgram): readonly string[] {
  return runtime.kind === "client"
    ? ["--require", CLIENT_SHIM, RUNTIME_CLIENT]
    : ["--require", BOOTSTRAP_SHIM, runtime.file];
}

function outputClosed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, OUTPUT_GRACE_MS);
    child.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    if (child.pid === undefined) resolve();
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Gone already: what was wanted.
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Linux only: the high-water mark that the kernel keeps. */
function readMaxMemoryMb(pid: number | undefined): number | undefined {
  try {
    const kb = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kb === undefined ? undefined : Math.ceil(Number(kb) / 1024);
  } catch {
    return undefined;
  }
}
