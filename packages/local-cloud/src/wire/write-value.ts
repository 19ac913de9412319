import type { NormalizedSchema } from "@smithy/core/schema";
import { hasTrait, textTrait } from "./schemas.ts";

/** What differs between JSON and CBOR when a value becomes a body. */
export interface BodyWriting {
  /** Whether a member's `jsonName` trait renames it: yes in REST, no in RPC. */
  readonly jsonNames: boolean;
  readonly blob: (bytes: Uint8Array) => unknown;
  readonly timestamp: (date: Date, schema: NormalizedSchema) => unknown;
  readonly nonFinite: (value: number) => unknown;
}

/**
 * Turns an operation's output into what the body's encoder takes. Members that the schema does not
 * declare stay out; a value of the wrong type is a defect of the operation and throws a plain error.
 */
export function writeValue(schema: NormalizedSchema, value: unknown, writing: BodyWriting): unknown {
  if (schema.isDocumentSchema()) return value;
  if (schema.isStructSchema()) return writeStructure(schema, value, writing);
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw defect(schema, "a list", value);
    const item = schema.getValueSchema();
    const items = value as readonly unknown[];
    return items.filter((each) => isPresent(schema, each)).map((each) => writeItem(item, each, writing));
  }
  if (schema.isMapSchema()) {
    const item = schema.getValueSchema();
    const entries = Object.entries(recordOf(schema, value)).filter(([, each]) => isPresent(schema, each));
    return Object.fromEntries(entries.map(([key, each]) => [key, writeItem(item, each, writing)]));
  }
  return writeScalar(schema, value, writing);
}

/** The error for an output that breaks its own schema. */
export function defect(schema: NormalizedSchema, expected: string, found: unknown): Error {
  return new Error(
    `Expected ${expected} for ${schema.getName(true) ?? "a shape"} in the output, found ${typeof found}.`,
  );
}

/** The value as a record, or the error that says it is none. */
export function recordOf(schema: NormalizedSchema, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw defect(schema, "an object", value);
  }
  return value as Readonly<Record<string, unknown>>;
}

function writeStructure(schema: NormalizedSchema, value: unknown, writing: BodyWriting): unknown {
  const record = recordOf(schema, value);
  const body: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const each = record[name];
    if (each === undefined || each === null) continue;
    const key = (writing.jsonNames ? textTrait(member, "jsonName") : undefined) ?? name;
    body[key] = writeValue(member, each, writing);
  }
  return body;
}

function writeItem(item: NormalizedSchema, value: unknown, writing: BodyWriting): unknown {
  return value === null ? null : writeValue(item, value, writing);
}

function isPresent(parent: NormalizedSchema, value: unknown): boolean {
  if (value === undefined) return false;
  return value !== null || hasTrait(parent, "sparse") || parent.getValueSchema().isDocumentSchema();
}

function writeScalar(schema: NormalizedSchema, value: unknown, writing: BodyWriting): unknown {
  if (schema.isStringSchema() && typeof value === "string") return value;
  if (schema.isBooleanSchema() && typeof value === "boolean") return value;
  if (schema.isNumericSchema() && typeof value === "number") {
    return Number.isFinite(value) ? value : writing.nonFinite(value);
  }
  if (schema.isTimestampSchema() && value instanceof Date) return writing.timestamp(value, schema);
  if (schema.isBlobSchema() && value instanceof Uint8Array) return writing.blob(value);
  throw defect(schema, "another type", value);
}
