import { validateHeaderName, validateHeaderValue } from "node:http";
import type { HttpAnswer } from "./response-cache.ts";

/** What a function's result means to the gateway. */
export type ProxyResponse =
  | { readonly kind: "answer"; readonly answer: HttpAnswer }
  | { readonly kind: "malformed"; readonly problem: string };

/** Members that a result may have. Others make the result malformed, as in AWS. */
const MEMBERS: ReadonlySet<string> = new Set([
  "statusCode",
  "headers",
  "multiValueHeaders",
  "body",
  "isBase64Encoded",
]);
/** Headers that belong to the gateway; a function's own come out under another name. */
const REMAPPED: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "date",
  "host",
  "server",
  "www-authenticate",
]);
const DROPPED: ReadonlySet<string> = new Set(["keep-alive", "transfer-encoding", "trailer", "upgrade"]);

/** Reads the result of a function. `isBinaryWanted` = a base64 body is sent as the bytes that it stands for. */
export function readProxyResponse(payload: Uint8Array, isBinaryWanted: boolean): ProxyResponse {
  let result: unknown;
  try {
    result = JSON.parse(Buffer.from(payload).toString("utf8"));
  } catch {
    return malformed("it is not JSON");
  }
  if (!isRecord(result)) return malformed("it is not an object");
  const stranger = Object.keys(result).find((name) => !MEMBERS.has(name));
  if (stranger !== undefined) return malformed(`it has the member ${stranger}`);

  const status = Number(result["statusCode"] ?? Number.NaN);
  if (!Number.isInteger(status) || status < 100 || status > 599)
    return malformed("statusCode is no HTTP status");
  const body = result["body"] ?? "";
  if (typeof body !== "string") return malformed("body is not a string");
  const isBase64 = result["isBase64Encoded"] ?? false;
  if (typeof isBase64 !== "boolean") return malformed("isBase64Encoded is not a boolean");
  const headers = headersOf(result["headers"] ?? {}, result["multiValueHeaders"] ?? {});
  if (headers === undefined) return malformed("headers or multiValueHeaders is not a map of valid headers");

  return {
    kind: "answer",
    answer: { status, headers, body: Buffer.from(body, isBase64 && isBinaryWanted ? "base64" : "utf8") },
  };
}

function headersOf(single: unknown, multiple: unknown): [string, string][] | undefined {
  if (!isRecord(single) || !isRecord(multiple)) return undefined;
  const multiNames = new Set(Object.keys(multiple).map((name) => name.toLowerCase()));
  const pairs: [string, unknown][] = [
    ...Object.entries(single).filter(([name]) => !multiNames.has(name.toLowerCase())),
    ...Object.entries(multiple).flatMap(([name, values]) =>
      (Array.isArray(values) ? values : [undefined]).map((value: unknown): [string, unknown] => [
        name,
        value,
      ]),
    ),
  ];
  const headers: [string, string][] = [];
  for (const [name, value] of pairs) {
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
      return undefined;
    if (!isValidHeader(name, String(value))) return undefined;
    if (DROPPED.has(name.toLowerCase())) continue;
    headers.push([REMAPPED.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name, String(value)]);
  }
  const hasType = headers.some(([name]) => name.toLowerCase() === "content-type");
  return hasType ? headers : [["Content-Type", "application/json"], ...headers];
}

function isValidHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

function malformed(problem: string): ProxyResponse {
  return { kind: "malformed", problem };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
