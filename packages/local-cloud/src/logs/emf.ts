import type { MetricDatum } from "../ports.ts";

/** What a log line says about metrics, by the Embedded Metric Format specification. */
export type EmfReading =
  /** The line is not an EMF document; most lines are not. */
  | { readonly kind: "not-emf" }
  /** The line names `_aws` and `CloudWatchMetrics` but is not JSON, for example because it was cut. */
  | { readonly kind: "unparsable" }
  /** The line is an EMF document that breaks the specification. Nothing of it becomes a metric. */
  | { readonly kind: "invalid"; readonly problem: string }
  | { readonly kind: "metrics"; readonly data: readonly MetricDatum[] };

/** Units that CloudWatch knows. A unit is case-sensitive. */
const UNITS: ReadonlySet<string> = new Set(
  (
    "Seconds Microseconds Milliseconds Percent Count None Count/Second " +
    "Bytes Kilobytes Megabytes Gigabytes Terabytes Bits Kilobits Megabits Gigabits Terabits " +
    "Bytes/Second Kilobytes/Second Megabytes/Second Gigabytes/Second Terabytes/Second " +
    "Bits/Second Kilobits/Second Megabits/Second Gigabits/Second Terabits/Second"
  ).split(" "),
);

type Json = Readonly<Record<string, unknown>>;

/** Thrown inside this file only; `readEmf` turns it into a value. */
class Violation extends Error {}

/**
 * Reads one log line. A line is EMF only when it starts with `{` and holds `_aws.CloudWatchMetrics` at its
 * root: what a runtime puts in front of a line, or wraps around it, makes it an ordinary line.
 * A document is taken whole or not at all.
 */
export function readEmf(line: string): EmfReading {
  if (!line.startsWith("{") || !line.includes('"CloudWatchMetrics"')) return { kind: "not-emf" };
  const root = parseObject(line);
  if (root === undefined) return line.includes('"_aws"') ? { kind: "unparsable" } : { kind: "not-emf" };
  const metadata = root["_aws"];
  if (!isObject(metadata) || !("CloudWatchMetrics" in metadata)) return { kind: "not-emf" };
  try {
    return { kind: "metrics", data: dataOf(root, metadata) };
  } catch (error) {
    if (error instanceof Violation) return { kind: "invalid", problem: error.message };
    throw error;
  }
}

function dataOf(root: Json, metadata: Json): MetricDatum[] {
  const timestampMs = metadata["Timestamp"];
  if (!Number.isSafeInteger(timestampMs) || Number(timestampMs) < 0) {
    throw new Violation("_aws.Timestamp: expected epoch milliseconds as a whole number");
  }
  return list(metadata["CloudWatchMetrics"], "_aws.CloudWatchMetrics").flatMap((directive, index) =>
    dataOfDirective(root, directive, Number(timestampMs), `_aws.CloudWatchMetrics[${index}]`),
  );
}

function dataOfDirective(root: Json, directive: unknown, timestampMs: number, at: string): MetricDatum[] {
  if (!isObject(directive)) throw new Violation(`${at}: expected an object`);
  const namespace = text(directive["Namespace"], 1, 1024, `${at}.Namespace`);
  const sets = list(directive["Dimensions"], `${at}.Dimensions`);
  if (sets.length === 0) throw new Violation(`${at}.Dimensions: expected at least one set of dimensions`);
  const dimensionSets = sets.map((set, index) => dimensionsOf(root, set, `${at}.Dimensions[${index}]`));
  const metrics = list(directive["Metrics"], `${at}.Metrics`);
  if (metrics.length > 100)
    throw new Violation(`${at}.Metrics: expected at most 100, found ${metrics.length}`);

  return metrics.flatMap((definition, index) => {
    const metric = metricOf(root, definition, `${at}.Metrics[${index}]`);
    return dimensionSets.map((dimensions) => ({ namespace, dimensions, timestampMs, ...metric }));
  });
}

function metricOf(root: Json, definition: unknown, at: string) {
  if (!isObject(definition)) throw new Violation(`${at}: expected an object`);
  const name = text(definition["Name"], 1, 1024, `${at}.Name`);
  const unit = definition["Unit"] ?? "None";
  if (typeof unit !== "string" || !UNITS.has(unit)) throw new Violation(`${at}.Unit: not a unit`);
  const resolution = definition["StorageResolution"] ?? 60;
  if (resolution !== 1 && resolution !== 60) {
    throw new Violation(`${at}.StorageResolution: expected 1 or 60`);
  }
  const storageResolutionS: 1 | 60 = resolution;
  return { name, unit, storageResolutionS, values: valuesOf(root, name) };
}

function valuesOf(root: Json, name: string): readonly number[] {
  const target = root[name];
  const values = Array.isArray(target) ? target : [target];
  if (values.length > 100) throw new Violation(`${name}: expected at most 100 values`);
  return values.map((value: unknown) => {
    if (typeof value !== "number")
      throw new Violation(`${name}: expected a number at the root of the document`);
    return value;
  });
}

function dimensionsOf(root: Json, keys: unknown, at: string): Readonly<Record<string, string>> {
  const names = list(keys, at).map((key) => text(key, 1, 250, at));
  if (names.length > 30) throw new Violation(`${at}: expected at most 30 dimensions, found ${names.length}`);
  return Object.fromEntries(names.map((name) => [name, text(root[name], 1, 1024, name)]));
}

function text(value: unknown, min: number, max: number, at: string): string {
  if (typeof value !== "string" || value.length < min || value.length > max) {
    throw new Violation(`${at}: expected text of ${min} to ${max} characters`);
  }
  return value;
}

function list(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Violation(`${at}: expected a list`);
  return value;
}

function parseObject(line: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
