import type { CurvePoint } from "./measures.ts";
import type { Measured, Row } from "./run-set.ts";
import { circle, escapeXml, line, type Point, polyline, text } from "./svg.ts";

const WIDTH = 760;
const HEIGHT = 470;
const PLOT = { left: 64, right: 724, top: 64, bottom: 372 } as const;
/** Below this precision nobody would answer. */
const LEAST_PRECISION = 0.7;
/** The first few answers decide nothing, and their precision leaps. */
const LEAST_COVERAGE = 0.02;
/** Told apart by colour, by dashes and by width; as many as there may be contenders. */
const LINES = ["one", "two", "three", "four"] as const;

const STYLE = `
  text { font-family: Inter, Helvetica, Arial, 'DejaVu Sans', sans-serif; font-size: 13px; fill: #1f2933; }
  .title { font-size: 16px; font-weight: 600; }
  .soft { fill: #5f6b7a; }
  .paper { fill: #ffffff; }
  .grid { stroke: #dde3ea; }
  .frame { stroke: #8793a1; }
  polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
  line.curve { stroke-width: 2; }
  .one { stroke: #6b7280; stroke-dasharray: 2 4; }
  .two { stroke: #b45309; stroke-dasharray: 9 4; }
  .three { stroke: #9d2fa8; stroke-dasharray: 9 3 2 3; }
  .four { stroke: #1d4ed8; stroke-width: 3; }
  circle { stroke-width: 2; fill: #ffffff; }
  circle.one, circle.two, circle.three, circle.four { stroke-dasharray: none; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .soft { fill: #a5b1be; }
    .paper, circle { fill: #0d1117; }
    .grid { stroke: #2b333d; }
    .frame { stroke: #758190; }
    .one { stroke: #a8b3bf; }
    .two { stroke: #f0a04b; }
    .three { stroke: #d98be2; }
    .four { stroke: #6ea8fe; }
  }
`;

/** Coverage against the precision that comes of it, for every score to answer from. An SVG for light and dark pages. */
export function coveragePrecisionChart(title: string, rows: readonly Row[], inputs: string): string {
  const measured = rows.flatMap((row) => (row.measured === undefined ? [] : [row.measured]));
  if (measured.length > LINES.length) {
    throw new Error(`expected at most ${LINES.length} contenders to draw, found ${measured.length}`);
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    `<title>${escapeXml(title)}</title><desc>inputs ${inputs}</desc><style>${STYLE}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${HEIGHT}"/>`,
    text("title", { x: PLOT.left, y: 28 }, title),
    text(
      "soft",
      { x: PLOT.left, y: 48 },
      "Rings: where the threshold for 95, 98 and 99 % lands on test data",
    ),
    ...axes(),
    ...measured.flatMap((each, index) => contender(each, LINES[index] ?? "four", index)),
    "</svg>\n",
  ].join("\n");
}

function axes(): readonly string[] {
  const shares = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const precisions = [0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1];
  const middle = (PLOT.left + PLOT.right) / 2;
  const height = (PLOT.top + PLOT.bottom) / 2;
  return [
    ...shares.flatMap((share) => {
      const { x } = place({ coverage: share, precision: 1 });
      return [
        line("grid", { x, y: PLOT.top }, { x, y: PLOT.bottom }),
        text("soft", { x, y: PLOT.bottom + 18 }, `${100 * share} %`, ' text-anchor="middle"'),
      ];
    }),
    ...precisions.flatMap((precision) => {
      const { y } = place({ coverage: 0, precision });
      return [
        line("grid", { x: PLOT.left, y }, { x: PLOT.right, y }),
        text(
          "soft",
          { x: PLOT.left - 8, y: y + 4 },
          `${Math.round(100 * precision)} %`,
          ' text-anchor="end"',
        ),
      ];
    }),
    line("frame", { x: PLOT.left, y: PLOT.bottom }, { x: PLOT.right, y: PLOT.bottom }),
    line("frame", { x: PLOT.left, y: PLOT.top }, { x: PLOT.left, y: PLOT.bottom }),
    text(
      "",
      { x: middle, y: PLOT.bottom + 38 },
      "questions in scope that are answered",
      ' text-anchor="middle"',
    ),
    text(
      "",
      { x: 16, y: height },
      "right among all answered",
      ` text-anchor="middle" transform="rotate(-90 16 ${height})"`,
    ),
  ];
}

function contender({ name, curve, outcomes }: Measured, className: string, index: number): readonly string[] {
  const drawn = simplify(
    curve
      .filter(({ coverage, precision }) => coverage >= LEAST_COVERAGE && precision >= LEAST_PRECISION)
      .map(place),
  );
  const column = PLOT.left + (index % 2) * 350;
  const row = PLOT.bottom + 62 + Math.floor(index / 2) * 22;
  const rings = outcomes.flatMap(({ coverage, precision }) =>
    precision === undefined || precision < LEAST_PRECISION ? [] : [place({ coverage, precision })],
  );
  return [
    polyline(className, drawn),
    ...rings.map((at) => circle(className, at, 4.5)),
    line(`curve ${className}`, { x: column, y: row - 4 }, { x: column + 40, y: row - 4 }),
    text("", { x: column + 50, y: row }, name),
  ];
}

function place({ coverage, precision }: CurvePoint): Point {
  const height = (precision - LEAST_PRECISION) / (1 - LEAST_PRECISION);
  return {
    x: PLOT.left + coverage * (PLOT.right - PLOT.left),
    y: PLOT.bottom - height * (PLOT.bottom - PLOT.top),
  };
}

/** Leaves out points that are less than a pixel away from the one before. */
function simplify(points: readonly Point[]): readonly Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    if (last === undefined || Math.hypot(point.x - last.x, point.y - last.y) >= 1) kept.push(point);
  }
  return kept;
}
