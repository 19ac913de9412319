import { type CalendarDay, daysInMonth, nextDay, type TimeZone, weekdayOf } from "./zoned-time.ts";

/** A cron expression of six fields: minutes, hours, day of month, month, day of week, year. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly fitsDay: (day: CalendarDay) => boolean;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;

/** Reads the six fields. Undefined for what AWS would refuse. */
export function parseCron(text: string): Cron | undefined {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6) return undefined;
  const [minute = "", hour = "", monthDay = "", month = "", weekday = "", year = ""] = fields;
  // One of the two says the day, and the other one nothing.
  if ((monthDay === "?") === (weekday === "?")) return undefined;
  const [minutes, hours, months, years] = [
    numbersOf(minute, 0, 59),
    numbersOf(hour, 0, 23),
    numbersOf(named(month, MONTHS), 1, 12),
    numbersOf(year, FIRST_YEAR, LAST_YEAR),
  ];
  const fitsDate = monthDay === "?" ? weekdayRule(named(weekday, WEEKDAYS)) : monthDayRule(monthDay);
  if (minutes === undefined || hours === undefined || months === undefined || years === undefined) {
    return undefined;
  }
  if (fitsDate === undefined) return undefined;
  const [inMonth, inYear] = [new Set(months), new Set(years)];
  return {
    minutes,
    hours,
    fitsDay: (day) => inYear.has(day.year) && inMonth.has(day.month) && fitsDate(day),
  };
}

/** The first moment after `afterMs` that fits. A time that the clocks skip is left out; one that they show twice counts once. */
export function nextOfCron(cron: Cron, afterMs: number, zone: TimeZone): number | undefined {
  for (let day = zone.dayAt(afterMs); day.year <= LAST_YEAR; day = nextDay(day)) {
    if (!cron.fitsDay(day)) continue;
    for (const hour of cron.hours) {
      for (const minute of cron.minutes) {
        const atMs = zone.momentOf(day, hour, minute);
        if (atMs !== undefined && atMs > afterMs) return atMs;
      }
    }
  }
  return undefined;
}

/** `*`, `5`, `1,3`, `1-5`, `0/15`, `10-30/5`. */
function numbersOf(field: string, min: number, max: number): readonly number[] | undefined {
  const found = new Set<number>();
  for (const part of field.split(",")) {
    const match = /^(?:(\*)|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, star, from, to, every] = match;
    const first = star === undefined ? Number(from) : min;
    const last = to !== undefined ? Number(to) : star !== undefined || every !== undefined ? max : first;
    const step = every === undefined ? 1 : Number(every);
    if (first < min || last > max || first > last || step < 1) return undefined;
    for (let value = first; value <= last; value += step) found.add(value);
  }
  return [...found].toSorted((a, b) => a - b);
}

/** Names of months or weekdays as numbers from 1. */
function named(field: string, names: readonly string[]): string {
  return names.reduce(
    (text, name, index) => text.replaceAll(new RegExp(`\\b${name}\\b`, "gi"), String(index + 1)),
    field,
  );
}

type DayRule = (day: CalendarDay) => boolean;

/** `L` = the last day, `LW` = the last weekday, `15W` = the weekday nearest to the 15th, or numbers. */
function monthDayRule(field: string): DayRule | undefined {
  if (field === "L") return (day) => day.day === daysInMonth(day);
  if (field === "LW") return (day) => day.day === nearestWeekday(day, daysInMonth(day));
  const near = /^(\d+)W$/.exec(field)?.[1];
  if (near !== undefined) {
    const wanted = Number(near);
    if (wanted < 1 || wanted > 31) return undefined;
    return (day) => wanted <= daysInMonth(day) && day.day === nearestWeekday(day, wanted);
  }
  const numbers = numbersOf(field, 1, 31);
  return numbers === undefined ? undefined : (day) => numbers.includes(day.day);
}

/** Monday to Friday, never in another month. */
function nearestWeekday({ year, month }: CalendarDay, wanted: number): number {
  const weekday = weekdayOf({ year, month, day: wanted });
  if (weekday === 7) return wanted > 1 ? wanted - 1 : wanted + 2;
  if (weekday === 1) return wanted < daysInMonth({ year, month }) ? wanted + 1 : wanted - 2;
  return wanted;
}

/** `L` = Saturday, `6L` = the last Friday, `3#2` = the second Tuesday, or numbers from 1 = Sunday. */
function weekdayRule(field: string): DayRule | undefined {
  if (field === "L") return (day) => weekdayOf(day) === 7;
  const last = /^([1-7])L$/.exec(field)?.[1];
  if (last !== undefined) {
    return (day) => weekdayOf(day) === Number(last) && day.day + 7 > daysInMonth(day);
  }
  const [, weekday, nth] = /^([1-7])#([1-5])$/.exec(field) ?? [];
  if (weekday !== undefined) {
    return (day) => weekdayOf(day) === Number(weekday) && Math.ceil(day.day / 7) === Number(nth);
  }
  const numbers = numbersOf(field, 1, 7);
  return numbers === undefined ? undefined : (day) => numbers.includes(weekdayOf(day));
}
