import { z } from "zod";

const rendering = z.strictObject({
  accountId: z.string().optional(),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .optional(),
  expression: z.string().optional(),
  id: z
    .string()
    .regex(/^[a-z]\w*$/)
    .optional(),
  label: z.string().optional(),
  period: z.int().min(1).optional(),
  region: z.string().optional(),
  stat: z.string().optional(),
  visible: z.boolean().optional(),
  yAxis: z.enum(["left", "right"]).optional(),
});

/**
 * What is wrong with a row of a widget's `metrics`: `[namespace, name, dimension, value, …, { rendering }]`, or one
 * object with an expression. `.` repeats the value above it, `...` all values of the row above up to the last ones.
 */
export function metricRow(row: unknown, isFirst: boolean): readonly string[] {
  if (!Array.isArray(row)) return ["should be array"];
  const last: unknown = row.at(-1);
  const hasRendering = typeof last === "object" && last !== null;
  const parts: readonly unknown[] = hasRendering ? row.slice(0, -1) : row;
  return [
    ...(hasRendering ? wrongRendering(last, parts.length === 0) : []),
    ...wrongParts(parts, isFirst, hasRendering),
  ];
}

function wrongRendering(value: object, isExpression: boolean): readonly string[] {
  const parsed = rendering.safeParse(value);
  if (parsed.success) {
    if (isExpression && parsed.data.expression === undefined) {
      return ["should have a namespace and a metric name, or an expression"];
    }
    if (!isExpression && parsed.data.expression !== undefined) {
      return ["should not have both a metric and an expression"];
    }
    return [];
  }
  return parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join(".")}: ${message}`,
  );
}

function wrongParts(parts: readonly unknown[], isFirst: boolean, hasRendering: boolean): readonly string[] {
  if (parts.length === 0) return hasRendering ? [] : ["should not be empty"];
  if (!parts.every((part) => typeof part === "string" && part !== "")) {
    return ["should have texts, and at most one object at its end"];
  }
  const repeats = parts.some((part) => part === "." || part === "...");
  if (isFirst && repeats) return ["should not repeat a row above: it is the first one"];
  if (parts.includes("...")) {
    return parts.indexOf("...") === 0 && parts.lastIndexOf("...") === 0
      ? []
      : ["should have ... at its beginning only"];
  }
  if (parts.length < 2) return ["should have a namespace and a metric name"];
  return parts.length % 2 === 0 ? [] : ["should have a value for each dimension"];
}
