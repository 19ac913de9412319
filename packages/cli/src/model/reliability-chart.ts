import { shareOf } from "@switchyard/rollout";
import type { Reliability, ReliabilityBin } from "@switchyard/trainer";
import { COLOURS, line, rect, svgDocument, text } from "../simulate/svg.ts";
import { countOf, grouped, percent } from "./numbers-text.ts";

const WIDTH = 620;
const HEIGHT = 690;
const LEFT = 84;
const TOP = 108;
const SIDE = 440;
const BOTTOM = TOP + SIDE;
/** A strip under the diagram: how many queries each bin holds. */
const COUNTS_TOP = BOTTOM + 18;
const COUNTS_HEIGHT = 54;
const COUNTS_BOTTOM = COUNTS_TOP + COUNTS_HEIGHT;
const SHARES = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** The drawing has colours for a light page; on a dark one each has another. PNGs are light. */
const DARK: readonly (readonly [light: string, dark: string])[] = [
  [COLOURS.paper, "#0d1117"],
  [COLOURS.ink, "#e6edf3"],
  [COLOURS.soft, "#a5b1be"],
  [COLOURS.grid, "#2b333d"],
  [COLOURS.frame, "#758190"],
  [COLOURS.band, "#6ea8fe"],
  [COLOURS.harm, "#f0a04b"],
];

/** Draws what was claimed against what came true: bars on the dashed line are honest, below it too sure of themselves. */
export function drawReliability({ bins, count, expectedCalibrationError }: Reliability): string {
  const summary = `${countOf(count, "query", "queries")} with a best label; expected calibration error ${percent(expectedCalibrationError)}`;
  return svgDocument(WIDTH, HEIGHT, "Reliability: probabilities against the share that is right", [
    `<style>${darkStyle()}</style>`,
    text(LEFT, 34, "Do the probabilities come true?", { size: 19, weight: 600 }),
    text(LEFT, 56, summary, { size: 13, fill: COLOURS.soft }),
    ...legend(),
    ...axes(),
    ...bins.map(bar),
    line({ x: x(0), y: y(0) }, { x: x(1), y: y(1) }, COLOURS.ink, 1.2, "6 4"),
    ...bins.map(mark),
    rect(LEFT, TOP, SIDE, SIDE, "none", 1, COLOURS.frame),
    ...counts(bins),
    count === 0 ? text(LEFT + SIDE / 2, TOP + SIDE / 2, "nothing was claimed", { anchor: "middle" }) : "",
  ]);
}

function darkStyle(): string {
  const rules = DARK.map(
    ([light, dark]) => `[fill="${light}"]{fill:${dark}}[stroke="${light}"]{stroke:${dark}}`,
  ).join("");
  return `@media (prefers-color-scheme: dark){${rules}}`;
}

function legend(): readonly string[] {
  const at = 84;
  return [
    rect(LEFT, at - 11, 22, 12, COLOURS.band, 0.4),
    text(LEFT + 30, at, "share that is right", { size: 12 }),
    line({ x: LEFT + 160, y: at - 11 }, { x: LEFT + 160, y: at + 1 }, COLOURS.harm, 2),
    text(LEFT + 170, at, "95 % interval", { size: 12 }),
    line({ x: LEFT + 268, y: at - 5 }, { x: LEFT + 294, y: at - 5 }, COLOURS.ink, 1.2, "6 4"),
    text(LEFT + 302, at, "as claimed", { size: 12 }),
  ];
}

function axes(): readonly string[] {
  const label = (share: number) => `${Math.round(100 * share)} %`;
  const soft = { size: 11, fill: COLOURS.soft } as const;
  return [
    ...SHARES.flatMap((share) => [
      line({ x: x(0), y: y(share) }, { x: x(1), y: y(share) }, COLOURS.grid, 0.8),
      line({ x: x(share), y: y(0) }, { x: x(share), y: y(1) }, COLOURS.grid, 0.8),
      text(LEFT - 8, y(share) + 4, label(share), { ...soft, anchor: "end" }),
      text(x(share), COUNTS_BOTTOM + 17, label(share), { ...soft, anchor: "middle" }),
    ]),
    text(22, TOP + SIDE / 2, "right among them (%)", {
      size: 12,
      anchor: "middle",
      fill: COLOURS.soft,
      rotated: true,
    }),
    text(LEFT + SIDE / 2, COUNTS_BOTTOM + 40, "probability that the label is right, as claimed (%)", {
      size: 12,
      anchor: "middle",
      fill: COLOURS.soft,
    }),
  ];
}

function bar({ from, to, shareRight }: ReliabilityBin): string {
  if (shareRight === undefined) return "";
  return rect(x(from) + 1, y(shareRight), x(to) - x(from) - 2, y(0) - y(shareRight), COLOURS.band, 0.4);
}

/** How far the share may be off by chance, at the mean of what was claimed. */
function mark({ count, right, meanProbability }: ReliabilityBin): string {
  if (meanProbability === undefined) return "";
  const { lower, upper } = shareOf(right, count);
  const at = x(meanProbability);
  return line({ x: at, y: y(lower) }, { x: at, y: y(upper) }, COLOURS.harm, 2);
}

function counts(bins: readonly ReliabilityBin[]): readonly string[] {
  const most = bins.reduce((highest, { count }) => Math.max(highest, count), 1);
  return [
    text(22, COUNTS_TOP + COUNTS_HEIGHT / 2, "queries", {
      size: 12,
      anchor: "middle",
      fill: COLOURS.soft,
      rotated: true,
    }),
    ...bins.map(({ from, to, count }) => {
      const height = (COUNTS_HEIGHT - 16) * (count / most);
      return (
        rect(x(from) + 1, COUNTS_BOTTOM - height, x(to) - x(from) - 2, height, COLOURS.soft, 0.5) +
        text((x(from) + x(to)) / 2, COUNTS_BOTTOM - height - 4, grouped(count), {
          size: 11,
          anchor: "middle",
        })
      );
    }),
    line({ x: x(0), y: COUNTS_BOTTOM }, { x: x(1), y: COUNTS_BOTTOM }, COLOURS.frame, 1),
  ];
}

function x(probability: number): number {
  return LEFT + SIDE * probability;
}

function y(share: number): number {
  return BOTTOM - SIDE * share;
}
