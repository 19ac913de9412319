import type { NormalizedSchema } from "@smithy/core/schema";
import type { Binding } from "./binding.ts";
import { bindingsOf } from "./binding.ts";
import type { ErrorAnswer } from "./errors.ts";
import { errorMembers } from "./errors.ts";
import { jsonWriting } from "./json.ts";
import type { Members, WireAnswer } from "./message.ts";
import type { Protocol } from "./protocol.ts";
import { readRestInput } from "./rest-input.ts";
import { matchRoute } from "./routes.ts";
import type { OperationModel } from "./schemas.ts";
import { writeText } from "./text-value.ts";
import { defect, recordOf, writeValue } from "./write-value.ts";

const WRITING = jsonWriting(true);
const JSON_TYPE = { "content-type": "application/json" };

type Headers = Readonly<Record<string, string>>;

/** restJson1: the operation is method and path; members are spread over path, query, headers and body. */
export const restJson: Protocol = {
  findOperation: matchRoute,
  readInput: readRestInput,
  writeOutput: writeRestOutput,
  writeError: writeRestError,
};

function writeRestOutput(operation: OperationModel, output: Members): WireAnswer {
  const members = bindingsOf(operation.output);
  const headers = Object.assign(
    {},
    ...members.map(([name, member, binding]) => writeHeaders(member, binding, output[name])),
  ) as Headers;
  const statusName = members.find(([, , binding]) => binding.kind === "status")?.[0];
  const chosen = statusName === undefined ? undefined : output[statusName];
  const status = typeof chosen === "number" ? chosen : (operation.http?.status ?? 200);

  const payload = members.find(([, , binding]) => binding.kind === "payload");
  if (payload !== undefined) return writePayload(payload[1], output[payload[0]], status, headers);
  const inBody = members.filter(([, , binding]) => binding.kind === "body").map(([name]) => name);
  if (inBody.length === 0 || status === 204) return { status, headers, body: "" };
  const picked = Object.fromEntries(inBody.map((name) => [name, output[name]]));
  const body = JSON.stringify(writeValue(operation.output, picked, WRITING));
  return { status, headers: { ...JSON_TYPE, ...headers }, body };
}

/** The headers of one member; none when it does not live in headers or has no value. */
function writeHeaders(member: NormalizedSchema, binding: Binding, value: unknown): Headers {
  if (value === undefined || value === null) return {};
  if (binding.kind === "header") return { [binding.name]: headerText(member, value) };
  if (binding.kind !== "prefix-headers") return {};
  const item = member.getValueSchema();
  const entries = Object.entries(recordOf(member, value));
  return Object.fromEntries(
    entries.map(([key, each]) => [`${binding.name}${key}`.toLowerCase(), headerText(item, each)]),
  );
}

function headerText(member: NormalizedSchema, value: unknown): string {
  if (!member.isListSchema()) return writeText(member, value, "http-date");
  if (!Array.isArray(value)) throw defect(member, "a list", value);
  const item = member.getValueSchema();
  return value.map((each: unknown) => writeText(item, each, "http-date")).join(", ");
}

function writePayload(
  member: NormalizedSchema,
  value: unknown,
  status: number,
  headers: Headers,
): WireAnswer {
  if (value === undefined || value === null) return { status, headers, body: "" };
  if (member.isBlobSchema() && value instanceof Uint8Array) {
    return { status, headers: { "content-type": "application/octet-stream", ...headers }, body: value };
  }
  if (member.isStringSchema() && typeof value === "string") {
    return { status, headers: { "content-type": "text/plain", ...headers }, body: value };
  }
  const body = JSON.stringify(writeValue(member, value, WRITING));
  return { status, headers: { ...JSON_TYPE, ...headers }, body };
}

function writeRestError(error: ErrorAnswer): WireAnswer {
  const body = { ...errorMembers(error, WRITING) };
  let headers: Headers = { ...JSON_TYPE, "x-amzn-errortype": error.name };
  for (const [name, member, binding] of error.model === undefined ? [] : bindingsOf(error.model.schema)) {
    headers = { ...headers, ...writeHeaders(member, binding, error.members[name]) };
    if (binding.kind !== "body") delete body[name];
  }
  return { status: error.status, headers, body: JSON.stringify(body) };
}
