/** Dark on light, told apart by lightness and by dashes too. */
export const COLOURS = {
  paper: "#ffffff",
  ink: "#1f2933",
  soft: "#5f6b7a",
  grid: "#dde3ea",
  frame: "#a3afbd",
  harm: "#c2410c",
  proof: "#0f766e",
  band: "#1d4ed8",
  bandText: "#4862a8",
} as const;

export interface Point {
  readonly x: number;
  readonly y: number;
}

interface TextStyle {
  readonly size?: number;
  readonly weight?: number;
  readonly fill?: string;
  readonly anchor?: "start" | "middle" | "end";
  /** Read from below. */
  readonly rotated?: boolean;
}

export function svgDocument(width: number, height: number, title: string, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ` font-family="Inter, Helvetica, Arial, 'DejaVu Sans', sans-serif" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    rect(0, 0, width, height, COLOURS.paper, 1),
    ...parts,
    "</svg>\n",
  ].join("");
}

export function text(x: number, y: number, content: string, style: TextStyle = {}): string {
  const { size = 13, weight = 400, fill = COLOURS.ink, anchor = "start", rotated = false } = style;
  const turn = rotated ? ` transform="rotate(-90 ${round(x)} ${round(y)})"` : "";
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}"${turn}>${escapeXml(content)}</text>`;
}

export function line(from: Point, to: Point, colour: string, width: number, dash = ""): string {
  const dashes = dash === "" ? "" : ` stroke-dasharray="${dash}"`;
  return `<line x1="${round(from.x)}" y1="${round(from.y)}" x2="${round(to.x)}" y2="${round(to.y)}" stroke="${colour}" stroke-width="${width}"${dashes}/>`;
}

export function rect(
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  opacity: number,
  stroke = "none",
): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${fill}" fill-opacity="${round(opacity, 4)}" stroke="${stroke}"/>`;
}

/** Points that fall on the same pixel as the one before are left out: a week has ten thousand minutes. */
export function polyline(points: readonly Point[], colour: string): string {
  const kept = points.filter(
    ({ x, y }, index) =>
      index === points.length - 1 || index === 0 || moved({ x, y }, points[index - 1] ?? { x, y }),
  );
  const path = kept.map(({ x, y }) => `${round(x)},${round(y)}`).join(" ");
  return kept.length === 0
    ? ""
    : `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round"/>`;
}

function moved(a: Point, b: Point): boolean {
  return Math.round(2 * a.x) !== Math.round(2 * b.x) || Math.round(2 * a.y) !== Math.round(2 * b.y);
}

/** Marks of an axis of time: at most ten or so, in minutes, hours or days. */
export function ticksOfTime(minutes: number): {
  readonly unit: "minutes" | "hours" | "days";
  readonly every: number;
  readonly perUnit: number;
} {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080];
  const every = steps.find((step) => minutes / step <= 11) ?? 20_160;
  if (every < 30) return { unit: "minutes", every, perUnit: 1 };
  return every < 1_440 ? { unit: "hours", every, perUnit: 60 } : { unit: "days", every, perUnit: 1_440 };
}

export function clip(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

function escapeXml(content: string): string {
  return content
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
