import { nextDue, parseExpression } from "./expression.ts";
import type { ScheduleRecord } from "./schedule.ts";

/**
 * When a schedule is next due after a moment; undefined when never again. What was missed while the cloud was down is
 * not made up for, save by a schedule of one time only: that one is due until it has been carried out.
 */
export function dueAfter(schedule: ScheduleRecord, afterMs: number): number | undefined {
  const expression = parseExpression(schedule.expression, schedule.zone);
  if (expression.kind === "at") {
    return schedule.lastDueMs === undefined ? expression.atMs : undefined;
  }
  const sinceMs = Math.max(afterMs, schedule.lastDueMs ?? Number.NEGATIVE_INFINITY);
  const dueMs = nextDue(expression, sinceMs, schedule.startMs ?? schedule.anchorMs);
  if (dueMs === undefined || (schedule.endMs !== undefined && dueMs > schedule.endMs)) return undefined;
  return dueMs;
}
