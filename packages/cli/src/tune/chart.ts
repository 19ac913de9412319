import { COLOURS, line, type Point, polyline, rect, svgDocument, text } from "../simulate/svg.ts";
import { GOALS } from "./advice.ts";
import { niceTicks } from "./nice-ticks.ts";
import { dollars, milliseconds, type TuneReport } from "./report.ts";

const WIDTH = 960;
const HEIGHT = 520;
const LEFT = 96;
/** Room for labels. */
const RIGHT = 250;
const TOP = 92;
const BOTTOM = HEIGHT - 70;
const MARK = 9;
/** Between the labels of sizes that are close to each other. */
const LABEL_HEIGHT = 16;
const TICKS = 5;

/** Draws what a million calls cost against how long one takes, from size to size. Lower left is better. */
export function drawTuning(report: TuneReport): string {
  const { figures, advice } = report;
  const times = niceTicks(Math.max(0, ...figures.map(({ durationMs }) => durationMs)), TICKS);
  const costs = niceTicks(Math.max(0, ...figures.map(({ costMicroDollars }) => costMicroDollars)), TICKS);
  const x = (ms: number) => LEFT + ((WIDTH - LEFT - RIGHT) * ms) / (times.at(-1) ?? 1);
  const y = (cost: number) => BOTTOM - ((BOTTOM - TOP) * cost) / (costs.at(-1) ?? 1);
  const goalsOf = (memoryMb: number): readonly string[] =>
    advice.kind === "advised" ? GOALS.filter((goal) => advice.for[goal].memoryMb === memoryMb) : [];
  const points = figures.map((each) => ({
    ...each,
    at: { x: x(each.durationMs), y: y(each.costMicroDollars) },
  }));
  const title = `${report.functionName} version ${report.version}, ${report.architecture}`;
  return svgDocument(WIDTH, HEIGHT, `Cost against time by memory: ${title}`, [
    text(LEFT, 34, title, { size: 19, weight: 600 }),
    text(LEFT, 56, "What warm calls take and cost at each memory size; lower left is better", {
      size: 13,
      fill: COLOURS.soft,
    }),
    ...axes(times, costs, x, y),
    polyline(
      points.map(({ at }) => at),
      COLOURS.frame,
    ),
    ...points.map(({ memoryMb, at }) => mark(at, goalsOf(memoryMb).length > 0)),
    ...labels(points.map(({ memoryMb, at }) => ({ at, memoryMb, goals: goalsOf(memoryMb) }))),
    figures.length === 0
      ? text((LEFT + WIDTH - RIGHT) / 2, (TOP + BOTTOM) / 2, "no call was answered", { anchor: "middle" })
      : "",
  ]);
}

function axes(
  times: readonly number[],
  costs: readonly number[],
  x: (ms: number) => number,
  y: (cost: number) => number,
): readonly string[] {
  const soft = { size: 11, fill: COLOURS.soft } as const;
  return [
    ...times.flatMap((ms) => [
      line({ x: x(ms), y: TOP }, { x: x(ms), y: BOTTOM }, COLOURS.grid, 0.8),
      text(x(ms), BOTTOM + 18, milliseconds(ms), { ...soft, anchor: "middle" }),
    ]),
    ...costs.flatMap((cost) => [
      line({ x: LEFT, y: y(cost) }, { x: WIDTH - RIGHT, y: y(cost) }, COLOURS.grid, 0.8),
      text(LEFT - 8, y(cost) + 4, dollars(cost), { ...soft, anchor: "end" }),
    ]),
    rect(LEFT, TOP, WIDTH - LEFT - RIGHT, BOTTOM - TOP, "none", 1, COLOURS.frame),
    text((LEFT + WIDTH - RIGHT) / 2, BOTTOM + 44, "median duration of a warm call", {
      size: 12,
      anchor: "middle",
      fill: COLOURS.soft,
    }),
    text(26, (TOP + BOTTOM) / 2, "cost of a million warm calls", {
      size: 12,
      anchor: "middle",
      fill: COLOURS.soft,
      rotated: true,
    }),
  ];
}

/** Advised sizes are filled. */
function mark({ x, y }: Point, isAdvised: boolean): string {
  const corner = { x: x - MARK / 2, y: y - MARK / 2 };
  return isAdvised
    ? rect(corner.x, corner.y, MARK, MARK, COLOURS.proof, 1, COLOURS.proof)
    : rect(corner.x, corner.y, MARK, MARK, COLOURS.paper, 1, COLOURS.ink);
}

interface Labelled {
  readonly at: Point;
  readonly memoryMb: number;
  readonly goals: readonly string[];
}

/** To the right of each mark, and below the label before where they would meet. */
function labels(points: readonly Labelled[]): readonly string[] {
  let lowest = Number.NEGATIVE_INFINITY;
  return points
    .toSorted((a, b) => a.at.y - b.at.y)
    .map(({ at, memoryMb, goals }) => {
      lowest = Math.max(at.y + 4, lowest + LABEL_HEIGHT);
      const isAdvised = goals.length > 0;
      const start = at.x + 34;
      return (
        line({ x: at.x + MARK / 2, y: at.y }, { x: start - 4, y: lowest - 4 }, COLOURS.frame, 0.8) +
        text(start, lowest, [`${memoryMb} MB`, ...goals].join(", "), {
          size: 12,
          weight: isAdvised ? 600 : 400,
          fill: isAdvised ? COLOURS.proof : COLOURS.ink,
        })
      );
    });
}
