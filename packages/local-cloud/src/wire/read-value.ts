import type { NormalizedSchema } from "@smithy/core/schema";
import { AwsError } from "../aws-error.ts";
import { hasTrait, requiredMembers, textTrait } from "./schemas.ts";

/** What differs between JSON and CBOR when a body becomes a value. */
export interface BodyReading {
  /** Whether a member's `jsonName` trait renames it: yes in REST, no in RPC. */
  readonly jsonNames: boolean;
  /** `undefined` = not a blob. */
  readonly blob: (wire: unknown) => Uint8Array | undefined;
  /** `undefined` = not a timestamp. */
  readonly timestamp: (wire: unknown, schema: NormalizedSchema) => Date | undefined;
}

const NON_FINITE: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

/**
 * Turns a parsed body into the SDK's own types and checks it against the schema on the way. Real
 * services ignore members that they do not know; here they are errors, because a member that the
 * local cloud drops in silence is a rehearsal of something else.
 */
export function readValue(
  schema: NormalizedSchema,
  wire: unknown,
  reading: BodyReading,
  path: string,
): unknown {
  if (schema.isDocumentSchema()) return wire;
  if (schema.isStructSchema()) return readStructure(schema, wire, reading, path);
  if (schema.isListSchema()) {
    if (!Array.isArray(wire)) throw mismatch(path, "a list", wire);
    const item = schema.getValueSchema();
    return wire.map((value: unknown, index) =>
      readItem(schema, item, value, reading, `${path}.${index + 1}.member`),
    );
  }
  if (schema.isMapSchema()) {
    const item = schema.getValueSchema();
    const entries = Object.entries(asRecord(wire, path));
    return Object.fromEntries(
      entries.map(([key, value]) => [key, readItem(schema, item, value, reading, `${path}.${key}.member`)]),
    );
  }
  return readScalar(schema, wire, reading, path);
}

/** Throws `ValidationException` in AWS's words when a required member is missing. */
export function requireMembers(
  schema: NormalizedSchema,
  value: Readonly<Record<string, unknown>>,
  path: string,
): void {
  const missing = requiredMembers(schema).filter((name) => value[name] === undefined);
  if (missing.length === 0) return;
  const details = missing.map(
    (name) =>
      `Value null at '${join(path, lowerFirst(name))}' failed to satisfy constraint: Member must not be null`,
  );
  throw new AwsError(
    "ValidationException",
    `${missing.length} validation error${missing.length === 1 ? "" : "s"} detected: ${details.join("; ")}`,
  );
}

/** The error for a value of the wrong type. */
export function mismatch(path: string, expected: string, found: unknown): AwsError {
  const where = path === "" ? "the request body" : `'${path}'`;
  return new AwsError("SerializationException", `Expected ${expected} at ${where}, found ${nameOf(found)}.`);
}

function readStructure(schema: NormalizedSchema, wire: unknown, reading: BodyReading, path: string): unknown {
  const record = asRecord(wire, path);
  const value: Record<string, unknown> = {};
  const unknown = new Set(Object.keys(record));
  // Clients of some languages add it to unions and structures.
  unknown.delete("__type");
  for (const [name, member] of schema.structIterator()) {
    const key = (reading.jsonNames ? textTrait(member, "jsonName") : undefined) ?? name;
    unknown.delete(key);
    if (!Object.hasOwn(record, key) || record[key] === null || record[key] === undefined) continue;
    value[name] = readValue(member, record[key], reading, join(path, name));
  }
  for (const key of unknown) {
    throw new AwsError(
      "SerializationException",
      `Unknown member '${join(path, key)}' of ${schema.getName() ?? "the structure"}.`,
    );
  }
  if (schema.isUnionSchema() && Object.keys(value).length !== 1) {
    throw mismatch(path, "exactly one member of a union", `${Object.keys(value).length} members`);
  }
  // The top level is checked by the caller, when labels, headers and the query string have been read too.
  if (path !== "") requireMembers(schema, value, path);
  return value;
}

function readItem(
  parent: NormalizedSchema,
  item: NormalizedSchema,
  wire: unknown,
  reading: BodyReading,
  path: string,
): unknown {
  if (wire !== null) return readValue(item, wire, reading, path);
  if (hasTrait(parent, "sparse") || item.isDocumentSchema()) return null;
  throw mismatch(path, "a value", wire);
}

function readScalar(schema: NormalizedSchema, wire: unknown, reading: BodyReading, path: string): unknown {
  if (schema.isStringSchema()) return typeof wire === "string" ? wire : fail(path, "a string", wire);
  if (schema.isBooleanSchema()) return typeof wire === "boolean" ? wire : fail(path, "true or false", wire);
  if (schema.isNumericSchema()) return readNumber(wire) ?? fail(path, "a number", wire);
  if (schema.isTimestampSchema()) return reading.timestamp(wire, schema) ?? fail(path, "a timestamp", wire);
  if (schema.isBlobSchema()) return reading.blob(wire) ?? fail(path, "a blob", wire);
  throw new Error(
    `The local cloud cannot read ${schema.getName(true) ?? "a shape"} at '${path}': no such kind is known.`,
  );
}

function readNumber(wire: unknown): number | undefined {
  if (typeof wire === "number") return wire;
  if (typeof wire === "bigint") return Number.isSafeInteger(Number(wire)) ? Number(wire) : undefined;
  return typeof wire === "string" && Object.hasOwn(NON_FINITE, wire) ? NON_FINITE[wire] : undefined;
}

function asRecord(wire: unknown, path: string): Readonly<Record<string, unknown>> {
  const isRecord =
    typeof wire === "object" && wire !== null && !Array.isArray(wire) && !(wire instanceof Uint8Array);
  return isRecord ? (wire as Readonly<Record<string, unknown>>) : fail(path, "a structure", wire);
}

function fail(path: string, expected: string, found: unknown): never {
  throw mismatch(path, expected, found);
}

function nameOf(found: unknown): string {
  if (found === null) return "null";
  if (Array.isArray(found)) return "a list";
  if (typeof found === "string") return found.length <= 80 ? JSON.stringify(found) : "a long string";
  return typeof found === "number" || typeof found === "boolean"
    ? String(found)
    : `a value of type ${typeof found}`;
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
