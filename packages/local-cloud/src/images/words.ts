/**
 * Splits the arguments of a Dockerfile instruction at unquoted blanks and substitutes variables:
 * `$X`, `${X}`, `${X:-default}`, `${X:+alternative}`. Single quotes keep everything, `\` keeps the next character.
 * `lookup` returns undefined for a name that nothing defines; without a default that is an error, because
 * an empty string in a path copies files to the wrong place.
 */
export function expandWords(text: string, lookup: (name: string) => string | undefined): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: "'" | '"' | undefined;
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (quote !== undefined && char === quote) {
      quote = undefined;
      at += 1;
    } else if (quote === undefined && (char === "'" || char === '"')) {
      quote = char;
      word ??= "";
      at += 1;
    } else if (char === "\\" && quote !== "'" && at + 1 < text.length) {
      const next = text.charAt(at + 1);
      // Within double quotes a backslash is special only before these, as in a shell.
      word = (word ?? "") + (quote === '"' && !'"$\\'.includes(next) ? `\\${next}` : next);
      at += 2;
    } else if (char === "$" && quote !== "'") {
      const variable = readVariable(text, at, lookup);
      word = (word ?? "") + variable.value;
      at = variable.end;
    } else if (quote === undefined && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += 1;
    } else {
      word = (word ?? "") + char;
      at += 1;
    }
  }
  if (quote !== undefined) throw new Error(`a ${quote} is not closed`);
  if (word !== undefined) words.push(word);
  return words;
}

const PLAIN = /^\$([A-Za-z_][A-Za-z0-9_]*)/;
const BRACED = /^\$\{([A-Za-z_][A-Za-z0-9_]*)(?::([-+])((?:[^{}$\\]|\\.)*))?\}/;

function readVariable(
  text: string,
  at: number,
  lookup: (name: string) => string | undefined,
): { readonly value: string; readonly end: number } {
  const rest = text.slice(at);
  const match = PLAIN.exec(rest) ?? BRACED.exec(rest);
  if (match === null) {
    throw new Error(
      `"${rest.slice(0, 20)}" is not a variable: expected $NAME, \${NAME}, \${NAME:-default} or \${NAME:+alternative} (write \\$ for a dollar sign)`,
    );
  }
  const [whole, name = "", operator, operand = ""] = match;
  return { value: substitute(name, operator, operand, lookup(name)), end: at + whole.length };
}

function substitute(name: string, operator: string | undefined, operand: string, value: string | undefined) {
  const word = operand.replace(/\\(.)/g, "$1");
  const isSet = value !== undefined && value !== "";
  if (operator === "-") return isSet ? value : word;
  if (operator === "+") return isSet ? word : "";
  if (value === undefined) {
    throw new Error(`\${${name}} is not defined: declare it with ARG or ENV, or give it a default`);
  }
  return value;
}
