/** What `JSON.parse` does not tell about a JSON text. */
export interface JsonShape {
  /** Levels of objects and lists, one inside the other; 0 for a text without any. */
  readonly depth: number;
  /**
   * The first key that stands twice in one object, if any. `JSON.parse` keeps the last one in silence, and in a
   * policy that may be an Allow over a Deny.
   */
  readonly duplicateKey: string | undefined;
}

/**
 * Reads the text character by character: a regular expression would run out of stack over a long string, and a
 * recursive reader over deep nesting. The text must be valid JSON.
 */
export function shapeOfJson(text: string): JsonShape {
  const open: (Set<string> | undefined)[] = [];
  let depth = 0;
  let duplicateKey: string | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "{") open.push(new Set());
    else if (char === "[") open.push(undefined);
    else if (char === "}" || char === "]") open.pop();
    else if (char === '"') {
      const end = endOfString(text, at);
      if (isKey(text, end)) {
        const key = String(JSON.parse(text.slice(at, end)));
        const keys = open.at(-1);
        if (keys?.has(key) === true) duplicateKey ??= key;
        keys?.add(key);
      }
      at = end - 1;
    }
    depth = Math.max(depth, open.length);
  }
  return { depth, duplicateKey };
}

/** The position after the closing quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === "\\" ? 2 : 1;
  return at + 1;
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (" \t\r\n".includes(text.charAt(at)) && at < text.length) at += 1;
  return text.charAt(at) === ":";
}
