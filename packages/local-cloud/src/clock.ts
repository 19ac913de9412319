import type { Clock } from "./ports.ts";
import type { Store } from "./store.ts";

/** How cloud time follows from the machine's: `cloudOriginMs + (machine - machineOriginMs) * speed`. */
export interface ClockScale {
  readonly machineOriginMs: number;
  readonly cloudOriginMs: number;
  readonly speed: number;
}

/** The cloud's clock. Timestamps scale with its speed, measured durations do not. */
export interface CloudClock extends Clock {
  readonly scale: ClockScale;
  /** Remembers the time, so that the next clock goes on from here. */
  readonly close: () => void;
}

/** What a clock stands on. */
export interface Machine {
  readonly nowMs: () => number;
  readonly timer: (delayMs: number, run: () => void) => () => void;
}

/** What is kept of a clock for the next one. */
interface ClockRecord {
  readonly cloudMs: number;
  readonly machineMs: number;
  readonly speed: number;
  /** No clock has shown this time yet. Equals `cloudMs` once a clock was closed. */
  readonly ceilingMs: number;
}

const MAX_SPEED = 600;
/** How far ahead a ceiling lies, in the machine's time: a clock writes no more often than that. */
const LEASE_MS = 5_000;
/** `setTimeout` fires at once for anything longer. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * The machine's own clock. Its timers keep no process alive.
 */
export const MACHINE: Machine = {
  nowMs: () => Date.now(),
  timer: (delayMs, run) => {
    const timeout = setTimeout(run, delayMs);
    timeout.unref();
    return () => clearTimeout(timeout);
  },
};

/** Cloud time that runs with the machine's. */
export const REAL_TIME: ClockScale = { machineOriginMs: 0, cloudOriginMs: 0, speed: 1 };

/**
 * Opens the clock of a cloud. It goes on where the last one was, plus the time that has passed since, and never shows
 * an earlier time than the last one, whatever the speeds of both and however the last one ended.
 */
export function openClock(store: Store, speed = 1, machine: Machine = MACHINE): CloudClock {
  checkSpeed(speed);
  const kept = store.collection<ClockRecord>("clock");
  const machineOriginMs = machine.nowMs();
  const scale: ClockScale = {
    machineOriginMs,
    cloudOriginMs: startAfter(kept.get("clock"), machineOriginMs),
    speed,
  };
  let lastMs = scale.cloudOriginMs;
  let ceilingMs = -Infinity;

  const remember = (ceiling: number): void => {
    ceilingMs = ceiling;
    kept.set("clock", { cloudMs: lastMs, machineMs: machine.nowMs(), speed, ceilingMs });
  };
  const nowMs = (): number => {
    // The machine's clock may be set back; this one only stands still then.
    lastMs = Math.max(lastMs, cloudTime(scale, machine.nowMs()));
    if (lastMs >= ceilingMs) remember(lastMs + LEASE_MS * speed);
    return lastMs;
  };

  return {
    scale,
    nowMs,
    timer: (delayMs, run) => {
      const dueMs = nowMs() + delayMs;
      let cancel: () => void = () => undefined;
      const arm = (): void => {
        const waitMs = Math.ceil((dueMs - nowMs()) / speed);
        cancel = machine.timer(Math.min(Math.max(0, waitMs), LONGEST_TIMEOUT_MS), () => {
          if (nowMs() < dueMs) arm();
          else run();
        });
      };
      arm();
      return () => cancel();
    },
    close: () => remember(nowMs()),
  };
}

/** Throws for a speed that no clock can have. */
export function checkSpeed(speed: number): void {
  if (speed >= 1 && speed <= MAX_SPEED) return;
  throw new Error(`The speed of the cloud's clock must be 1 to ${MAX_SPEED}, found ${speed}.`);
}

/** Whole milliseconds of cloud time. */
export function cloudTime({ machineOriginMs, cloudOriginMs, speed }: ClockScale, machineMs: number): number {
  return Math.floor(cloudOriginMs + (machineMs - machineOriginMs) * speed);
}

function startAfter(last: ClockRecord | undefined, machineMs: number): number {
  if (last === undefined) return machineMs;
  const passedMs = Math.max(0, machineMs - last.machineMs);
  // Of a clock that was killed it is not known how far it came: at most to its ceiling, and not faster than its speed.
  const latestMs = Math.min(last.ceilingMs, last.cloudMs + passedMs * last.speed);
  return Math.max(last.cloudMs + passedMs, latestMs);
}
