import { ACCOUNT_ID, arnOf } from "../account.ts";
import { invalidParameter, notFound } from "./errors.ts";

/** A function, and the version or alias when one is named. */
export interface FunctionReference {
  readonly name: string;
  readonly qualifier: string | undefined;
}

const NAME =
  /^(?:arn:aws:lambda:(?<region>[a-z0-9-]+):(?<account>\d{12}):function:|(?<partial>\d{12}):function:)?(?<name>[A-Za-z0-9_-]{1,64})(?::(?<qualifier>\$LATEST|[A-Za-z0-9_-]{1,128}))?$/;

/**
 * Reads a function name, partial ARN or full ARN, each with or without a qualifier, and a separate qualifier.
 * Throws `AwsError` for anything else, for two qualifiers that differ, and for another account or region.
 */
export function parseFunctionName(
  text: string | undefined,
  qualifier: string | undefined,
  region: string,
): FunctionReference {
  const groups = NAME.exec(text ?? "")?.groups;
  const name = groups?.["name"];
  if (groups === undefined || name === undefined) {
    throw invalidParameter(
      `1 validation error detected: Value '${text}' at 'functionName' failed to satisfy constraint: expected a function name, a partial ARN or an ARN`,
    );
  }
  const account = groups["account"] ?? groups["partial"];
  if (account !== undefined && (account !== ACCOUNT_ID || (groups["region"] ?? region) !== region)) {
    throw notFound(`Function not found: ${text}`);
  }
  if (qualifier !== undefined && !/^(?:\$LATEST|[A-Za-z0-9_-]{1,128})$/.test(qualifier)) {
    throw invalidParameter(
      `1 validation error detected: Value '${qualifier}' at 'qualifier' failed to satisfy constraint: expected $LATEST, a version number or an alias`,
    );
  }
  const ownQualifier = groups["qualifier"];
  if (ownQualifier !== undefined && qualifier !== undefined && ownQualifier !== qualifier) {
    throw invalidParameter(
      "The derived qualifier from the function name does not match the specified qualifier.",
    );
  }
  return { name, qualifier: qualifier ?? ownQualifier };
}

export function functionArn(region: string, name: string, qualifier?: string): string {
  return arnOf("lambda", region, `function:${name}${qualifier === undefined ? "" : `:${qualifier}`}`);
}
