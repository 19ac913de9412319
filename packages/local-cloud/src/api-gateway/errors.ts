import { AwsError } from "../aws-error.ts";

/** What the request names is not there. */
export function notFound(message: string): AwsError {
  return new AwsError("NotFoundException", message, 404);
}

/** The request asks for something that API Gateway, or this one, does not do. */
export function badRequest(message: string): AwsError {
  return new AwsError("BadRequestException", message, 400);
}

/** The request contradicts what is there. */
export function conflict(message: string): AwsError {
  return new AwsError("ConflictException", message, 409);
}

/** Refuses members of a request that the local cloud would otherwise ignore. */
export function refuseUnsupported(members: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined && value !== false) throw badRequest(`The local cloud does not support ${name}.`);
  }
}
