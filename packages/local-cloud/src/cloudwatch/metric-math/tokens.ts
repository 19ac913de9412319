/** What is wrong with an expression. The message names the position, counted from 1. */
export class ExpressionError extends Error {}

/** A word, number or sign of an expression. */
export interface Token {
  readonly kind: "number" | "id" | "name" | "text" | "sign" | "end";
  readonly text: string;
  /** Counted from 1. */
  readonly position: number;
}

const PATTERNS: readonly (readonly [kind: Token["kind"], pattern: RegExp])[] = [
  ["number", /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
  ["id", /[a-z]\w*/y],
  ["name", /[A-Z]\w*/y],
  ["text", /"[^"]*"/y],
  ["sign", /==|!=|<=|>=|&&|\|\||[-+*/<>(),[\]]/y],
];

/** Splits an expression. Throws `ExpressionError` at the first character that begins no token. */
export function tokensOf(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < expression.length) {
    if (/\s/.test(expression.charAt(at))) {
      at += 1;
      continue;
    }
    const token = tokenAt(expression, at);
    tokens.push(token);
    at += token.text.length;
  }
  return [...tokens, { kind: "end", text: "", position: expression.length + 1 }];
}

function tokenAt(expression: string, at: number): Token {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const text = pattern.exec(expression)?.[0];
    if (text !== undefined) return { kind, text, position: at + 1 };
  }
  throw new ExpressionError(
    `expected a number, an id, a function or an operator at position ${at + 1}, found ${JSON.stringify(expression.charAt(at))}`,
  );
}
