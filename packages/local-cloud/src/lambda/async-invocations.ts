import { AwsError } from "../aws-error.ts";
import type { Clock } from "../ports.ts";
import type { ExecutionResult } from "./execution.ts";

/** How long Lambda tries to get an event through. */
export interface EventPolicy {
  /** Further attempts after a failed one, 0 to 2. */
  readonly retries: number;
  /** In cloud time. */
  readonly maximumAgeMs: number;
}

/** How an attempt ended that did not throw. */
export type AttemptResult = ExecutionResult & { readonly executedVersion: string };

/** Why an event was given up. */
export interface EventFailure {
  readonly condition: "RetriesExhausted" | "EventAgeExceeded";
  readonly attempts: number;
  /** Of the last attempt that the function answered. */
  readonly result: AttemptResult | undefined;
}

/** An event for a function, and what is done with it. */
export interface AsyncEvent {
  /** Asked before each attempt: a configuration takes effect for events that wait. */
  readonly policy: () => EventPolicy;
  readonly attempt: () => Promise<AttemptResult>;
  readonly giveUp: (failure: EventFailure) => void;
}

/**
 * Invocations of type `Event`. A failed one is tried twice more; a throttled one until it gets through or is too old.
 * Simplified: AWS keeps events over restarts; here they live in memory.
 */
export interface AsyncInvocations {
  readonly enqueue: (event: AsyncEvent) => void;
  /** Drops what still waits. */
  readonly close: () => void;
}

export interface AsyncInvocationDeps {
  readonly clock: Clock;
  /** Pauses before the further attempts, in cloud time. */
  readonly retryDelaysMs: readonly number[];
  readonly onWarning: (message: string) => void;
}

/** An event on its way. */
interface Journey {
  readonly event: AsyncEvent;
  readonly sinceMs: number;
  /** Attempts that the function answered with a failure. */
  readonly failures: number;
  readonly throttles: number;
  readonly result: AttemptResult | undefined;
}

/** A throttled event waits at most a second at first, each time twice as long, and at most five minutes. */
const FIRST_THROTTLE_DELAY_MS = 1_000;
const LONGEST_THROTTLE_DELAY_MS = 300_000;

export function createAsyncInvocations({
  clock,
  retryDelaysMs,
  onWarning,
}: AsyncInvocationDeps): AsyncInvocations {
  const timers = new Set<() => void>();
  let closed = false;

  function later(delayMs: number, action: () => void): void {
    if (closed) return;
    const cancel = clock.timer(delayMs, () => {
      timers.delete(cancel);
      action();
    });
    timers.add(cancel);
  }

  async function run(journey: Journey): Promise<void> {
    const { event } = journey;
    const { maximumAgeMs } = event.policy();
    if (clock.nowMs() - journey.sinceMs > maximumAgeMs) return giveUp(journey, "EventAgeExceeded");
    let result: AttemptResult;
    try {
      result = await event.attempt();
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.code === "TooManyRequestsException") return retryThrottled(journey);
      // The function or its image was deleted meanwhile: another attempt would find the same.
      return giveUp(journey, "RetriesExhausted");
    }
    if (!result.failed) return;
    const failed: Journey = { ...journey, failures: journey.failures + 1, result };
    if (failed.failures > event.policy().retries) return giveUp(failed, "RetriesExhausted");
    later(retryDelaysMs[journey.failures] ?? retryDelaysMs.at(-1) ?? 0, () => start(failed));
  }

  function retryThrottled(journey: Journey): void {
    const first = Math.min(retryDelaysMs[0] ?? FIRST_THROTTLE_DELAY_MS, FIRST_THROTTLE_DELAY_MS);
    const delayMs = Math.min(LONGEST_THROTTLE_DELAY_MS, first * 2 ** journey.throttles);
    later(delayMs, () => start({ ...journey, throttles: journey.throttles + 1 }));
  }

  function giveUp({ event, failures, result }: Journey, condition: EventFailure["condition"]): void {
    // Closing ends what runs: that is no failure of the function.
    if (!closed) event.giveUp({ condition, attempts: failures, result });
  }

  function start(journey: Journey): void {
    run(journey).catch((error: unknown) => {
      if (!closed) onWarning(`An asynchronous invocation was lost: ${String(error)}`);
    });
  }

  return {
    // Not within the request: its answer must not wait for the function.
    enqueue: (event) => {
      const journey = { event, sinceMs: clock.nowMs(), failures: 0, throttles: 0, result: undefined };
      later(0, () => start(journey));
    },
    close: () => {
      closed = true;
      for (const cancel of timers) cancel();
      timers.clear();
    },
  };
}
