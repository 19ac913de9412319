import type { Lexicon } from "./lexicon.ts";
import type { LineProblem } from "./parse-examples.ts";

export type ParsedLexicon =
  | { readonly ok: true; readonly lexicon: Lexicon }
  | { readonly ok: false; readonly problems: readonly LineProblem[] };

/** Reads a lexicon: one group a line, `what they are: name, name, …`, lower case; `#` begins a comment line. */
export function parseLexicon(content: string): ParsedLexicon {
  const lexicon: (readonly string[])[] = [];
  const problems: LineProblem[] = [];
  const lineOf = new Map<string, number>();
  content
    .replace(/^\uFEFF/u, "")
    .split(/\r?\n/u)
    .forEach((text, index) => {
      const line = index + 1;
      if (text.trim() === "" || text.startsWith("#")) return;
      const refuse = (message: string) => void problems.push({ severity: "error", line, message });
      const colon = text.indexOf(":");
      if (colon < 1) return refuse('expected "what they are: name, name, …"');
      const names = text
        .slice(colon + 1)
        .split(",")
        .map((name) => name.trim());
      if (names.length < 2) return refuse("expected at least two names that can stand for each other");
      for (const name of names) {
        const before = lineOf.get(name);
        if (name === "") return refuse("has an empty name; remove the comma too many");
        if (name !== name.toLowerCase()) return refuse(`"${name}" is not lower case`);
        if (before !== undefined) return refuse(`"${name}" is on line ${before} already`);
        lineOf.set(name, line);
      }
      lexicon.push(names);
    });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, lexicon };
}
