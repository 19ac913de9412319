import { AwsError } from "../aws-error.ts";

/** A member has a value that CloudWatch refuses. */
export function invalidValue(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}

/** Members that do not go together. */
export function invalidCombination(message: string): AwsError {
  return new AwsError("InvalidParameterCombinationException", message);
}

/** A member that must be there is not. */
export function missing(parameter: string): AwsError {
  return new AwsError("MissingRequiredParameterException", `The parameter ${parameter} is required.`);
}

/** A request that breaks a rule between its members, in the name that CloudWatch uses for most of them. */
export function validation(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
