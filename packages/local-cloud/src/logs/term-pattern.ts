import { AwsError } from "../aws-error.ts";

/** Whether a log message matches. */
export type MessageTest = (message: string) => boolean;

interface Term {
  readonly kind: "required" | "optional" | "excluded";
  readonly text: string;
}

/**
 * Compiles a pattern of terms: `a b` (both), `"a phrase"`, `-a` (without a), `?a ?b` (either).
 * A term matches anywhere in the message and by case. As in AWS, `?` terms count only when there are no others.
 */
export function compileTerms(pattern: string): MessageTest {
  const terms = parseTerms(pattern);
  const texts = (kind: Term["kind"]) => terms.filter((term) => term.kind === kind).map((term) => term.text);
  const required = texts("required");
  const excluded = texts("excluded");
  const optional = texts("optional");

  if (required.length === 0 && excluded.length === 0) {
    return (message) => optional.some((text) => message.includes(text));
  }
  return (message) =>
    required.every((text) => message.includes(text)) && !excluded.some((text) => message.includes(text));
}

function parseTerms(pattern: string): Term[] {
  const terms: Term[] = [];
  let rest = pattern.trim();
  while (rest !== "") {
    const sign = /^[-?]/.exec(rest)?.[0] ?? "";
    const body = rest.slice(sign.length);
    const token = /^"((?:[^"\\]|\\.)*)"/.exec(body) ?? /^([^\s"]+)/.exec(body);
    if (token?.[1] === undefined || token[1] === "") {
      throw unsupported(
        pattern,
        body.startsWith('"') ? "a quoted phrase that does not end" : "an empty term",
      );
    }
    const quoted = body.startsWith('"');
    if (!quoted) refuseSpecial(pattern, token[1]);
    terms.push({
      kind: sign === "-" ? "excluded" : sign === "?" ? "optional" : "required",
      text: quoted ? token[1].replace(/\\(.)/g, "$1") : token[1],
    });
    rest = body.slice(token[0].length).trimStart();
  }
  return terms;
}

/** AWS wants quotes around terms with other characters; `%…%` and `[…]` are languages of their own. */
function refuseSpecial(pattern: string, term: string): void {
  if (term.startsWith("%")) throw unsupported(pattern, "a regular expression between % signs");
  if (term.startsWith("[")) throw unsupported(pattern, "a space-delimited pattern in brackets");
  if (!/^[\p{L}\p{N}_]+$/u.test(term)) {
    throw unsupported(
      pattern,
      `the term ${term}, which has other characters than letters and digits: quote it`,
    );
  }
}

/** The error for a pattern that the local cloud does not evaluate. */
export function unsupported(pattern: string, what: string): AwsError {
  return new AwsError(
    "InvalidParameterException",
    `Invalid filter pattern: the local cloud does not support ${what}, in ${JSON.stringify(pattern)}.`,
  );
}
