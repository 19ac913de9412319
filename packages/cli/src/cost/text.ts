import { ASSUMED, type Assumptions } from "./assumptions.ts";
import type { Bill } from "./bill.ts";
import { type BreakEven, differencesOf, type FeaturePrice } from "./comparison.ts";

/** `$8.76`, `-$0.30`; fractions of a cent of what is less than ten cents. */
export function dollars(value: number): string {
  const amount = Math.abs(value);
  const digits = amount > 0 && amount < 0.1 ? 4 : 2;
  const text = amount.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${value < 0 && amount >= 0.00005 ? "-" : ""}$${text}`;
}

/** With its sign, for differences. */
export function signed(value: number): string {
  return value > 0 ? `+${dollars(value)}` : dollars(value);
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

export function breakEvenText(breakEven: BreakEven): string {
  switch (breakEven.kind) {
    case "at":
      return `from ${whole(breakEven.requestsPerDay)} requests a day on it costs no more than the baseline`;
    case "from-the-first-request":
      return "it costs less than the baseline from the first request on";
    case "never":
      return "it costs more than the baseline, however many requests there are";
  }
}

export const FEATURE_NAMES: Readonly<Record<FeaturePrice["feature"], string>> = {
  function: "function",
  "warm-environments": "warm environments",
  gateway: "gateway",
  cache: "cache",
  model: "language model",
  agents: "demo agents",
  controller: "release controller",
  alarms: "alarms",
  metrics: "metrics",
  dashboard: "dashboard",
  logs: "logs",
  image: "images",
  firewall: "firewall",
  tracing: "tracing",
};

/** Lines of `a  b  c`, first column to the left and the others to the right. */
export function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || column === row.length - 1 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
}

export function billLines(bill: Bill): readonly string[] {
  return aligned([
    ...bill.items.map(({ name, dollars: amount, why }) => [name, dollars(amount), why]),
    ["Total", dollars(bill.dollars), ""],
  ]);
}

export function assumptionLines(assumptions: Assumptions): readonly string[] {
  return aligned(
    Object.entries(ASSUMED).map(([name, [, why]]) => [name, String(Reflect.get(assumptions, name)), why]),
  );
}

/** For the plan of a deployment: what it changes in the monthly bill. */
export function differenceMarkdown(before: Bill, after: Bill, requestsPerMonth: number): readonly string[] {
  const differences = differencesOf(before, after);
  const title = `Cost a month at ${whole(requestsPerMonth)} requests: ${dollars(after.dollars)} (${signed(after.dollars - before.dollars)})`;
  if (differences.length === 0) return [`${title}, no item changes by a cent.`];
  return [
    title,
    "",
    "| item | before | after | change |",
    "| --- | ---: | ---: | ---: |",
    ...differences.map(
      (item) =>
        `| ${item.name} | ${dollars(item.before)} | ${dollars(item.after)} | ${signed(item.after - item.before)} |`,
    ),
  ];
}
