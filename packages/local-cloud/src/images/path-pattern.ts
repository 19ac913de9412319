/**
 * Compiles one pattern of a `.dockerignore` file or of a COPY source into a matcher of whole relative
 * paths with `/` between segments. `*` and `?` stay within a segment and match leading dots, `**`
 * crosses segments, `[a-z]` is a class and `\` takes the next character literally.
 * (`path.matchesGlob` does not serve: its `*` skips names that begin with a dot.)
 */
export function compilePathPattern(pattern: string): (path: string) => boolean {
  const expression = new RegExp(`^${source(pattern)}$`, "u");
  return (path) => expression.test(path);
}

/** Whether a COPY source has to be expanded rather than looked up. */
export function isPathPattern(text: string): boolean {
  return /[*?[]/.test(text);
}

function source(pattern: string): string {
  let regex = "";
  let at = 0;
  while (at < pattern.length) {
    const rest = pattern.slice(at);
    if (rest.startsWith("**/")) {
      regex += "(?:[^/]+/)*";
      at += 3;
    } else if (rest.startsWith("**")) {
      regex += ".*";
      at += 2;
    } else if (rest.startsWith("*")) {
      regex += "[^/]*";
      at += 1;
    } else if (rest.startsWith("?")) {
      regex += "[^/]";
      at += 1;
    } else if (rest.startsWith("[")) {
      const end = pattern.indexOf("]", at + 2);
      if (end === -1) throw new Error(`The pattern "${pattern}" has a "[" without its "]".`);
      const body = pattern.slice(at + 1, end);
      const negated = /^[!^]/.test(body);
      regex += `[${negated ? "^/" : ""}${body.slice(negated ? 1 : 0).replace(/[\\[\]^&~|]/g, "\\$&")}]`;
      at = end + 1;
    } else if (rest.startsWith("\\") && rest.length > 1) {
      regex += literal(rest.charAt(1));
      at += 2;
    } else {
      regex += literal(rest.charAt(0));
      at += 1;
    }
  }
  return regex;
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
}
