import { isUtf8 } from "node:buffer";
import { normaliseQuery, type RouteQuery } from "@switchyard/router-core";
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { Problem } from "./problem.ts";

/** The parts of a proxy event that the handler reads. */
export type QueryEvent = Pick<
  APIGatewayProxyEvent,
  | "httpMethod"
  | "path"
  | "resource"
  | "headers"
  | "body"
  | "isBase64Encoded"
  | "queryStringParameters"
  | "multiValueQueryStringParameters"
>;

export type ParsedRequest =
  | {
      readonly kind: "query";
      readonly query: Omit<RouteQuery, "session">;
      /** The caller's word: a text that may or may not be a token of ours. */
      readonly session?: string;
      /** Given when the answer is to say how it was routed. */
      readonly explain?: true;
    }
  | { readonly kind: "refused"; readonly problem: Problem };

/** Bytes of a body, after base64. */
const MAX_BODY_BYTES = 64 * 1024;
/** Characters (code points) of a query, after trimming. */
const MAX_QUERY_CHARACTERS = 4_000;
/** Characters of an agent's name. */
const MAX_AGENT_CHARACTERS = 64;
/** Characters of a session token: more than ours have, so that they may grow. */
const MAX_SESSION_CHARACTERS = 256;

const JSON_MEDIA_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/**
 * Reads a proxy event strictly: what is not understood is refused. Only a GET may hold more than is read, see `parseGet`.
 * Never throws on any body.
 */
export function parseRequest(event: QueryEvent): ParsedRequest {
  if (!isQueryPath(event)) return refuse(404, "not_found", "There is nothing here. Ask at /query.");
  switch (event.httpMethod) {
    case "POST":
      return parsePost(event);
    case "GET":
      return parseGet(event);
    default:
      return refuse(405, "method_not_allowed", "Use POST or GET.", { allow: "GET, POST" });
  }
}

// The gateway has matched the resource already, whatever spelling of the path it took for it (a custom domain's base
// path, a trailing slash, an escaped letter). Only whoever invokes the function directly may leave it out.
function isQueryPath({ path, resource }: QueryEvent): boolean {
  return typeof resource === "string" ? resource === "/query" : path === "/query";
}

function parsePost(event: QueryEvent): ParsedRequest {
  const body = event.body ?? "";
  // Counted without decoding: what is too large is not worth the work.
  const size = Buffer.byteLength(body, event.isBase64Encoded ? "base64" : "utf8");
  if (size > MAX_BODY_BYTES) {
    return refuse(413, "payload_too_large", `The body may have ${MAX_BODY_BYTES} bytes; it has ${size}.`);
  }
  const contentType = header(event, "content-type");
  const isJson = contentType !== undefined && JSON_MEDIA_TYPE.test(contentType.trim());
  if (!isJson && (size > 0 || contentType !== undefined)) {
    return refuse(415, "unsupported_media_type", "The content-type must be application/json, in UTF-8.");
  }
  const surplus = Object.keys(queryParameters(event))[0];
  if (surplus !== undefined) {
    return invalid(`A POST takes no query parameters; found ${quote(surplus)}. Put it into the body.`);
  }
  const json = parseJson(body, event.isBase64Encoded);
  if (json.kind === "invalid") {
    return refuse(400, "invalid_json", 'The body is not JSON. Send an object like {"query":"…"}.');
  }
  if (typeof json.value !== "object" || json.value === null || Array.isArray(json.value)) {
    return invalid('The body must be a JSON object like {"query":"…"}.');
  }
  return parsePostFields(new Map(Object.entries(json.value)));
}

/**
 * The gateway may give the answer of a GET to every later one with the same cache key, which holds `q`, `agent` and the
 * headers that name the caller. So nothing else may change the answer: unlike a POST, a GET is not refused for a body, a
 * spelling of the path or parameters that nobody knows, or one such request would spoil the answer for all. `session` is
 * among these, for it is not in the key, and an address that holds a token would be in the logs of all on the way. A repeated
 * `q` is refused, as the gateway keeps it under a key of its own: to answer any one of the values would be a guess.
 */
function parseGet(event: QueryEvent): ParsedRequest {
  const parameters = queryParameters(event);
  const fields = new Map<string, unknown>();
  for (const name of ["q", "agent"]) {
    const values = parameters[name];
    if (values === undefined) continue;
    if (values.length !== 1) {
      return invalid(`Give ${quote(name)} once; it is there ${values.length} times.`);
    }
    fields.set(name, values[0]);
  }
  return parseFields(fields, "q");
}

const POST_FIELDS: readonly string[] = ["query", "agent", "session", "explain"];

function parsePostFields(fields: ReadonlyMap<string, unknown>): ParsedRequest {
  const unknown = [...fields.keys()].find((name) => !POST_FIELDS.includes(name));
  if (unknown !== undefined) {
    const known = POST_FIELDS.map((name) => `"${name}"`).join(", ");
    return invalid(`There is no field ${quote(unknown)}. The fields are ${known}.`);
  }
  const asked = parseFields(fields, "query");
  if (asked.kind === "refused") return asked;
  const explain = fields.has("explain") ? fields.get("explain") : false;
  if (typeof explain !== "boolean") return invalid('"explain" must be true or false.');
  const parsed: ParsedRequest = explain ? { ...asked, explain } : asked;
  if (!fields.has("session")) return parsed;
  const session = fields.get("session");
  if (typeof session !== "string" || session === "" || isLongerThan(session, MAX_SESSION_CHARACTERS)) {
    return invalid(`"session" must be the text from an answer, 1 to ${MAX_SESSION_CHARACTERS} characters.`);
  }
  return { ...parsed, session };
}

/** `queryName` is what the query is called in this kind of request; both kinds call the agent `agent`. */
function parseFields(fields: ReadonlyMap<string, unknown>, queryName: "query" | "q"): ParsedRequest {
  const query = fields.get(queryName);
  if (typeof query !== "string") {
    return invalid(`"${queryName}" must be text; ${fields.has(queryName) ? "it is not" : "it is missing"}.`);
  }
  const text = query.trim();
  if (isLongerThan(text, MAX_QUERY_CHARACTERS)) {
    return refuse(400, "query_too_long", `"${queryName}" may have ${MAX_QUERY_CHARACTERS} characters.`);
  }
  // Characters that nobody sees are no question either.
  if (normaliseQuery(text, { maxChars: MAX_QUERY_CHARACTERS }) === "") {
    return invalid(`"${queryName}" is empty. Ask something.`);
  }
  // Half a surrogate pair is not text: it would fail later, in UTF-8, in somebody else's words.
  if (!text.isWellFormed()) return invalid(`"${queryName}" must be valid Unicode text.`);

  if (!fields.has("agent")) return { kind: "query", query: { text } };
  const agent = fields.get("agent");
  if (typeof agent !== "string" || agent === "" || isLongerThan(agent, MAX_AGENT_CHARACTERS)) {
    return invalid(`"agent" must be the name of an agent, 1 to ${MAX_AGENT_CHARACTERS} characters.`);
  }
  return { kind: "query", query: { text, agent } };
}

type ParsedJson = { readonly kind: "valid"; readonly value: unknown } | { readonly kind: "invalid" };

function parseJson(body: string, isBase64: boolean): ParsedJson {
  const bytes = isBase64 ? Buffer.from(body, "base64") : undefined;
  // Decoding would replace broken UTF-8 by question marks, and the query would be another than the caller's.
  if (bytes !== undefined && !isUtf8(bytes)) return { kind: "invalid" };
  try {
    return { kind: "valid", value: JSON.parse(bytes?.toString("utf8") ?? body) };
  } catch {
    return { kind: "invalid" };
  }
}

/** Every query parameter with all its values; a map without prototype, so that no name is special. */
function queryParameters(event: QueryEvent): Readonly<Record<string, readonly string[]>> {
  const parameters: Record<string, readonly string[]> = Object.create(null);
  for (const [name, value] of Object.entries(event.queryStringParameters ?? {})) {
    if (value !== undefined) parameters[name] = [value];
  }
  for (const [name, values] of Object.entries(event.multiValueQueryStringParameters ?? {})) {
    if (values !== undefined) parameters[name] = values;
  }
  return parameters;
}

function header(event: QueryEvent, lowerCaseName: string): string | undefined {
  const name = Object.keys(event.headers ?? {}).find((each) => each.toLowerCase() === lowerCaseName);
  return name === undefined ? undefined : event.headers[name];
}

function isLongerThan(text: string, characters: number): boolean {
  if (text.length <= characters) return false;
  let count = 0;
  for (const _ of text) if (++count > characters) return true;
  return false;
}

/** A caller's word in our sentence: bounded, and unable to break out of it. */
function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

function invalid(message: string): ParsedRequest {
  return refuse(400, "invalid_request", message);
}

function refuse(
  status: number,
  code: Problem["code"],
  message: string,
  headers: Readonly<Record<string, string>> = {},
): ParsedRequest {
  return { kind: "refused", problem: { status, code, message, headers } };
}
