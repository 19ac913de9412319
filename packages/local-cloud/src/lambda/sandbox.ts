import {
  openRuntimeApi,
  RESPONSE_LIMIT_BYTES,
  RUNTIME_SECRET_VARIABLE,
  type RuntimeAnswer,
  type RuntimeInvocation,
} from "./runtime-api.ts";
import { type ProcessExit, type RuntimeProcess, startRuntimeProcess } from "./runtime-process.ts";
import type { RuntimeProgram } from "./runtime-program.ts";
import type { SandboxCpu } from "./sandbox-cpu.ts";

/** Why an invocation or an initialisation failed, as the caller gets to see it. */
export interface FunctionFailure {
  readonly payload: Buffer;
  /** Set when the sandbox failed rather than the handler. */
  readonly sandbox?: {
    readonly status: "timeout" | "error";
    readonly errorType: string;
    /** What the log says about it, beside the lines of the function itself. */
    readonly logLine?: string;
  };
}

export type BootOutcome =
  | { readonly kind: "ready"; readonly durationMs: number }
  | { readonly kind: "failed"; readonly durationMs: number; readonly failure: FunctionFailure };

export type RunOutcome =
  | { readonly kind: "answered"; readonly durationMs: number; readonly payload: Buffer }
  | { readonly kind: "failed"; readonly durationMs: number; readonly failure: FunctionFailure };

/** One execution environment: handles one invocation at a time in a process that it can start anew. */
export interface Sandbox {
  /**
   * Starts the process and waits until it is initialised, at most `limitMs`. `requestId` is for error messages. Rejects
   * with `AwsError`, and no process runs, when its CPU time cannot be limited.
   */
  readonly boot: (requestId: string, limitMs: number) => Promise<BootOutcome>;
  /** Runs one invocation in an initialised process and kills it after `limitMs`; one that hangs does nothing else. */
  readonly run: (invocation: RuntimeInvocation, limitMs: number, hangs?: boolean) => Promise<RunOutcome>;
  readonly isReady: () => boolean;
  readonly maxMemoryMb: () => number | undefined;
  /** Kills the process; resolves when it is gone. */
  readonly stop: () => Promise<void>;
}

export interface SandboxOptions {
  readonly runtime: RuntimeProgram;
  readonly workingDir: string;
  /** The environment of the process, given the address of its Runtime API. */
  readonly environment: (runtimeApi: string) => Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  /** Limits the CPU time of invocations; without it nothing does. */
  readonly cpu?: SandboxCpu;
  /** The function's time limit, as messages name it. */
  readonly timeoutMs: number;
  readonly nowMs: () => number;
  /** The process ended while it had nothing to do. */
  readonly onIdleExit: () => void;
}

type Phase =
  | { readonly kind: "off" }
  | { readonly kind: "booting"; readonly exited: (exit: ProcessExit) => void; readonly ready: () => void }
  | { readonly kind: "idle" }
  | { readonly kind: "running"; readonly exited: (exit: ProcessExit) => void; readonly ready: () => void };

export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  let phase: Phase = { kind: "off" };
  let child: RuntimeProcess | undefined;
  let answer: { readonly value: RuntimeAnswer; readonly atMs: number } | undefined;
  let initError: Buffer | undefined;
  let maxMemoryMb: number | undefined;
  let stopped = false;

  const api = await openRuntimeApi({
    ready: () => {
      if (phase.kind === "booting" || phase.kind === "running") phase.ready();
    },
    answered: (value) => {
      answer = { value, atMs: performance.now() };
    },
    initFailed: (payload) => {
      initError = payload;
    },
  });

  function onExit(exit: ProcessExit): void {
    const ended = phase;
    phase = { kind: "off" };
    child = undefined;
    api.reset();
    if (ended.kind === "booting" || ended.kind === "running") ended.exited(exit);
    else if (ended.kind === "idle") options.onIdleExit();
  }

  function sampleMemory(): void {
    maxMemoryMb = child?.maxMemoryMb() ?? maxMemoryMb;
  }

  function killAfter(limitMs: number): { readonly expired: () => boolean; readonly cancel: () => void } {
    let expired = false;
    const timer = setTimeout(() => {
      expired = true;
      sampleMemory();
      child?.kill();
    }, limitMs);
    return { expired: () => expired, cancel: () => clearTimeout(timer) };
  }

  function timeout(requestId: string): FunctionFailure {
    const message = `${new Date(options.nowMs()).toISOString()} ${requestId} Task timed out after ${(options.timeoutMs / 1000).toFixed(2)} seconds`;
    return {
      payload: errorPayload("Sandbox.Timedout", message),
      sandbox: { status: "timeout", errorType: "Sandbox.Timedout", logLine: message },
    };
  }

  /** The runtime's own report, when it could make one. */
  function initFailure(): FunctionFailure | undefined {
    if (initError === undefined) return undefined;
    return { payload: initError, sandbox: { status: "error", errorType: errorTypeOf(initError) } };
  }

  return {
    boot: (requestId, limitMs) =>
      new Promise((resolve, reject) => {
        if (stopped) {
          // While it waited for its turn to start.
          const failure = exitFailure(requestId, { kind: "signal", signal: "SIGKILL" });
          return resolve({ kind: "failed", durationMs: 0, failure });
        }
        const startedAt = performance.now();
        const limit = killAfter(limitMs);
        initError = undefined;
        const durationMs = (): number => performance.now() - startedAt;
        const orGiveUp = (limitCpu: () => void): void => {
          try {
            limitCpu();
          } catch (error) {
            limit.cancel();
            phase = { kind: "off" };
            child?.kill();
            reject(error);
          }
        };
        phase = {
          kind: "booting",
          ready: () => {
            limit.cancel();
            phase = { kind: "idle" };
            orGiveUp(() => options.cpu?.initialised());
            resolve({ kind: "ready", durationMs: durationMs() });
          },
          exited: (exit) => {
            limit.cancel();
            const failure = limit.expired()
              ? timeout(requestId)
              : (initFailure() ?? exitFailure(requestId, exit));
            resolve({ kind: "failed", durationMs: durationMs(), failure });
          },
        };
        child = startRuntimeProcess({
          runtime: options.runtime,
          workingDir: options.workingDir,
          environment: { ...options.environment(api.address), [RUNTIME_SECRET_VARIABLE]: api.secret },
          onLine: options.onLine,
          onExit,
        });
        const { pid } = child;
        if (pid !== undefined) orGiveUp(() => options.cpu?.started(pid));
      }),

    run: (invocation, limitMs, hangs = false) =>
      new Promise((resolve) => {
        const startedAt = performance.now();
        const limit = killAfter(limitMs);
        answer = undefined;
        const outcome = (exit: ProcessExit | undefined): RunOutcome => {
          if (answer !== undefined) return answered(answer.value, answer.atMs - startedAt);
          const durationMs = performance.now() - startedAt;
          if (limit.expired()) {
            return { kind: "failed", durationMs: limitMs, failure: timeout(invocation.requestId) };
          }
          const failure = exitFailure(invocation.requestId, exit ?? { kind: "code", code: 0 });
          return { kind: "failed", durationMs, failure };
        };
        phase = {
          kind: "running",
          ready: () => {
            limit.cancel();
            sampleMemory();
            // Idle only after its output was read: the next invocation's lines must not mix with these.
            void child?.drainOutput().then(() => {
              if (phase.kind === "running") phase = { kind: "idle" };
              resolve(outcome(undefined));
            });
          },
          exited: (exit) => {
            limit.cancel();
            resolve(outcome(exit));
          },
        };
        if (!hangs) api.deliver(invocation);
      }),

    isReady: () => phase.kind === "idle",
    maxMemoryMb: () => maxMemoryMb,
    stop: async () => {
      stopped = true;
      if (phase.kind === "idle") phase = { kind: "off" };
      const running = child;
      running?.kill();
      api.close();
      await running?.ended;
      options.cpu?.close();
    },
  };
}

function answered(answer: RuntimeAnswer, durationMs: number): RunOutcome {
  switch (answer.kind) {
    case "response":
      return { kind: "answered", durationMs, payload: answer.payload };
    case "error":
      return { kind: "failed", durationMs, failure: { payload: answer.payload } };
    case "too-large": {
      const failure = errorPayload(
        "Function.ResponseSizeTooLarge",
        `Response payload size exceeded maximum allowed payload size (${RESPONSE_LIMIT_BYTES} bytes).`,
      );
      return { kind: "failed", durationMs, failure: { payload: failure } };
    }
  }
}

function exitFailure(requestId: string, exit: ProcessExit): FunctionFailure {
  const errorType = exit.kind === "not-started" ? "Runtime.InvalidEntrypoint" : "Runtime.ExitError";
  const message = `RequestId: ${requestId} Error: ${exitReason(exit)}`;
  return {
    payload: errorPayload(errorType, message),
    sandbox: { status: "error", errorType, logLine: `${message}\n${errorType}` },
  };
}

function exitReason(exit: ProcessExit): string {
  switch (exit.kind) {
    case "code":
      return exit.code === 0
        ? "Runtime exited without providing a reason"
        : `Runtime exited with error: exit status ${exit.code}`;
    case "signal":
      return `Runtime exited with error: signal: ${exit.signal === "SIGKILL" ? "killed" : exit.signal}`;
    case "not-started":
      return exit.reason;
  }
}

function errorPayload(errorType: string, errorMessage: string): Buffer {
  return Buffer.from(JSON.stringify({ errorType, errorMessage }));
}

function errorTypeOf(payload: Buffer): string {
  try {
    const { errorType } = JSON.parse(payload.toString("utf8")) as { readonly errorType?: unknown };
    return typeof errorType === "string" ? errorType : "Runtime.Unknown";
  } catch {
    return "Runtime.Unknown";
  }
}
