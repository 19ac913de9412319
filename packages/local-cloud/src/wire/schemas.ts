import { NormalizedSchema } from "@smithy/core/schema";

/** Where an operation lives in a REST API, from its `http` trait. */
export interface HttpBinding {
  readonly method: string;
  /** For example `/2015-03-31/functions/{FunctionName}/aliases?x=y`. */
  readonly uri: string;
  readonly status: number;
}

/** One operation as the SDK's schemas describe it. */
export interface OperationModel {
  readonly name: string;
  /** Namespace of the service's shapes, for example `com.amazonaws.sts`. */
  readonly namespace: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  readonly http: HttpBinding | undefined;
  /** Whether request or answer is an event stream, which the local cloud does not speak. */
  readonly streamsEvents: boolean;
}

/** One exception as the SDK's schemas describe it. */
export interface ErrorModel {
  readonly name: string;
  readonly schema: NormalizedSchema;
  /** From the `httpError` trait. */
  readonly httpStatus: number | undefined;
  /** Code of the query protocol, from the `awsQueryError` trait; often shorter than the name. */
  readonly queryCode: string | undefined;
}

export interface ServiceModel {
  readonly operations: ReadonlyMap<string, OperationModel>;
  /** By shape name and, where it differs, by query code. */
  readonly errors: ReadonlyMap<string, ErrorModel>;
}

const OPERATION = 9;
const ERROR = -3;
const KNOWN_KINDS: readonly unknown[] = [0, 1, 2, 3, 4, ERROR, OPERATION];
const UPDATE_HINT =
  "The shape of the SDK's schemas has changed: pin the SDK version that was tested, or adapt wire/schemas.ts.";

/**
 * Reads the `$` exports of an `@aws-sdk/client-*` module. They are semi-internal, so anything that does
 * not look as expected is an error here, at start, and not a wrong answer later.
 */
export function readServiceModel(schemas: object): ServiceModel {
  const operations = new Map<string, OperationModel>();
  const errors = new Map<string, ErrorModel>();
  for (const [name, value] of Object.entries(schemas)) {
    if (!name.endsWith("$")) continue;
    if (!isStaticSchema(value)) {
      throw new Error(`Expected the export ${name} to be a schema, found ${typeof value}. ${UPDATE_HINT}`);
    }
    if (value[0] === OPERATION) operations.set(value[2], readOperation(value));
    if (value[0] === ERROR) {
      const error = readError(value);
      errors.set(error.name, error);
      if (error.queryCode !== undefined && !errors.has(error.queryCode)) errors.set(error.queryCode, error);
    }
  }
  if (operations.size === 0) {
    throw new Error(
      `Expected a module with operation schemas such as GetFunction$, found none. ${UPDATE_HINT}`,
    );
  }
  return { operations, errors };
}

/** Names of the members that a structure must have. The SDK lists them first and counts them. */
export function requiredMembers(schema: NormalizedSchema): readonly string[] {
  const shape: unknown = schema.getSchema();
  if (!Array.isArray(shape) || schema.isUnionSchema()) return [];
  const [names, count] = [shape[4], shape[6]] as [readonly string[], number | undefined];
  return names.slice(0, count ?? 0);
}

/** A trait's value when it is a string. */
export function textTrait(schema: NormalizedSchema, name: string): string | undefined {
  const value = traitsOf(schema)[name];
  return typeof value === "string" ? value : undefined;
}

/** Whether a trait without a value is set. */
export function hasTrait(schema: NormalizedSchema, name: string): boolean {
  const value = traitsOf(schema)[name];
  return value !== undefined && value !== 0;
}

function traitsOf(schema: NormalizedSchema): Readonly<Record<string, unknown>> {
  return { ...schema.getMergedTraits() };
}

type StaticSchema = readonly [kind: number, namespace: string, name: string, traits: unknown, ...unknown[]];

function isStaticSchema(value: unknown): value is StaticSchema {
  return (
    Array.isArray(value) &&
    value.length >= 5 &&
    KNOWN_KINDS.includes(value[0]) &&
    typeof value[1] === "string" &&
    typeof value[2] === "string"
  );
}

function readOperation(shape: StaticSchema): OperationModel {
  const [, namespace, name, traits] = shape;
  const [input, output] = [readSide(shape[4], `${name} input`), readSide(shape[5], `${name} output`)];
  return {
    name,
    namespace,
    input,
    output,
    http: readHttpTrait(name, traits),
    streamsEvents: [input, output].some(
      (side) => side.isStructSchema() && side.getEventStreamMember() !== "",
    ),
  };
}

function readSide(ref: unknown, what: string): NormalizedSchema {
  // The reference's kind is what the next lines check; the SDK's type for it is a union of internals.
  const schema = NormalizedSchema.of(ref as Parameters<typeof NormalizedSchema.of>[0]);
  if (schema.isStructSchema() || schema.isUnitSchema()) return schema;
  throw new Error(`Expected the ${what} to be a structure. ${UPDATE_HINT}`);
}

function readHttpTrait(operation: string, traits: unknown): HttpBinding | undefined {
  const http = typeof traits === "object" && traits !== null && "http" in traits ? traits.http : undefined;
  if (http === undefined) return undefined;
  const [method, uri, status] = Array.isArray(http) ? (http as unknown[]) : [];
  if (typeof method === "string" && typeof uri === "string" && typeof status === "number") {
    return { method, uri, status };
  }
  throw new Error(`Expected [method, path, status] as the http trait of ${operation}. ${UPDATE_HINT}`);
}

function readError(shape: StaticSchema): ErrorModel {
  const schema = NormalizedSchema.of(shape as unknown as Parameters<typeof NormalizedSchema.of>[0]);
  const { httpError, awsQueryError } = traitsOf(schema);
  const queryCode: unknown = Array.isArray(awsQueryError) ? awsQueryError[0] : undefined;
  return {
    name: shape[2],
    schema,
    httpStatus: typeof httpError === "number" ? httpError : undefined,
    queryCode: typeof queryCode === "string" ? queryCode : undefined,
  };
}
