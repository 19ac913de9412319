import { AwsError } from "../aws-error.ts";

const USER = { Type: "User" };

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message, 400, USER);
}

export function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message, 404, USER);
}

export function conflict(message: string): AwsError {
  return new AwsError("ResourceConflictException", message, 409, USER);
}

/** Someone else changed the resource since the caller read it. */
export function staleRevision(): AwsError {
  return new AwsError(
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
    412,
    USER,
  );
}

export type ThrottleReason =
  | "ReservedFunctionConcurrentInvocationLimitExceeded"
  | "ConcurrentInvocationLimitExceeded";

export function tooManyRequests(reason: ThrottleReason): AwsError {
  return new AwsError("TooManyRequestsException", "Rate Exceeded.", 429, {
    ...USER,
    Reason: reason,
    retryAfterSeconds: "1",
  });
}

/** For inputs that AWS takes and the local cloud does not carry out: they must not be ignored. */
export function refuseUnsupported(input: object, names: readonly string[]): void {
  const found = Object.entries(input).find(([name, value]) => names.includes(name) && !isEmpty(value));
  if (found !== undefined) {
    throw invalidParameter(
      `${found[0]} is not supported by the local cloud. Leave it out, or deploy to AWS to use it.`,
    );
  }
}

/** Deployment tools send empty shells such as `{ SubnetIds: [] }` for what is not configured. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false || value === "None")
    return true;
  if (typeof value !== "object" || value instanceof Uint8Array) return false;
  return Object.values(value).every(isEmpty);
}
