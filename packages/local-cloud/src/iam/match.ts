/** Wildcards of IAM: `*` is any text, `?` any one character. */

/** Whether an action such as `lambda:InvokeFunction` fits a pattern. Case does not matter. */
export function matchesAction(pattern: string, action: string): boolean {
  return pattern === "*" || matchesText(pattern.toLowerCase(), action.toLowerCase());
}

/** Whether text fits a pattern as a whole. Case matters. */
export function matchesText(pattern: string, text: string): boolean {
  return matches(pattern, text, () => true);
}

/**
 * Whether an ARN fits the pattern of a `Resource` element. Wildcards stay within their segment, the text
 * between two colons, except a `*` at a segment's end, which "can expand to match beyond the colon
 * boundaries" (IAM User Guide, JSON policy elements: Resource).
 */
export function matchesResource(pattern: string, arn: string): boolean {
  if (pattern === "*") return true;
  return matches(pattern, arn, (wildcard, after) => {
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

/**
 * Follows all ways through the pattern at once, so the time is the product of the two lengths at most;
 * a regular expression could take ages over a pattern of many stars.
 */
function matches(
  pattern: string,
  text: string,
  takesColons: (wildcard: "*" | "?", after: string) => boolean,
): boolean {
  // ends[i]: the pattern so far fits the first i characters of the text.
  let ends = Array.from({ length: text.length + 1 }, (_, i) => i === 0);
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern.charAt(at);
    if (char !== "*" && char !== "?") {
      ends = ends.map((_, i) => i > 0 && ends[i - 1] === true && text.charAt(i - 1) === char);
      continue;
    }
    const colons = takesColons(char, pattern.charAt(at + 1));
    const next: boolean[] = [];
    for (let i = 0; i < ends.length; i += 1) {
      const mayTake = i > 0 && (colons || text.charAt(i - 1) !== ":");
      const before = char === "*" ? next[i - 1] === true : ends[i - 1] === true;
      next.push((char === "*" && ends[i] === true) || (mayTake && before));
    }
    ends = next;
  }
  return ends.at(-1) === true;
}
