import { cbor, dateToTag } from "@smithy/core/cbor";
import { AwsError } from "../aws-error.ts";
import { errorMembers, queryErrorHeader } from "./errors.ts";
import type { Members } from "./message.ts";
import type { Protocol } from "./protocol.ts";
import type { BodyReading } from "./read-value.ts";
import { readValue } from "./read-value.ts";
import { operationNamed } from "./rpc.ts";
import type { BodyWriting } from "./write-value.ts";
import { writeValue } from "./write-value.ts";

const HEADERS = { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" };

/** CBOR's tag for seconds since the epoch. */
const EPOCH_TAG = 1;

const READING: BodyReading = {
  jsonNames: false,
  blob: (wire) => (wire instanceof Uint8Array ? new Uint8Array(wire) : undefined),
  timestamp: (wire) => {
    const seconds = epochSeconds(wire);
    return seconds === undefined ? undefined : new Date(Math.round(seconds * 1000));
  },
};

const WRITING: BodyWriting = {
  jsonNames: false,
  blob: (bytes) => bytes,
  timestamp: dateToTag,
  nonFinite: (value) => value,
};

/** Smithy RPC v2 with CBOR: `POST /service/<service>/operation/<operation>`. */
export const rpcV2Cbor: Protocol = {
  findOperation: (service, request) => {
    const name = /^\/service\/[^/]+\/operation\/([^/]+)$/.exec(request.path)?.[1];
    if (name !== undefined) return operationNamed(service, name);
    throw new AwsError(
      "UnknownOperationException",
      `Expected /service/<service>/operation/<operation> as the path of an rpc-v2-cbor request, found ${request.path}.`,
    );
  },
  readInput: ({ operation }, request) => {
    if (operation.input.isUnitSchema() || request.body.length === 0) return {};
    return readValue(operation.input, decode(request.body), READING, "") as Members;
  },
  writeOutput: (operation, output) => ({
    status: 200,
    headers: HEADERS,
    body: operation.output.isUnitSchema()
      ? encode({})
      : encode(writeValue(operation.output, output, WRITING)),
  }),
  writeError: (error) => ({
    status: error.status,
    headers: { ...HEADERS, ...queryErrorHeader(error) },
    body: encode({ __type: error.name, ...errorMembers(error, WRITING) }),
  }),
};

function encode(value: unknown): Uint8Array {
  return cbor.serialize(value);
}

function decode(body: Uint8Array): unknown {
  try {
    return cbor.deserialize(body) as unknown;
  } catch {
    throw new AwsError("SerializationException", "Expected CBOR as the request body, found something else.");
  }
}

function epochSeconds(wire: unknown): number | undefined {
  if (typeof wire !== "object" || wire === null || !("tag" in wire) || !("value" in wire)) return undefined;
  const isNumber = typeof wire.value === "number" && Number.isFinite(wire.value);
  return Number(wire.tag) === EPOCH_TAG && isNumber ? Number(wire.value) : undefined;
}
