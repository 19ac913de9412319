import { AwsError } from "../aws-error.ts";

export function noSuchQueue(): AwsError {
  return new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
}

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}

export function invalidAttribute(name: string, value: string, expected: string): AwsError {
  return new AwsError(
    "InvalidAttributeValue",
    `Invalid value for the parameter ${name}. Reason: expected ${expected}, found ${JSON.stringify(value)}.`,
  );
}
