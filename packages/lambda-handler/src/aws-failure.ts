/** What the SDK's errors come to, for both services. */
export interface AwsFailure {
  readonly reason: "timeout" | "throttled" | "denied" | "unavailable";
  /** The error's name and, of an error that AWS answered with, its sentence. */
  readonly message: string;
}

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

/** Reads an error by its name first: AWS uses one status for several things (429 is also "model not ready"). */
export function awsFailure(error: unknown): AwsFailure {
  const name = error instanceof Error ? error.name : "unknown error";
  const status = httpStatus(error);
  const code = osCode(error);
  // Only a service's own words are quoted: others, such as a JSON parser's, may hold parts of an answer.
  const message = isServiceError(error) ? `${name}: ${error.message}` : `${name}${code && ` (${code})`}`;
  return { reason: reasonOf(name, status, code), message };
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
  return "unavailable";
}

function isServiceError(error: unknown): error is Error {
  return error instanceof Error && "$fault" in error && error.message !== "";
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
