/** A date on the calendar; months count from 1. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** What clocks on the wall of one time zone show. */
export interface TimeZone {
  /** The moment at which the clocks show a time; undefined when they skip it. Of two moments the first one. */
  readonly momentOf: (day: CalendarDay, hour: number, minute: number, second?: number) => number | undefined;
  readonly dayAt: (atMs: number) => CalendarDay;
}

const DAY_MS = 86_400_000;

/** Throws `RangeError` for a name that is no IANA time zone. */
export function timeZone(name: string): TimeZone {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    calendar: "gregory",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });

  /** What the clocks show, as if they stood in UTC. */
  function wallMs(atMs: number): number {
    const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    return Date.UTC(
      part("year"),
      part("month") - 1,
      part("day"),
      part("hour"),
      part("minute"),
      part("second"),
    );
  }

  return {
    momentOf: ({ year, month, day }, hour, minute, second = 0) => {
      const shownMs = Date.UTC(year, month - 1, day, hour, minute, second);
      // The zone's offset a day before and a day after: between them lies at most one change of the clocks.
      const candidates = [shownMs - DAY_MS, shownMs + DAY_MS].map(
        (nearMs) => shownMs - (wallMs(nearMs) - nearMs),
      );
      return candidates.toSorted((a, b) => a - b).find((atMs) => wallMs(atMs) === shownMs);
    },
    dayAt: (atMs) => dayOf(new Date(wallMs(atMs))),
  };
}

export function dayOf(date: Date): CalendarDay {
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export function nextDay({ year, month, day }: CalendarDay): CalendarDay {
  return dayOf(new Date(Date.UTC(year, month - 1, day + 1)));
}

/** 1 = Sunday, as in cron expressions. */
export function weekdayOf({ year, month, day }: CalendarDay): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

export function daysInMonth({ year, month }: Pick<CalendarDay, "year" | "month">): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
