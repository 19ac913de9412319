import { AwsError } from "../aws-error.ts";
import type { BodyReading } from "./read-value.ts";
import { formatTimestamp, parseTimestamp, timestampFormat } from "./timestamps.ts";
import type { BodyWriting } from "./write-value.ts";

// One character class and no groups: a pattern of groups of four overflows the stack at some megabytes.
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Strict: `Buffer.from` skips whatever is not base64. Padding may be left out, as some clients do. */
export function parseBase64(text: unknown): Uint8Array | undefined {
  if (typeof text !== "string" || !BASE64.test(text)) return undefined;
  const digits = text.replace(/=+$/, "").length;
  const isWhole = digits % 4 !== 1 && (text.length === digits || text.length % 4 === 0);
  return isWhole ? new Uint8Array(Buffer.from(text, "base64")) : undefined;
}

/** JSON of the AWS protocols: blobs in base64, timestamps in epoch seconds unless the schema says otherwise. */
export function jsonReading(jsonNames: boolean): BodyReading {
  return {
    jsonNames,
    blob: parseBase64,
    timestamp: (wire, schema) =>
      typeof wire === "string" || typeof wire === "number"
        ? parseTimestamp(wire, timestampFormat(schema, "epoch-seconds"))
        : undefined,
  };
}

export function jsonWriting(jsonNames: boolean): BodyWriting {
  return {
    jsonNames,
    blob: (bytes) => Buffer.from(bytes).toString("base64"),
    timestamp: (date, schema) => formatTimestamp(date, timestampFormat(schema, "epoch-seconds")),
    nonFinite: String,
  };
}

/** An empty body counts as `{}`, as AWS takes it. */
export function parseJsonBody(body: Uint8Array): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new AwsError(
      "SerializationException",
      "Expected JSON in UTF-8 as the request body, found something else.",
    );
  }
}
