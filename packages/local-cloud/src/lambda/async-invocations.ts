import { AwsError } from "../aws-error.ts";
import type { ExecutionResult } from "./execution.ts";

/**
 * Invocations of type `Event`. A failed one is tried twice more; a throttled one until it gets through.
 * Simplified: AWS waits 1 and 2 minutes, keeps events for 6 hours and over restarts; here they live in memory.
 */
export interface AsyncInvocations {
  readonly enqueue: (attempt: () => Promise<ExecutionResult>) => void;
  /** Drops what still waits. */
  readonly close: () => void;
}

/** `retryDelaysMs` also says how often: one entry for each further attempt. */
export function createAsyncInvocations(
  retryDelaysMs: readonly number[],
  onWarning: (message: string) => void,
): AsyncInvocations {
  const timers = new Set<NodeJS.Timeout>();
  let closed = false;

  function later(delayMs: number, action: () => void): void {
    if (closed) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, delayMs);
    timers.add(timer);
  }

  async function run(attempt: () => Promise<ExecutionResult>, delays: readonly number[]): Promise<void> {
    try {
      const { failed } = await attempt();
      if (!failed) return;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.code === "TooManyRequestsException") {
        return later(retryDelaysMs[0] ?? 1000, () => start(attempt, delays));
      }
      // The function or its image was deleted meanwhile: another attempt would find the same.
      return;
    }
    const [delay, ...rest] = delays;
    if (delay !== undefined) later(delay, () => start(attempt, rest));
  }

  function start(attempt: () => Promise<ExecutionResult>, delays: readonly number[]): void {
    run(attempt, delays).catch((error: unknown) => {
      if (!closed) onWarning(`An asynchronous invocation was lost: ${String(error)}`);
    });
  }

  return {
    // Not within the request: its answer must not wait for the function.
    enqueue: (attempt) => later(0, () => start(attempt, retryDelaysMs)),
    close: () => {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
