import { AwsError } from "../aws-error.ts";
import { rpcV2Cbor } from "./cbor.ts";
import { jsonRpc } from "./json-rpc.ts";
import type { RequestHead } from "./message.ts";
import type { Protocol } from "./protocol.ts";
import { awsQuery } from "./query.ts";
import { restJson } from "./rest-json.ts";

const JSON_1_0 = jsonRpc("1.0");
const JSON_1_1 = jsonRpc("1.1");

/**
 * The protocol that a request speaks, by its headers alone. One service may speak several: CloudWatch is
 * JSON, CBOR or query, depending on the SDK's language and age.
 */
export function detectProtocol(request: RequestHead): Protocol {
  const { headers } = request;
  const contentType = headers["content-type"] ?? "";
  if (headers["smithy-protocol"] !== undefined) return rpcV2Cbor;
  if (headers["x-amz-target"] !== undefined) return contentType.includes("json-1.0") ? JSON_1_0 : JSON_1_1;
  const isForm = contentType.startsWith("application/x-www-form-urlencoded") || request.query.has("Action");
  return isForm && request.path === "/" ? awsQuery : restJson;
}

/** Throws for the protocols that look like one of ours and are not. */
export function refuseUnknownProtocol(request: RequestHead): void {
  const protocol = request.headers["smithy-protocol"];
  if (protocol === undefined || protocol === "rpc-v2-cbor") return;
  throw new AwsError(
    "UnknownOperationException",
    `Expected rpc-v2-cbor as the smithy-protocol header, found ${protocol}.`,
  );
}
