import { AwsError } from "../aws-error.ts";
import { matchesWildcards } from "../wildcards.ts";
import type { PolicyStatement } from "./records.ts";

/** A call by another AWS service. */
export interface ServiceCall {
  readonly principal: string;
  readonly sourceArn: string;
  readonly resource: string;
}

/** Throws `AccessDeniedException` unless a statement allows the service to invoke on behalf of the source. */
export function checkServiceMayInvoke(statements: readonly PolicyStatement[], call: ServiceCall): void {
  if (statements.some((statement) => allows(statement, call))) return;
  throw new AwsError(
    "AccessDeniedException",
    `User: ${call.principal} is not authorized to perform: lambda:InvokeFunction on resource: ${call.resource} because no resource-based policy allows the lambda:InvokeFunction action for ${call.sourceArn}`,
    403,
  );
}

function allows(statement: PolicyStatement, call: ServiceCall): boolean {
  const { Principal: principal, Action: action } = statement;
  const isPrincipal = principal === "*" || ("Service" in principal && principal.Service === call.principal);
  const isAction = action === "lambda:InvokeFunction" || action === "lambda:*";
  return isPrincipal && isAction && conditionsHold(statement, call);
}

/** AddPermission writes these two conditions and no other; one that is unknown never holds. */
function conditionsHold(statement: PolicyStatement, call: ServiceCall): boolean {
  return Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) => {
      if (operator === "ArnLike" && key === "AWS:SourceArn") return arnLike(expected, call.sourceArn);
      if (operator === "StringEquals" && key === "AWS:SourceAccount") {
        return call.sourceArn.split(":")[4] === expected;
      }
      return false;
    }),
  );
}

/** Compares ARNs part by part; `*` and `?` do not cross the colons between the first six parts. */
export function arnLike(pattern: string, arn: string): boolean {
  const patternParts = arnParts(pattern);
  const parts = arnParts(arn);
  return (
    patternParts.length === parts.length &&
    patternParts.every((part, index) => matchesWildcards(part, parts[index] ?? ""))
  );
}

function arnParts(arn: string): readonly string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}
