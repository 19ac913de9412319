import { ACCOUNT_ID } from "../account.ts";
import type { ScheduleRecord } from "./schedule.ts";

/** One time that a schedule is carried out. */
export interface Execution {
  readonly id: string;
  readonly dueMs: number;
  /** Counted from 1. */
  readonly attempt: number;
}

/** What the function gets: the target's input with its context attributes filled in, or an event of AWS's own. */
export function payloadOf(schedule: ScheduleRecord, execution: Execution, region: string): string {
  const { input } = schedule.target;
  if (input === undefined) return JSON.stringify(eventOf(schedule, execution, region));
  const attributes: Readonly<Record<string, string>> = {
    "schedule-arn": schedule.arn,
    "scheduled-time": timeText(execution.dueMs),
    "execution-id": execution.id,
    "attempt-number": String(execution.attempt),
  };
  return input.replaceAll(/<aws\.scheduler\.([a-z-]+)>/g, (text, name: string) => attributes[name] ?? text);
}

function eventOf(schedule: ScheduleRecord, { id, dueMs }: Execution, region: string): object {
  return {
    version: "0",
    id,
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account: ACCOUNT_ID,
    time: timeText(dueMs),
    region,
    resources: [schedule.arn],
    detail: "{}",
  };
}

/** To the second, as AWS writes it. */
export function timeText(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}
