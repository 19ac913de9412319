import { plainName } from "./error-text.ts";

/** What the SDK's errors come to, for both services. */
export interface AwsFailure {
  /** `rejected`: this request was at fault, and another may well succeed. */
  readonly reason: "timeout" | "throttled" | "denied" | "rejected" | "unavailable";
  /** The error's name with, of an error that AWS answered with, its sentence or its status. */
  readonly message: string;
}

/** AWS's sentences are shorter; what is longer would cost the log line its place in the log. */
const MAX_QUOTED_CHARACTERS = 1_000;

const THROTTLED = new Set([
  "ThrottlingException",
  "TooManyRequestsException",
  "ModelNotReadyException",
  "ServiceQuotaExceededException",
  "EC2ThrottledException",
]);
const TIMED_OUT = new Set(["TimeoutError", "AbortError", "ModelTimeoutException", "RequestTimeout"]);
const DENIED = new Set([
  "AccessDeniedException",
  "UnrecognizedClientException",
  "ExpiredTokenException",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "CredentialsProviderError",
  "KMSAccessDeniedException",
]);

/** Client errors by status that no other request would escape: the model or the function is ill, or not there. */
const SERVICE_AT_FAULT = new Set([
  "ResourceNotFoundException",
  "ModelErrorException",
  "ResourceConflictException",
]);

/**
 * Reads an error by its name first: AWS uses one status for several things (429 is also "model not ready").
 *
 * @param mayQuote whether the message may hold AWS's sentence: a refusal may quote the query that it refuses
 */
export function awsFailure(error: unknown, { mayQuote }: { readonly mayQuote: boolean }): AwsFailure {
  const name = error instanceof Error ? error.name : "unknown error";
  const status = httpStatus(error);
  const code = osCode(error);
  return { reason: reasonOf(name, status, code), message: messageOf(error, mayQuote) };
}

function messageOf(error: unknown, mayQuote: boolean): string {
  if (!(error instanceof Error)) return "unknown error";
  const name = plainName(error.name) ?? "unknown error";
  // Only a service's own words are ever quoted: others, such as a JSON parser's, may hold parts of an answer.
  if (mayQuote && isServiceError(error)) return `${name}: ${error.message.slice(0, MAX_QUOTED_CHARACTERS)}`;
  const status = httpStatus(error);
  const facts = [plainName(osCode(error)), status === undefined ? undefined : `HTTP ${status}`];
  const known = facts.filter((fact) => fact !== undefined).join(", ");
  return known === "" ? name : `${name} (${known})`;
}

function reasonOf(name: string, status: number | undefined, code: string): AwsFailure["reason"] {
  // The SDK calls these a TimeoutError as well, but a connection that was cut is no slow answer.
  if (code === "ECONNRESET" || code === "EPIPE") return "unavailable";
  if (TIMED_OUT.has(name)) return "timeout";
  if (THROTTLED.has(name)) return "throttled";
  if (DENIED.has(name)) return "denied";
  if (status === 408) return "timeout";
  if (status === 429) return "throttled";
  if (status === 401 || status === 403) return "denied";
  if (status !== undefined && status >= 400 && status < 500 && !SERVICE_AT_FAULT.has(name)) return "rejected";
  return "unavailable";
}

function isServiceError(error: Error): boolean {
  return "$fault" in error && error.message !== "";
}

/** Such as `ECONNREFUSED`, where the operating system gave one, else empty. */
function osCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

function httpStatus(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}
