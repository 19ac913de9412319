import type { NormalizedSchema } from "@smithy/core/schema";

/** How a protocol spells a point in time. */
export type TimestampFormat = "date-time" | "http-date" | "epoch-seconds";

/** Kinds of the SDK's schemas that fix the format; kind 4 leaves it to the protocol. */
const FIXED_FORMATS: Readonly<Record<number, TimestampFormat>> = {
  5: "date-time",
  6: "http-date",
  7: "epoch-seconds",
};

const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2}(\.\d{1,3})? GMT$/;
const SECONDS = /^-?\d+(\.\d+)?$/;

/** The format that a timestamp's schema asks for, else the protocol's own. */
export function timestampFormat(schema: NormalizedSchema, protocolDefault: TimestampFormat): TimestampFormat {
  const kind = schema.getSchema();
  return (typeof kind === "number" ? FIXED_FORMATS[kind] : undefined) ?? protocolDefault;
}

/** `undefined` when the text is not a time in that format. */
export function parseTimestamp(text: string | number, format: TimestampFormat): Date | undefined {
  const date = parseUnchecked(text, format);
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}

/** Headers, query strings and XML want text; JSON wants the number for `epoch-seconds`. */
export function formatTimestamp(date: Date, format: TimestampFormat): string | number {
  switch (format) {
    case "date-time":
      return date.toISOString().replace(".000Z", "Z");
    case "http-date":
      return date.toUTCString();
    case "epoch-seconds":
      return date.getTime() / 1000;
  }
}

function parseUnchecked(text: string | number, format: TimestampFormat): Date | undefined {
  if (typeof text === "number")
    return format === "epoch-seconds" ? new Date(Math.round(text * 1000)) : undefined;
  switch (format) {
    case "date-time":
      return DATE_TIME.test(text) ? new Date(text) : undefined;
    case "http-date":
      return HTTP_DATE.test(text) ? new Date(text) : undefined;
    case "epoch-seconds":
      return SECONDS.test(text) ? new Date(Math.round(Number(text) * 1000)) : undefined;
  }
}
