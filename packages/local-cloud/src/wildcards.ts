/**
 * Whether text fits a pattern as a whole: `*` is any text, `?` any one character. Case matters.
 *
 * Follows all ways through the pattern at once, so the time is the product of the two lengths at most;
 * a regular expression could take ages over a pattern of many stars.
 *
 * @param takesColons whether a wildcard that stands before `after` may take a colon too; by default all may
 */
export function matchesWildcards(
  pattern: string,
  text: string,
  takesColons: (wildcard: "*" | "?", after: string) => boolean = () => true,
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
