import { posix } from "node:path";
import { compilePathPattern } from "./path-pattern.ts";

/** Which paths of a build context a `.dockerignore` file hides. Paths are relative, with `/`. */
export interface IgnoreRules {
  readonly ignores: (path: string) => boolean;
  /** True when a hidden folder may still hold paths that a later `!` pattern brings back. */
  readonly hasExceptions: boolean;
}

/** Hides nothing. */
export const NO_IGNORE_RULES: IgnoreRules = { ignores: () => false, hasExceptions: false };

/** Reads a `.dockerignore` file: one pattern a line, `#` comments, `!` brings back, the last match wins. */
export function parseIgnoreFile(text: string): IgnoreRules {
  const rules = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const negated = line.startsWith("!");
      const pattern = posix.normalize(negated ? line.slice(1).trim() : line).replace(/^\/+|\/+$/g, "");
      return { negated, matches: compilePathPattern(pattern) };
    });
  return {
    ignores: (path) => {
      const candidates = selfAndParents(path);
      let ignored = false;
      for (const rule of rules) {
        if (ignored === rule.negated && candidates.some(rule.matches)) ignored = !rule.negated;
      }
      return ignored;
    },
    hasExceptions: rules.some((rule) => rule.negated),
  };
}

/** A pattern that names a folder speaks for everything inside it. */
function selfAndParents(path: string): readonly string[] {
  const segments = path.split("/");
  return segments.map((_, index) => segments.slice(0, index + 1).join("/"));
}
