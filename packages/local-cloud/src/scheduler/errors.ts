import { AwsError } from "../aws-error.ts";

export function validation(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

export function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message, 404);
}

export function conflict(message: string): AwsError {
  return new AwsError("ConflictException", message, 409);
}

/** For members that AWS takes and the local cloud does not carry out: they must not be ignored. */
export function refuseUnsupported(input: object, names: readonly string[]): void {
  const found = Object.entries(input).find(([name, value]) => names.includes(name) && value !== undefined);
  if (found === undefined) return;
  throw validation(
    `${found[0]} is not supported by the local cloud. Leave it out, or deploy to AWS to use it.`,
  );
}
