import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { distributionOf, distributionOfStatistics } from "./distribution.ts";
import type { MetricPoint } from "./metric-series.ts";
import { openPointFile } from "./point-file.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "points-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const point = (timestampMs: number, distribution = distributionOf([1, 1, 2.5])): MetricPoint => ({
  namespace: "N",
  name: "M",
  dimensions: { "a b": 'c"d' },
  timestampMs,
  unit: "Count",
  resolutionS: 1,
  distribution,
});

function reopened(): MetricPoint[] {
  const points: MetricPoint[] = [];
  openPointFile(join(dir, "m.ndjson"), (read) => void points.push(read));
  return points;
}

describe("openPointFile", () => {
  it("reads back what was appended, statistic sets included", () => {
    const points = [point(1), point(2, distributionOfStatistics({ count: 3, sum: 9, min: 1, max: 5 }))];
    const file = openPointFile(join(dir, "m.ndjson"), () => undefined);
    for (const appended of points) file.append(appended);
    file.flush();
    expect(reopened()).toEqual(points);
  });

  it("writes all points of one turn of the event loop together", async () => {
    const file = openPointFile(join(dir, "m.ndjson"), () => undefined);
    file.append(point(1));
    file.append(point(2));
    expect(readdirSync(dir)).toEqual([]);
    await Promise.resolve();
    expect(readFileSync(join(dir, "m.ndjson"), "utf8").split("\n")).toHaveLength(3);
  });

  it("is bloated beyond 16 MiB, and not any more once rewritten", () => {
    const file = openPointFile(join(dir, "m.ndjson"), () => undefined);
    const many = distributionOf(Array.from({ length: 2000 }, (_, index) => index));
    while (!file.isBloated()) {
      file.append(point(1, many));
      file.flush();
    }
    expect(statSync(join(dir, "m.ndjson")).size).toBeGreaterThan(16 * 1024 * 1024);
    file.rewrite([point(7)]);
    expect(file.isBloated()).toBe(false);
    file.append(point(8));
    file.flush();
    expect(reopened().map(({ timestampMs }) => timestampMs)).toEqual([7, 8]);
    expect(readdirSync(dir)).toEqual(["m.ndjson"]);
  });
});
