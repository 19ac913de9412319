import { invalidParameter } from "./errors.ts";

/** Name of the group that a request means by its name or by its ARN. Exactly one must be given. */
export function groupNameOf(name: string | undefined, identifier: string | undefined): string {
  if ((name === undefined) === (identifier === undefined)) {
    throw invalidParameter("Exactly one of logGroupName and logGroupIdentifier must be given.");
  }
  if (name !== undefined) return name;
  const arn = /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:([^:]+)(?::\*)?$/.exec(identifier ?? "");
  return arn?.[1] ?? identifier ?? "";
}
