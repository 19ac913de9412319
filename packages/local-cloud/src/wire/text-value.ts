import type { NormalizedSchema } from "@smithy/core/schema";
import { parseBase64 } from "./json.ts";
import { mismatch } from "./read-value.ts";
import type { TimestampFormat } from "./timestamps.ts";
import { formatTimestamp, parseTimestamp, timestampFormat } from "./timestamps.ts";
import { defect } from "./write-value.ts";

const NUMBER = /^-?(\d+(\.\d+)?([eE][+-]?\d+)?|Infinity)$/;

/** A scalar that arrived as text: in a label, a header, a query string or a form. */
export function readText(
  schema: NormalizedSchema,
  text: string,
  time: TimestampFormat,
  path: string,
): unknown {
  if (schema.isStringSchema()) return text;
  if (schema.isBooleanSchema()) {
    if (text === "true" || text === "false") return text === "true";
    throw mismatch(path, "true or false", text);
  }
  if (schema.isNumericSchema()) {
    if (NUMBER.test(text) || text === "NaN") return Number(text);
    throw mismatch(path, "a number", text);
  }
  if (schema.isTimestampSchema()) {
    const format = timestampFormat(schema, time);
    const date = parseTimestamp(text, format);
    if (date !== undefined) return date;
    throw mismatch(path, `a timestamp (${format})`, text);
  }
  if (schema.isBlobSchema()) {
    const bytes = parseBase64(text);
    if (bytes !== undefined) return bytes;
    throw mismatch(path, "base64", text);
  }
  throw new Error(`The local cloud cannot read ${schema.getName(true) ?? "a shape"} at '${path}' from text.`);
}

/** The other way round: a scalar for a header or an XML element. */
export function writeText(schema: NormalizedSchema, value: unknown, time: TimestampFormat): string {
  if (schema.isTimestampSchema() && value instanceof Date) {
    return String(formatTimestamp(value, timestampFormat(schema, time)));
  }
  if (schema.isBlobSchema() && value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (schema.isNumericSchema() && typeof value === "number") return String(value);
  if (schema.isBooleanSchema() && typeof value === "boolean") return String(value);
  if (schema.isStringSchema() && typeof value === "string") return value;
  throw defect(schema, "another type", value);
}
