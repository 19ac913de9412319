import { countCodePoints, normaliseQuery } from "./normalise.ts";
import { readWords } from "./words.ts";

/** Longest term that a table may hold, in code points as written. */
export const MAX_TERM_CHARS = 100;

/** A term of the route table in the form in which it is matched. */
export interface Term {
  /** Words joined by single spaces, as `readWords` would find them in a query. */
  readonly text: string;
  readonly words: number;
  /** Written with a trailing `*`: the last word may go on. */
  readonly prefix: boolean;
}

/** Terms by their id, from 0 on. */
export interface TermList {
  readonly size: number;
  readonly at: (id: number) => Term | undefined;
}

export type ParsedTerm =
  | { readonly ok: true; readonly term: Term }
  | { readonly ok: false; readonly message: string };

/** Letters and digits before a `*`, at least: fewer match nearly everything. */
const MIN_PREFIX_CHARS = 2;

/** Reads one term, such as `security group` or `bill*`. It goes through the same normalisation as a query. */
export function parseTerm(raw: string): ParsedTerm {
  if (countCodePoints(raw) > MAX_TERM_CHARS) {
    return refuse(`is longer than ${MAX_TERM_CHARS} characters; use its telling words only`);
  }
  const normal = normaliseQuery(raw, { maxChars: Number.POSITIVE_INFINITY });
  const prefix = normal.endsWith("*");
  const body = prefix ? normal.slice(0, -1) : normal;
  if (body.includes("*")) return refuse("has a * that is not at its end; * only stands after the last word");

  const words: string[] = [];
  let word = "";
  let broken = false;
  readWords(body, {
    letter: (code) => void (word += String.fromCodePoint(code)),
    possessive: () => undefined,
    wordEnd: () => {
      words.push(word);
      word = "";
    },
    phraseBreak: () => void (broken = true),
  });
  const last = words.at(-1);
  if (last === undefined) return refuse("has no letter or digit, so nothing could match it");
  if (broken) return refuse("runs across punctuation, which no phrase does; split it into an `all` rule");
  const text = words.join(" ");
  if (prefix && (!body.endsWith(last.slice(-1)) || countCodePoints(text) < MIN_PREFIX_CHARS)) {
    return refuse(`has a * that does not follow at least ${MIN_PREFIX_CHARS} letters or digits directly`);
  }
  return { ok: true, term: { text, words: words.length, prefix } };
}

/** The term as people write it. */
export function printTerm(term: Term): string {
  return term.prefix ? `${term.text}*` : term.text;
}

/** Takes back what `printTerm` gave, which is in its matched form already. */
export function readPrintedTerm(printed: string): Term {
  const prefix = printed.endsWith("*");
  const text = prefix ? printed.slice(0, -1) : printed;
  return { text, words: text.split(" ").length, prefix };
}

function refuse(message: string): ParsedTerm {
  return { ok: false, message };
}
