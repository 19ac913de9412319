import type { HttpResponse } from "@smithy/core/protocols";
import type { Reply } from "./transport.ts";

/** Errors as the SDK's clients throw them, so that one reader of errors does for both. */

/** What AWS answered instead of a result. */
export function serviceError({ response, body }: Reply): Error {
  const parsed = parseJsonObject(body);
  const name =
    errorName(response.headers["x-amzn-errortype"]) ??
    errorName(parsed?.code ?? parsed?.Code) ??
    errorName(parsed?.__type);
  // Neither named nor JSON: this is no service of AWS's that speaks, but something before it.
  if (name === undefined && parsed === undefined) return unreadableResponse({ response, body });
  const words = parsed?.message ?? parsed?.Message;
  return withResponse(new Error(typeof words === "string" ? words : "UnknownError"), response, {
    name: name ?? "Unknown",
    $fault: response.statusCode < 500 ? "client" : "server",
  });
}

/** The body of a response is not what the API says. Quotes nothing of it. */
export function unreadableResponse({ response, body }: Reply): Error {
  const error = new Error(`Expected JSON; found ${body.length} bytes of something else.`);
  return withResponse(error, response, { name: "UnreadableResponse" });
}

/** The body as a JSON object, none when it is something else. AWS leaves a body out that has nothing in it. */
export function parseJsonObject(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Takes `aws.protocols#ThrottlingException:http://…` for `ThrottlingException`. */
function errorName(text: unknown): string | undefined {
  if (typeof text !== "string" && typeof text !== "number") return undefined;
  const [code = ""] = String(text).split(/[,:]/);
  return code.slice(code.indexOf("#") + 1) || undefined;
}

function withResponse(error: Error, response: HttpResponse, more: object): Error {
  // What the retry strategy reads "retry-after" from. Hidden, so that no log prints it.
  Object.defineProperty(error, "$response", { value: response, enumerable: false });
  return Object.assign(error, { $metadata: { httpStatusCode: response.statusCode } }, more);
}
