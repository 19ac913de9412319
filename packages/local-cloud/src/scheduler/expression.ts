import { type Cron, nextOfCron, parseCron } from "./cron.ts";
import { validation } from "./errors.ts";
import { daysInMonth, type TimeZone, timeZone } from "./zoned-time.ts";

/** When a schedule is due. */
export type ScheduleExpression =
  | { readonly kind: "rate"; readonly everyMs: number }
  | { readonly kind: "cron"; readonly cron: Cron; readonly zone: TimeZone }
  | { readonly kind: "at"; readonly atMs: number };

const MINUTE_MS = 60_000;
const UNITS: Readonly<Record<string, number>> = {
  minute: MINUTE_MS,
  hour: 60 * MINUTE_MS,
  // 24 hours, also on the days when clocks are put forward or back.
  day: 1440 * MINUTE_MS,
};

/** Reads `rate(5 minutes)`, `cron(0 8 ? * MON-FRI *)` or `at(2026-11-23T12:00:00)`. */
export function parseExpression(text: string, zoneName: string): ScheduleExpression {
  const zone = zoneNamed(zoneName);
  const [, kind, inner = ""] = /^(rate|cron|at)\((.*)\)$/.exec(text) ?? [];
  switch (kind) {
    case "rate": {
      const [, value, unit = ""] = /^([1-9]\d{0,8}) (minute|hour|day)s?$/.exec(inner) ?? [];
      const unitMs = UNITS[unit];
      if (unitMs === undefined) throw invalid(text);
      return { kind, everyMs: Number(value) * unitMs };
    }
    case "cron": {
      const cron = parseCron(inner);
      if (cron === undefined) throw invalid(text);
      return { kind, cron, zone };
    }
    case "at": {
      const [, year, month, day, hour, minute, second] =
        /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})$/.exec(inner) ?? [];
      if (year === undefined || Number.isNaN(Date.parse(`${inner}Z`))) throw invalid(text);
      const date = { year: Number(year), month: Number(month), day: Number(day) };
      // `Date.parse` takes February 30 for March 2.
      if (date.day > daysInMonth(date)) throw invalid(text);
      const atMs = zone.momentOf(date, Number(hour), Number(minute), Number(second));
      if (atMs === undefined) throw invalid(text);
      return { kind, atMs };
    }
    case undefined:
    default:
      throw invalid(text);
  }
}

/**
 * The first moment after `afterMs` at which a schedule is due. Rates count from `anchorMs`, which is due itself:
 * without a start date a schedule begins at once, as documented.
 */
export function nextDue(
  expression: ScheduleExpression,
  afterMs: number,
  anchorMs: number,
): number | undefined {
  switch (expression.kind) {
    case "rate": {
      const turns = Math.floor((afterMs - anchorMs) / expression.everyMs) + 1;
      return anchorMs + Math.max(0, turns) * expression.everyMs;
    }
    case "cron":
      return nextOfCron(expression.cron, Math.max(afterMs, anchorMs - 1), expression.zone);
    case "at":
      return expression.atMs > afterMs ? expression.atMs : undefined;
  }
}

function zoneNamed(name: string): TimeZone {
  try {
    return timeZone(name);
  } catch {
    throw validation(`Invalid timezone ${name}: expected a name of the IANA time zone database such as UTC.`);
  }
}

function invalid(text: string) {
  return validation(`Invalid Schedule Expression ${text}.`);
}
