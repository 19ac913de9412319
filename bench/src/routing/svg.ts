export interface Point {
  readonly x: number;
  readonly y: number;
}

/** By class, so that the style can follow a light or a dark page. */
export function polyline(className: string, points: readonly Point[]): string {
  return `<polyline class="${className}" points="${points.map(({ x, y }) => `${round(x)},${round(y)}`).join(" ")}"/>`;
}

export function line(className: string, from: Point, to: Point): string {
  return `<line class="${className}" x1="${round(from.x)}" y1="${round(from.y)}" x2="${round(to.x)}" y2="${round(to.y)}"/>`;
}

export function circle(className: string, { x, y }: Point, radius: number): string {
  return `<circle class="${className}" cx="${round(x)}" cy="${round(y)}" r="${radius}"/>`;
}

export function text(className: string, { x, y }: Point, content: string, attributes = ""): string {
  return `<text class="${className}" x="${round(x)}" y="${round(y)}"${attributes}>${escapeXml(content)}</text>`;
}

export function escapeXml(content: string): string {
  return content
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
