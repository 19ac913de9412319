import { explainActor, type Routing } from "@switchyard/rollout";
import type { HistoryEvent } from "./reply.ts";
import { clockTime } from "./times.ts";

/** The audit trail as a table, oldest first: when, who, from what to what, the weights after it, and why. */
export function historyLines(events: readonly HistoryEvent[]): readonly string[] {
  const rows = events.map(({ atMs, by, from, to, after, why }) => [
    clockTime(atMs),
    explainActor(by),
    from === to ? to : `${from} → ${to}`,
    routingText(after),
    why,
  ]);
  return aligned([["time", "who", "state", "weights", "why"], ...rows]);
}

/** One event in one line, for somebody who follows. */
export function eventLine({ atMs, by, from, to, before, after, why }: HistoryEvent): string {
  const moved = routingText(before) === routingText(after) ? "" : ` [${routingText(after)}]`;
  return `${clockTime(atMs)} ${from === to ? to : `${from} → ${to}`}${moved} ${explainActor(by)}: ${why}`;
}

/** For example `6`, or `6 + 7 at 5 %`. */
export function routingText({ primary, additional }: Routing): string {
  return additional === undefined ? primary : `${primary} + ${additional.version} at ${additional.weight} %`;
}

/** Columns as wide as their widest cell; the last one ends where it ends. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join("  "),
  );
}
