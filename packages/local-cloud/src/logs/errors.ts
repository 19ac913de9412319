import { AwsError } from "../aws-error.ts";

/** The request holds a value that AWS would refuse. */
export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}

/** The group or stream is not there. */
export function notFound(what: "group" | "stream"): AwsError {
  return new AwsError("ResourceNotFoundException", `The specified log ${what} does not exist.`);
}

/** The group or stream is there already. */
export function alreadyExists(what: "group" | "stream"): AwsError {
  return new AwsError("ResourceAlreadyExistsException", `The specified log ${what} already exists`);
}
