import type { NormalizedSchema } from "@smithy/core/schema";
import { AwsError } from "../aws-error.ts";
import type { Binding } from "./binding.ts";
import { bindingsOf } from "./binding.ts";
import { jsonReading, parseJsonBody } from "./json.ts";
import type { Members, WireRequest } from "./message.ts";
import type { OperationMatch } from "./protocol.ts";
import { mismatch, readValue } from "./read-value.ts";
import { literalParameters } from "./routes.ts";
import { readText } from "./text-value.ts";

const READING = jsonReading(true);

/** Parameters that may stand in any query string: a signature, and the name some SDKs add for logs. */
const FOREIGN_PARAMETER = /^(x-amz-|x-id$)/i;

/** Collects the members of a restJson1 input from path, query string, headers and body. */
export function readRestInput(match: OperationMatch, request: WireRequest): Members {
  const members = bindingsOf(match.operation.input);
  const addressed = new Set([
    ...literalParameters(match.operation.http),
    ...members.flatMap(([, , binding]) => (binding.kind === "parameter" ? [binding.name] : [])),
  ]);
  const free = [...new Set(request.query.keys())].filter(
    (name) => !addressed.has(name) && !FOREIGN_PARAMETER.test(name),
  );
  const takesFree = members.some(([, , binding]) => binding.kind === "all-parameters");
  if (free[0] !== undefined && !takesFree) {
    throw new AwsError("SerializationException", `Unknown query parameter '${free[0]}'.`);
  }

  const values: Record<string, unknown> = {};
  for (const [name, member, binding] of members) {
    const value =
      binding.kind === "all-parameters"
        ? readFreeParameters(member, request.query, free)
        : readMember(name, member, binding, match, request);
    if (value !== undefined) values[name] = value;
  }
  const inBody = members.filter(([, , binding]) => binding.kind === "body").map(([name]) => name);
  const hasPayload = members.some(([, , binding]) => binding.kind === "payload");
  return inBody.length === 0 || hasPayload ? values : { ...values, ...readBody(match, request.body, inBody) };
}

function readMember(
  name: string,
  member: NormalizedSchema,
  binding: Binding,
  match: OperationMatch,
  request: WireRequest,
): unknown {
  switch (binding.kind) {
    case "label":
      return readText(member, match.labels[name] ?? "", "date-time", name);
    case "parameter":
      return readParameter(member, request.query.getAll(binding.name), name);
    case "header":
      return readHeader(member, request.headers[binding.name], name);
    case "prefix-headers":
      return readPrefixHeaders(request, binding.name);
    case "payload":
      return readPayload(member, request.body, name);
    case "all-parameters":
    case "body":
    case "status":
      return undefined;
  }
}

function readParameter(member: NormalizedSchema, texts: readonly string[], path: string): unknown {
  const [first] = texts;
  if (first === undefined) return undefined;
  if (!member.isListSchema()) return readText(member, first, "date-time", path);
  return texts.map((text) => readText(member.getValueSchema(), text, "date-time", path));
}

function readFreeParameters(
  member: NormalizedSchema,
  query: URLSearchParams,
  names: readonly string[],
): unknown {
  const isMultiMap = member.getValueSchema().isListSchema();
  return Object.fromEntries(names.map((name) => [name, isMultiMap ? query.getAll(name) : query.get(name)]));
}

function readHeader(member: NormalizedSchema, text: string | undefined, path: string): unknown {
  if (text === undefined) return undefined;
  if (!member.isListSchema()) return readText(member, text, "http-date", path);
  return text.split(",").map((each) => readText(member.getValueSchema(), each.trim(), "http-date", path));
}

function readPrefixHeaders(request: WireRequest, prefix: string): unknown {
  const entries = Object.entries(request.headers).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(prefix.length), value]));
}

function readPayload(member: NormalizedSchema, body: Uint8Array, path: string): unknown {
  if (body.length === 0) return undefined;
  if (member.isBlobSchema()) return new Uint8Array(body);
  if (member.isStringSchema()) return new TextDecoder().decode(body);
  return readValue(member, parseJsonBody(body), READING, path);
}

/** Only members that belong into the body may come in it: a label there would be dropped in silence. */
function readBody(match: OperationMatch, body: Uint8Array, names: readonly string[]): Members {
  const value = readValue(match.operation.input, parseJsonBody(body), READING, "") as Members;
  const stray = Object.keys(value).find((name) => !names.includes(name));
  if (stray === undefined) return value;
  throw mismatch(stray, "a member in the path, the query string or a header", "a member in the body");
}
