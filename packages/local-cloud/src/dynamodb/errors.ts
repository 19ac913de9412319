import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../aws-error.ts";

/** A request that DynamoDB refuses before it looks at any item. */
export function validation(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** A value within a request that DynamoDB refuses. */
export function invalidValue(message: string): AwsError {
  return validation(`One or more parameter values were invalid: ${message}`);
}

export function tableNotFound(name?: string): AwsError {
  const which = name === undefined ? "" : `: Table: ${name} not found`;
  return new AwsError("ResourceNotFoundException", `Requested resource not found${which}`);
}

/** `item` is the item as it is, for a request that asked to see it. */
export function conditionFailed(item: Readonly<Record<string, AttributeValue>> | undefined): AwsError {
  return new AwsError(
    "ConditionalCheckFailedException",
    "The conditional request failed",
    400,
    item === undefined ? {} : { Item: item },
  );
}

/** For inputs that AWS takes and the local cloud does not carry out: they must not be ignored. */
export function refuseUnsupported(input: object, names: readonly string[]): void {
  for (const [name, value] of Object.entries(input)) {
    if (!names.includes(name) || isOff(value)) continue;
    throw validation(
      `${name} is not supported by the local cloud. Leave it out, or deploy to AWS to use it.`,
    );
  }
}

/** Absent, switched off, or an empty shell. */
function isOff(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return isOffScalar(value);
  return Object.values(value).every(isOffScalar);
}

function isOffScalar(value: unknown): boolean {
  return value === undefined || value === null || value === false || value === "NONE";
}
