import { messageOf } from "../errors.ts";
import type { Clock } from "../ports.ts";
import type { Collection } from "../store.ts";
import { dueAfter } from "./due.ts";
import type { ScheduleRecord } from "./schedule.ts";

export interface TurnDeps {
  readonly schedules: Collection<ScheduleRecord>;
  readonly clock: Clock;
  readonly execute: (schedule: ScheduleRecord, dueMs: number) => void;
  readonly onWarning: (message: string) => void;
}

/** Sees to it that each enabled schedule gets its turns. */
export interface Turns {
  /** Plans every schedule that is there. */
  readonly start: () => void;
  /** To be called when a schedule was created, changed or deleted. */
  readonly plan: (name: string) => void;
  readonly close: () => void;
}

export function createTurns({ schedules, clock, execute, onWarning }: TurnDeps): Turns {
  const timers = new Map<string, () => void>();

  function plan(name: string, afterMs = clock.nowMs() - 1): void {
    timers.get(name)?.();
    timers.delete(name);
    const schedule = schedules.get(name);
    if (schedule?.enabled !== true) return;
    const dueMs = dueAfter(schedule, afterMs);
    if (dueMs === undefined) return;
    timers.set(
      name,
      clock.timer(Math.max(0, dueMs - clock.nowMs()), () => turn(schedule, dueMs)),
    );
  }

  function turn(schedule: ScheduleRecord, dueMs: number): void {
    const { name } = schedule;
    const done = { ...schedule, lastDueMs: dueMs };
    try {
      // Written before it is carried out: should the cloud die now, a turn is lost rather than taken twice.
      if (dueAfter(done, dueMs) === undefined && schedule.deletesItself) schedules.delete(name);
      else schedules.set(name, done);
      execute(schedule, dueMs);
    } catch (error) {
      onWarning(`${schedule.arn} could not be carried out: ${messageOf(error)}`);
    }
    // A clock that runs fast may have passed further turns meanwhile; they are not made up for.
    plan(name, clock.nowMs());
  }

  return {
    start: () => {
      for (const { name } of schedules.values()) plan(name);
    },
    plan: (name) => plan(name),
    close: () => {
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
}
