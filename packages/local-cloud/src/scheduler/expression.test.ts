import { describe, expect, it } from "vitest";
import { nextDue, parseExpression } from "./expression.ts";

/** The next times after a moment, as UTC to the minute. */
function timesOf(text: string, after: string, count: number, zone = "UTC"): readonly string[] {
  const expression = parseExpression(text, zone);
  const times: string[] = [];
  let afterMs = Date.parse(after);
  while (times.length < count) {
    const next = nextDue(expression, afterMs, 0);
    if (next === undefined) break;
    times.push(`${new Date(next).toISOString().slice(0, 16)}Z`);
    afterMs = next;
  }
  return times;
}

const MONDAY = "2026-11-23T12:00:00Z";

describe("a cron expression", () => {
  it.each([
    ["cron(15 10 * * ? *)", ["2026-11-24T10:15Z", "2026-11-25T10:15Z"]],
    ["cron(0/20 12 ? * * *)", ["2026-11-23T12:20Z", "2026-11-23T12:40Z", "2026-11-24T12:00Z"]],
    ["cron(0 18 ? * MON-FRI *)", ["2026-11-23T18:00Z", "2026-11-24T18:00Z"]],
    ["cron(0 8 1 * ? *)", ["2026-12-01T08:00Z", "2027-01-01T08:00Z"]],
    ["cron(0 8 ? * 1,7 *)", ["2026-11-28T08:00Z", "2026-11-29T08:00Z", "2026-12-05T08:00Z"]],
    [
      "cron(10-30/10 23 ? JAN-FEB,DEC SUN 2027)",
      ["2027-01-03T23:10Z", "2027-01-03T23:20Z", "2027-01-03T23:30Z", "2027-01-10T23:10Z"],
    ],
    // The last day, the last working day, and the working day nearest to a date that is a Sunday or Saturday.
    ["cron(0 0 L * ? *)", ["2026-11-30T00:00Z", "2026-12-31T00:00Z"]],
    ["cron(0 0 LW JAN,MAY ? *)", ["2027-01-29T00:00Z", "2027-05-31T00:00Z"]],
    ["cron(0 0 1W AUG ? *)", ["2027-08-02T00:00Z", "2028-08-01T00:00Z"]],
    ["cron(0 0 1W MAY ? *)", ["2027-05-03T00:00Z"]],
    ["cron(0 0 31W JUL ? *)", ["2027-07-30T00:00Z"]],
    ["cron(0 0 31W OCT ? *)", ["2027-10-29T00:00Z"]],
    // The third Friday, the last Friday, and the last day of the week.
    ["cron(0 0 ? * FRI#3 *)", ["2026-12-18T00:00Z", "2027-01-15T00:00Z"]],
    ["cron(0 0 ? * 6L *)", ["2026-11-27T00:00Z", "2026-12-25T00:00Z"]],
    ["cron(0 0 ? * L *)", ["2026-11-28T00:00Z"]],
    ["cron(0 0 29 2 ? *)", ["2028-02-29T00:00Z"]],
  ])("%s", (text, expected) => {
    expect(timesOf(text, MONDAY, expected.length)).toEqual(expected);
  });

  it("may have no further time at all", () => {
    expect(timesOf("cron(0 0 30 2 ? *)", MONDAY, 1)).toEqual([]);
    expect(timesOf("cron(0 0 * * ? 2025)", MONDAY, 1)).toEqual([]);
  });

  it.each([
    "cron(0 8 * * * *)",
    "cron(0 8 ? * ? *)",
    "cron(60 8 * * ? *)",
    "cron(0 24 * * ? *)",
    "cron(0 0 0 * ? *)",
    "cron(0 0 32 * ? *)",
    "cron(0 0 32W * ? *)",
    "cron(0 0 * 13 ? *)",
    "cron(0 0 ? * 8 *)",
    "cron(0 0 ? * MON#6 *)",
    "cron(0 0 ? * XYZ *)",
    "cron(5-1 0 * * ? *)",
    "cron(0/0 0 * * ? *)",
    "cron(0 0 * * ? 2200)",
    "cron(0 0 * * ?)",
    "cron(? 0 * * ? *)",
    "rate(1 minute",
    "rate(1.5 hours)",
    "rate(-1 hours)",
    "at(2026-11-23)",
    "every minute",
    "",
  ])("is refused: %j", (text) => {
    expect(() => parseExpression(text, "UTC")).toThrow(`Invalid Schedule Expression ${text}.`);
  });
});

describe("a time zone", () => {
  it("moves with daylight saving time", () => {
    // Berlin is an hour ahead of UTC in winter and two in summer.
    expect(timesOf("cron(0 8 * * ? *)", "2027-03-26T12:00:00Z", 3, "Europe/Berlin")).toEqual([
      "2027-03-27T07:00Z",
      "2027-03-28T06:00Z",
      "2027-03-29T06:00Z",
    ]);
  });

  it("skips a time that the clocks skip", () => {
    // On 2027-03-28 clocks in Berlin go from 02:00 to 03:00.
    expect(timesOf("cron(30 2 * * ? *)", "2027-03-26T12:00:00Z", 2, "Europe/Berlin")).toEqual([
      "2027-03-27T01:30Z",
      "2027-03-29T00:30Z",
    ]);
  });

  it("counts a time once that the clocks show twice", () => {
    // On 2026-11-01 clocks in New York go from 02:00 back to 01:00.
    expect(timesOf("cron(30 1 * * ? *)", "2026-10-31T12:00:00Z", 2, "America/New_York")).toEqual([
      "2026-11-01T05:30Z",
      "2026-11-02T06:30Z",
    ]);
  });

  it("need not be a whole number of hours away", () => {
    expect(timesOf("cron(0 0 * * ? *)", MONDAY, 1, "Asia/Kathmandu")).toEqual(["2026-11-23T18:15Z"]);
    expect(timesOf("at(2026-11-23T12:30:00)", "2026-11-20T00:00:00Z", 1, "Asia/Kathmandu")).toEqual([
      "2026-11-23T06:45Z",
    ]);
  });
});

describe("a rate", () => {
  const anchor = Date.parse("2026-11-23T12:00:30Z");
  it.each([
    ["rate(5 minutes)", "2026-11-23T12:00:30.000Z", "2026-11-23T12:05:30.000Z"],
    ["rate(1 hour)", "2026-11-23T18:59:00.000Z", "2026-11-23T19:00:30.000Z"],
    ["rate(2 days)", "2026-11-23T12:00:31.000Z", "2026-11-25T12:00:30.000Z"],
    ["rate(1 minute)", "2026-11-20T00:00:00.000Z", "2026-11-23T12:00:30.000Z"],
  ])("%s after %s is due at %s", (text, after, expected) => {
    const next = nextDue(parseExpression(text, "UTC"), Date.parse(after), anchor);
    expect(new Date(next ?? 0).toISOString()).toBe(expected);
  });
});
