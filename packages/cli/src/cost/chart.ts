import { COLOURS, line, polyline, rect, svgDocument, text } from "../simulate/svg.ts";
import { niceTicks } from "../tune/nice-ticks.ts";
import { baselineBill } from "./baseline.ts";
import { breakEven } from "./comparison.ts";
import { type BillRequest, DAYS_PER_MONTH, monthlyBill } from "./stage-bill.ts";
import { breakEvenText, dollars, whole } from "./text.ts";

const WIDTH = 960;
const HEIGHT = 520;
const LEFT = 96;
const RIGHT = 150;
const TOP = 92;
const BOTTOM = HEIGHT - 70;
const POINTS = 120;
const TICKS = 5;

/** Draws what a month costs against requests a day, for the stage and for the baseline. */
export function drawCost(request: BillRequest): string {
  const even = breakEven(request);
  const asked = request.requestsPerMonth / DAYS_PER_MONTH;
  const most = Math.max(100, asked * 2, even.kind === "at" ? even.requestsPerDay * 2 : 0);
  const days = Array.from({ length: POINTS + 1 }, (_, index) => (most * index) / POINTS);
  const series = (bill: typeof monthlyBill) =>
    days.map((perDay) => bill({ ...request, requestsPerMonth: perDay * DAYS_PER_MONTH }).dollars);
  const [ours, theirs] = [series(monthlyBill), series(baselineBill)];
  const requests = niceTicks(most, TICKS);
  const costs = niceTicks(Math.max(...ours, ...theirs), TICKS);
  const x = (perDay: number) => LEFT + ((WIDTH - LEFT - RIGHT) * perDay) / (requests.at(-1) ?? 1);
  const y = (cost: number) => BOTTOM - ((BOTTOM - TOP) * cost) / (costs.at(-1) ?? 1);
  const soft = { size: 11, fill: COLOURS.soft } as const;
  const points = (values: readonly number[]) =>
    values.map((value, index) => ({ x: x(days[index] ?? 0), y: y(value) }));
  const { stage } = request.config;
  return svgDocument(WIDTH, HEIGHT, `Monthly cost of stage ${stage} against the baseline`, [
    text(LEFT, 34, `What stage ${stage} costs in a month`, { size: 19, weight: 600 }),
    text(LEFT, 56, breakEvenText(even), { size: 13, fill: COLOURS.soft }),
    ...requests.flatMap((perDay) => [
      line({ x: x(perDay), y: TOP }, { x: x(perDay), y: BOTTOM }, COLOURS.grid, 0.8),
      text(x(perDay), BOTTOM + 18, whole(perDay), { ...soft, anchor: "middle" }),
    ]),
    ...costs.flatMap((cost) => [
      line({ x: LEFT, y: y(cost) }, { x: WIDTH - RIGHT, y: y(cost) }, COLOURS.grid, 0.8),
      text(LEFT - 8, y(cost) + 4, dollars(cost), { ...soft, anchor: "end" }),
    ]),
    rect(LEFT, TOP, WIDTH - LEFT - RIGHT, BOTTOM - TOP, "none", 1, COLOURS.frame),
    polyline(points(theirs), COLOURS.harm),
    polyline(points(ours), COLOURS.band),
    text(x(most) + 8, y(theirs.at(-1) ?? 0) + 4, "baseline", { size: 12, fill: COLOURS.harm }),
    text(x(most) + 8, y(ours.at(-1) ?? 0) + 4, `stage ${stage}`, { size: 12, fill: COLOURS.band }),
    even.kind === "at"
      ? line(
          { x: x(even.requestsPerDay), y: TOP },
          { x: x(even.requestsPerDay), y: BOTTOM },
          COLOURS.ink,
          1,
          "5 4",
        )
      : "",
    text((LEFT + WIDTH - RIGHT) / 2, BOTTOM + 44, "requests a day", {
      size: 12,
      anchor: "middle",
      fill: COLOURS.soft,
    }),
  ]);
}
