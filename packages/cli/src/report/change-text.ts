import { clip } from "../simulate/svg.ts";
import { changedRows } from "./change-chart.ts";
import type { KpiRow } from "./rows.ts";
import { changeText } from "./texts.ts";

/** Columns from -100 % to +100 %; the middle one is no change. */
const COLUMNS = 41;

/**
 * The chart of changes in characters, for where no image can be: `├─●─┤` are the bounds and what was measured, `◆` is
 * the target, `┊` no change. A side without a mark at its end is not bounded.
 */
export function changesAsText(rows: readonly KpiRow[]): readonly string[] {
  const shown = changedRows(rows);
  const width = Math.max(0, ...shown.map(({ title }) => title.length));
  return shown.length === 0
    ? []
    : [
        ...shown.map((row) => `${row.title.padEnd(width)}  ${track(row)}  ${changeText(row.change)}`),
        `${"".padEnd(width)}  ${"-100 %".padEnd(at(0))}${"0 %".padEnd(at(1) - at(0) - 5)}+100 %`,
      ];
}

/** The column of a change. */
function at(share: number): number {
  return Math.round(((clip(share, -1, 1) + 1) / 2) * (COLUMNS - 1));
}

function track({ change, goal }: KpiRow): string {
  if (change === null) return "";
  const cells = Array.from({ length: COLUMNS }, () => " ");
  const { value, lower, upper } = change;
  const [from, to] = [at(lower ?? -1), at(upper ?? 1)];
  cells[at(0)] = "┊";
  for (let cell = from; cell <= to; cell++) cells[cell] = "─";
  if (lower !== undefined) cells[from] = "├";
  if (upper !== undefined) cells[to] = "┤";
  if (goal.kind === "change-at-most") cells[at(goal.relativeToBaseline)] = "◆";
  cells[at(value)] = "●";
  return cells.join("");
}
