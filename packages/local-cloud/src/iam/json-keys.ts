/**
 * The first key that stands twice in one object of a JSON text, if any. `JSON.parse` keeps the last one
 * in silence, and in a policy that may be an Allow over a Deny. The text must be valid JSON.
 */
export function duplicateKey(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  const token = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [found, colon] = match;
    if (found === "{") open.push(new Set());
    else if (found === "[") open.push(undefined);
    else if (found === "}" || found === "]") open.pop();
    else if (colon !== undefined) {
      const key = String(JSON.parse(found.slice(0, found.lastIndexOf('"') + 1)));
      const keys = open.at(-1);
      if (keys?.has(key) === true) return key;
      keys?.add(key);
    }
  }
  return undefined;
}
