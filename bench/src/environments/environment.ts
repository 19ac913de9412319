import { type ChildProcess, spawn } from "node:child_process";
import { openRuntimeApi, type RuntimeCall } from "./runtime-api.ts";

/** How an execution environment is started. */
export interface Program {
  /** Of Node. */
  readonly args: readonly string[];
  /** The folder that Lambda calls the task root. */
  readonly taskRoot: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Times are those of `performance.now()`. */
export interface Invoked {
  readonly body: string;
  readonly sentAtMs: number;
  readonly answeredAtMs: number;
}

/** A process that serves invocations, one at a time. */
export interface Environment {
  readonly pid: number;
  readonly startedAtMs: number;
  /** When it first asked for work, and INIT was over. */
  readonly readyAtMs: number;
  /**
   * @param atAnswer called while the environment waits for its answer to be taken
   * @throws Error with the end of its output, when it answers with an error, ends, or takes too long
   */
  readonly invoke: (event: string, atAnswer?: () => void) => Promise<Invoked>;
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/** By alias, as callers call it. */
const FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:router:live";
const TIME_LIMIT_MS = 60_000;
const MAX_OUTPUT_CHARACTERS = 64_000;

interface Waiting {
  readonly event: string;
  readonly atAnswer: (() => void) | undefined;
  readonly resolve: (invoked: Invoked) => void;
  readonly reject: (error: Error) => void;
  sentAtMs: number;
}

/**
 * Starts an environment and waits until INIT is over.
 *
 * @param logFd where its standard output goes; without it, it is kept for `output`
 */
export async function startEnvironment(
  { args, taskRoot, environment }: Program,
  logFd?: number,
): Promise<Environment> {
  let idle: Extract<RuntimeCall, { kind: "next" }> | undefined;
  let waiting: Waiting | undefined;
  let failed: Error | undefined;
  let output = "";
  const ready = Promise.withResolvers<number>();
  ready.promise.catch(() => {});

  const fail = (what: string): void => {
    failed ??= new Error(`The environment ${what}.${output === "" ? "" : ` It said:\n${output}`}`);
    ready.reject(failed);
    waiting?.reject(failed);
    waiting = undefined;
  };
  const send = (): void => {
    if (idle === undefined || waiting === undefined) return;
    const { reply } = idle;
    idle = undefined;
    waiting.sentAtMs = performance.now();
    reply(waiting.event, FUNCTION_ARN);
  };
  const onCall = (call: RuntimeCall): void => {
    const atMs = performance.now();
    switch (call.kind) {
      case "next":
        idle = call;
        ready.resolve(atMs);
        send();
        return;
      case "response": {
        if (waiting === undefined) return fail("answered what it was not asked");
        const { atAnswer, resolve, sentAtMs } = waiting;
        waiting = undefined;
        atAnswer?.();
        call.reply();
        resolve({ body: call.body, sentAtMs, answeredAtMs: atMs });
        return;
      }
      case "error":
        call.reply();
        fail(`reported an error: ${call.body}`);
    }
  };

  const api = await openRuntimeApi(onCall, (error) => fail(error.message));
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: taskRoot,
    env: { ...environment, AWS_LAMBDA_RUNTIME_API: api.address, LAMBDA_TASK_ROOT: taskRoot },
    stdio: ["ignore", logFd ?? "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-MAX_OUTPUT_CHARACTERS);
    });
  }
  const ended = endOf(child);
  void ended.then((how) => fail(how));
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    await api.close();
  };
  const limited = async <T>(what: string, promise: Promise<T>): Promise<T> => {
    const timer = setTimeout(() => fail(`did not ${what} within ${TIME_LIMIT_MS} ms`), TIME_LIMIT_MS);
    try {
      return await promise;
    } catch (error) {
      await stop();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };

  const readyAtMs = await limited("become ready", ready.promise);
  return {
    pid: child.pid ?? 0,
    startedAtMs,
    readyAtMs,
    invoke: (event, atAnswer) =>
      limited(
        "answer",
        new Promise((resolve, reject) => {
          if (failed !== undefined) return reject(failed);
          waiting = { event, atAnswer, resolve, reject, sentAtMs: 0 };
          send();
        }),
      ),
    output: () => output,
    stop,
  };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(`could not be started: ${error.message}`));
    child.on("close", (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`));
  });
}
