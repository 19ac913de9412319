import { AwsError } from "../aws-error.ts";

export function invalidParameter(reason: string): AwsError {
  return new AwsError("InvalidParameterException", `Invalid parameter: ${reason}`);
}

export function notFound(what: "Topic" | "Subscription" | "Resource"): AwsError {
  return new AwsError("NotFoundException", `${what} does not exist`, 404);
}

/** For inputs that AWS takes and the local cloud does not carry out: they must not be ignored. */
export function refuseUnsupported(input: object, names: readonly string[]): void {
  for (const [name, value] of Object.entries(input)) {
    if (!names.includes(name) || value === undefined || value === "" || value === false) continue;
    throw invalidParameter(
      `${name} is not supported by the local cloud. Leave it out, or deploy to AWS to use it.`,
    );
  }
}
