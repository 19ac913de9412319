import type { Clock } from "../../ports.ts";

export interface SchedulerDeps {
  readonly clock: Clock;
  /** The scheduler sleeps while this is false. */
  readonly hasAlarms: () => boolean;
  /** Evaluates alarms: those of high resolution, and when `standard` is true all others too. */
  readonly evaluate: (standard: boolean) => void;
}

export interface Scheduler {
  /** To be called when there may be an alarm where there was none. */
  readonly wake: () => void;
  readonly close: () => void;
}

const STEP_MS = 10_000;
const MINUTE_MS = 60_000;
/** How long after the end of a period it is looked at: values arrive a moment after the time they are for. */
const SETTLE_MS = 5_000;
/** Alarms with a period of a minute and more: AWS was seen to evaluate these 37 to 52 seconds past the minute. */
const STANDARD_SETTLE_MS = 45_000;

/** Evaluates every ten seconds, and standard alarms every minute, as long as there are alarms. */
export function createScheduler({ clock, hasAlarms, evaluate }: SchedulerDeps): Scheduler {
  const { nowMs, timer } = clock;
  let cancel: (() => void) | undefined;
  let closed = false;
  let lastTurn = 0;
  const turn = (): number => Math.floor((nowMs() - STANDARD_SETTLE_MS) / MINUTE_MS);

  const schedule = (): void => {
    const sinceStepMs = (nowMs() - SETTLE_MS) % STEP_MS;
    cancel = timer(STEP_MS - sinceStepMs, run);
  };
  const run = (): void => {
    cancel = undefined;
    if (closed || !hasAlarms()) return;
    const current = turn();
    const isStandard = current !== lastTurn;
    lastTurn = current;
    evaluate(isStandard);
    schedule();
  };

  return {
    wake: () => {
      if (closed || cancel !== undefined || !hasAlarms()) return;
      lastTurn = turn();
      schedule();
    },
    close: () => {
      closed = true;
      cancel?.();
      cancel = undefined;
    },
  };
}
