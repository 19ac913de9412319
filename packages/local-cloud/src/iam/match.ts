import { matchesWildcards } from "../wildcards.ts";

/** Wildcards of IAM: `*` is any text, `?` any one character. */

/** Whether an action such as `lambda:InvokeFunction` fits a pattern. Case does not matter. */
export function matchesAction(pattern: string, action: string): boolean {
  return pattern === "*" || matchesText(pattern.toLowerCase(), action.toLowerCase());
}

/** Whether text fits a pattern as a whole. Case matters. */
export function matchesText(pattern: string, text: string): boolean {
  return matchesWildcards(pattern, text);
}

/**
 * Whether an ARN fits the pattern of a `Resource` element. Wildcards stay within their segment, the text
 * between two colons, except a `*` at a segment's end, which "can expand to match beyond the colon
 * boundaries" (IAM User Guide, JSON policy elements: Resource).
 */
export function matchesResource(pattern: string, arn: string): boolean {
  if (pattern === "*") return true;
  return matchesWildcards(pattern, arn, (wildcard, after) => {
    return wildcard === "*" && (after === "" || after === ":");
  });
}

/** Whether an ARN fits a pattern of `ArnLike`: each of the six parts is compared by itself. */
export function matchesArn(pattern: string, arn: string): boolean {
  const [patternParts, parts] = [sixParts(pattern), sixParts(arn)];
  if (patternParts === undefined || parts === undefined) return false;
  return patternParts.every((part, index) => matchesText(part, parts[index] ?? ""));
}

/** The six parts of an ARN; the last keeps its colons. */
function sixParts(arn: string): readonly string[] | undefined {
  const parts = arn.split(":");
  return parts.length < 6 ? undefined : [...parts.slice(0, 5), parts.slice(5).join(":")];
}
