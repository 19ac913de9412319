import { ExpressionError, type Token, tokensOf } from "./tokens.ts";

/** Operators between two values, from loosest to tightest; `AND` and `OR` may be written as words. */
export type Operator = "||" | "&&" | "==" | "!=" | "<=" | ">=" | "<" | ">" | "+" | "-" | "*" | "/";

/** Functions that make one series of several, or one number of one series. */
export type Aggregate = "SUM" | "AVG" | "MIN" | "MAX";

/** A parsed expression. Positions count from 1 and are for errors of evaluation. */
export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "id"; readonly id: string; readonly position: number }
  | { readonly kind: "metrics"; readonly containing: string }
  | { readonly kind: "list"; readonly items: readonly Expression[]; readonly position: number }
  | { readonly kind: "negate"; readonly of: Expression }
  | {
      readonly kind: "operation";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
      readonly position: number;
    }
  | {
      readonly kind: "aggregate";
      readonly function: Aggregate;
      readonly of: Expression;
      readonly position: number;
    }
  | {
      readonly kind: "if";
      readonly condition: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression | undefined;
      readonly position: number;
    }
  | {
      readonly kind: "fill";
      readonly of: Expression;
      readonly with: Expression | "REPEAT";
      readonly position: number;
    };

/** Length that AWS documents for `Expression`. */
const MAX_LENGTH = 2048;
/** Far deeper than a person writes; keeps the parser from running out of stack. */
const MAX_DEPTH = 100;

const LEVELS: readonly (readonly Operator[])[] = [
  ["||"],
  ["&&"],
  ["==", "!=", "<=", ">=", "<", ">"],
  ["+", "-"],
  ["*", "/"],
];
const WORDS: Readonly<Record<string, Operator>> = { AND: "&&", OR: "||" };
const AGGREGATES: readonly string[] = ["SUM", "AVG", "MIN", "MAX"] satisfies readonly Aggregate[];
const FUNCTIONS = "IF, SUM, AVG, MIN, MAX, METRICS, FILL";

/**
 * Parses metric math: + - * / and parentheses, comparisons, AND and OR, lists `[a, b]`, `IF`, `SUM`, `AVG`,
 * `MIN`, `MAX`, `METRICS` and `FILL`. Throws `ExpressionError` that names position or function otherwise.
 */
export function parseExpression(text: string): Expression {
  if (text.length > MAX_LENGTH) {
    throw new ExpressionError(`expected at most ${MAX_LENGTH} characters, found ${text.length}`);
  }
  return createParser(tokensOf(text)).whole();
}

function createParser(tokens: readonly Token[]) {
  let at = 0;
  let depth = 0;
  const end: Token = { kind: "end", text: "", position: 1 };
  const peek = (): Token => tokens[at] ?? end;
  const next = (): Token => {
    const token = peek();
    at += 1;
    return token;
  };
  const expectSign = (sign: string): void => {
    const token = next();
    if (token.kind !== "sign" || token.text !== sign) throw unexpected(token, JSON.stringify(sign));
  };
  const takes = (sign: string): boolean => {
    if (peek().kind !== "sign" || peek().text !== sign) return false;
    at += 1;
    return true;
  };

  function operatorOf(level: readonly Operator[]): Operator | undefined {
    const { kind, text } = peek();
    if (kind === "name" && Object.hasOwn(WORDS, text)) return level.find((each) => each === WORDS[text]);
    return kind === "sign" ? level.find((each) => each === text) : undefined;
  }

  function binary(levelIndex: number): Expression {
    const level = LEVELS[levelIndex];
    if (level === undefined) return unary();
    let left = binary(levelIndex + 1);
    for (let operator = operatorOf(level); operator !== undefined; operator = operatorOf(level)) {
      const { position } = next();
      left = { kind: "operation", operator, left, right: binary(levelIndex + 1), position };
    }
    return left;
  }

  function expression(): Expression {
    depth += 1;
    if (depth > MAX_DEPTH) {
      throw new ExpressionError(`nested more than ${MAX_DEPTH} deep at position ${peek().position}`);
    }
    const parsed = binary(0);
    depth -= 1;
    return parsed;
  }

  function unary(): Expression {
    let minuses = 0;
    while (takes("-")) minuses += 1;
    const operand = primary();
    return minuses % 2 === 1 ? { kind: "negate", of: operand } : operand;
  }

  function primary(): Expression {
    const token = next();
    if (token.kind === "number") return { kind: "number", value: Number(token.text) };
    if (token.kind === "id") {
      if (peek().text === "(" && peek().kind === "sign") {
        throw new ExpressionError(
          `functions are written in capitals: found ${token.text}( at position ${token.position}`,
        );
      }
      return { kind: "id", id: token.text, position: token.position };
    }
    if (token.kind === "name") return call(token);
    if (token.kind === "sign" && token.text === "(") {
      const inner = expression();
      expectSign(")");
      return inner;
    }
    if (token.kind === "sign" && token.text === "[") {
      return { kind: "list", items: items("]"), position: token.position };
    }
    throw unexpected(token, "a number, an id, a function or a parenthesis");
  }

  /** One or more expressions with commas between them, up to a sign. */
  function items(closing: string): readonly Expression[] {
    const parsed = [expression()];
    while (takes(",")) parsed.push(expression());
    expectSign(closing);
    return parsed;
  }

  function call({ text: name, position }: Token): Expression {
    const aggregate = aggregateNamed(name);
    if (aggregate === undefined && !["IF", "METRICS", "FILL"].includes(name)) {
      throw new ExpressionError(
        `the local cloud does not support ${name} at position ${position}; it supports ${FUNCTIONS}, AND and OR`,
      );
    }
    expectSign("(");
    if (name === "METRICS") return metrics();
    if (name === "FILL") return fill(position);
    const args = items(")");
    const [first, second, third] = args;
    if (aggregate !== undefined && first !== undefined && args.length === 1) {
      return { kind: "aggregate", function: aggregate, of: first, position };
    }
    if (name === "IF" && first !== undefined && second !== undefined && args.length <= 3) {
      return { kind: "if", condition: first, whenTrue: second, whenFalse: third, position };
    }
    const expected = name === "IF" ? "2 or 3 arguments" : "1 argument, such as METRICS() or [a, b],";
    throw new ExpressionError(`${name} at position ${position} takes ${expected} found ${args.length}`);
  }

  function metrics(): Expression {
    const containing = peek().kind === "text" ? next().text.slice(1, -1) : "";
    expectSign(")");
    return { kind: "metrics", containing };
  }

  function fill(position: number): Expression {
    const of = expression();
    expectSign(",");
    const filler = peek();
    if (filler.kind === "name" && filler.text === "LINEAR") {
      throw new ExpressionError(
        `the local cloud does not support LINEAR at position ${filler.position}; FILL takes a number or REPEAT`,
      );
    }
    const isRepeat = filler.kind === "name" && filler.text === "REPEAT";
    if (isRepeat) at += 1;
    const value = isRepeat ? "REPEAT" : expression();
    expectSign(")");
    return { kind: "fill", of, with: value, position };
  }

  return {
    whole: (): Expression => {
      const parsed = expression();
      if (peek().kind !== "end") throw unexpected(peek(), "an operator or the end");
      return parsed;
    },
  };
}

function aggregateNamed(name: string): Aggregate | undefined {
  return AGGREGATES.includes(name) ? (name as Aggregate) : undefined;
}

function unexpected(token: Token, expected: string): ExpressionError {
  const found = token.kind === "end" ? "the end" : token.text;
  return new ExpressionError(`expected ${expected} at position ${token.position}, found ${found}`);
}

/** Ids that an expression names itself; what `METRICS()` takes in is not among them. */
export function idsIn(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case "number":
    case "metrics":
      return [];
    case "id":
      return [expression.id];
    case "list":
      return expression.items.flatMap(idsIn);
    case "negate":
    case "aggregate":
      return idsIn(expression.of);
    case "operation":
      return [...idsIn(expression.left), ...idsIn(expression.right)];
    case "fill":
      return [...idsIn(expression.of), ...(expression.with === "REPEAT" ? [] : idsIn(expression.with))];
    case "if":
      return [expression.condition, expression.whenTrue, expression.whenFalse].flatMap((part) =>
        part === undefined ? [] : idsIn(part),
      );
  }
}
