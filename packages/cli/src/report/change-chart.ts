import { COLOURS, clip, line, rect, svgDocument, text } from "../simulate/svg.ts";
import type { KpiRow, KpiVerdict } from "./rows.ts";
import { changeText, goalText } from "./texts.ts";

const WIDTH = 960;
const LEFT = 210;
const RIGHT = 700;
const TOP = 64;
const ROW = 30;
/** A share of the baseline: what is more than twice as much lies at the edge, with an arrow. */
const [LEAST, MOST] = [-1, 1];
const TICKS = [-1, -0.5, 0, 0.5, 1];

const COLOUR_OF: Readonly<Record<KpiVerdict, string>> = {
  met: COLOURS.proof,
  "not met": COLOURS.harm,
  undecided: COLOURS.soft,
  "not measured": COLOURS.soft,
};

/** Rows whose change was measured, each figure once. */
export function changedRows(rows: readonly KpiRow[]): readonly KpiRow[] {
  const seen = new Set<string>();
  return rows.filter(({ title, change }) => {
    if (change === null || seen.has(title)) return false;
    seen.add(title);
    return true;
  });
}

/**
 * Draws by how much each figure changed, with bounds and target; nothing where no change was measured. A side that
 * nothing bounds fades out as a dashed line.
 */
export function drawChanges(rows: readonly KpiRow[]): string | undefined {
  const shown = changedRows(rows);
  if (shown.length === 0) return undefined;
  const bottom = TOP + ROW * shown.length;
  const x = (change: number) =>
    LEFT + ((RIGHT - LEFT) * (clip(change, LEAST, MOST) - LEAST)) / (MOST - LEAST);
  return svgDocument(
    WIDTH,
    bottom + 52,
    "Change of each figure from baseline to candidate, with its bounds",
    [
      text(16, 30, "Change from baseline to candidate", { size: 17, weight: 600 }),
      ...TICKS.flatMap((tick) => [
        line(
          { x: x(tick), y: TOP },
          { x: x(tick), y: bottom },
          tick === 0 ? COLOURS.ink : COLOURS.grid,
          tick === 0 ? 1.2 : 0.8,
        ),
        text(x(tick), bottom + 18, `${tick > 0 ? "+" : ""}${tick * 100} %`, {
          size: 11,
          fill: COLOURS.soft,
          anchor: "middle",
        }),
      ]),
      ...shown.flatMap((row, index) => drawRow(row, TOP + ROW * (index + 0.5), x)),
      rect(LEFT, TOP, RIGHT - LEFT, bottom - TOP, "none", 1, COLOURS.frame),
      text(16, bottom + 42, "● measured   ━ bounds   ┄ not bounded on that side   ◆ target", {
        size: 11,
        fill: COLOURS.soft,
      }),
    ],
  );
}

function drawRow(
  { title, unit, change, goal, verdict }: KpiRow,
  y: number,
  x: (change: number) => number,
): readonly string[] {
  if (change === null) return [];
  const { value, lower, upper } = change;
  const colour = COLOUR_OF[verdict];
  const bar = (from: number, to: number, isBound: boolean) =>
    line({ x: x(from), y }, { x: x(to), y }, colour, isBound ? 5 : 1.5, isBound ? "" : "3 4");
  const target = goal.kind === "change-at-most" ? goal.relativeToBaseline : undefined;
  return [
    text(16, y + 4, title, { size: 13 }),
    bar(lower ?? LEAST, value, lower !== undefined),
    bar(value, upper ?? MOST, upper !== undefined),
    text(x(value), y + 5, value > MOST ? "▶" : "●", { size: 15, fill: COLOURS.ink, anchor: "middle" }),
    target === undefined
      ? ""
      : text(x(target), y + 5, "◆", { size: 13, fill: COLOURS.band, anchor: "middle" }),
    text(RIGHT + 12, y - 1, changeText(change), { size: 11 }),
    text(RIGHT + 12, y + 12, target === undefined ? "" : `${goalText(goal, unit)}: ${verdict}`, {
      size: 11,
      fill: colour,
    }),
  ];
}
