import { type MessageTest, unsupported } from "./term-pattern.ts";

type ValueTest = (value: unknown) => boolean;
/** A test of a parsed JSON document. */
type DocumentTest = (document: unknown) => boolean;

const TOKEN =
  /\s*(?:(\$(?:\.[\w-]+|\['[^']*'\]|\[\d+\])+)|("(?:[^"\\]|\\.)*")|(&&|\|\||!=|<=|>=|[=<>(){}])|([\w.*+:/@-]+))/y;

interface Token {
  readonly kind: "selector" | "string" | "operator" | "word";
  readonly text: string;
}

/**
 * Compiles `{ $.a.b = "x" && ($.n > 3 || $.gone NOT EXISTS) }`. Operators: = != < <= > >=, IS NULL, IS TRUE,
 * IS FALSE, EXISTS, NOT EXISTS, && and ||; `*` in a text matches any characters. A message that is not JSON
 * does not match.
 */
export function compileJsonPattern(pattern: string): MessageTest {
  const parser = createParser(pattern, tokensOf(pattern));
  const test = parser.parse();
  return (message) => {
    if (!message.trimStart().startsWith("{")) return false;
    let document: unknown;
    try {
      document = JSON.parse(message);
    } catch {
      return false;
    }
    return test(document);
  };
}

function tokensOf(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = pattern.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(pattern);
    if (match === null) throw unsupported(pattern, `what stands at character ${at + 1}`);
    const [, selector, quoted, operator, word] = match;
    if (selector !== undefined) tokens.push({ kind: "selector", text: selector });
    else if (quoted !== undefined) tokens.push({ kind: "string", text: quoted });
    else if (operator !== undefined) tokens.push({ kind: "operator", text: operator });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
  }
  return tokens;
}

/** Recursive descent: `||` binds weaker than `&&`. */
function createParser(pattern: string, tokens: readonly Token[]) {
  let at = 0;
  const peek = (): Token | undefined => tokens[at];
  const take = (text?: string): Token => {
    const token = tokens[at];
    if (token === undefined) throw unsupported(pattern, "a pattern that ends too early");
    if (text !== undefined && token.text.toUpperCase() !== text) {
      throw unsupported(pattern, `${token.text} where ${text} is expected`);
    }
    at += 1;
    return token;
  };

  const either = (): DocumentTest => {
    const tests = [both()];
    while (peek()?.text === "||") {
      take();
      tests.push(both());
    }
    return (document) => tests.some((test) => test(document));
  };

  const both = (): DocumentTest => {
    const tests = [single()];
    while (peek()?.text === "&&") {
      take();
      tests.push(single());
    }
    return (document) => tests.every((test) => test(document));
  };

  const single = (): DocumentTest => {
    if (peek()?.text === "(") {
      take();
      const inner = either();
      take(")");
      return inner;
    }
    const selector = take();
    if (selector.kind !== "selector")
      throw unsupported(pattern, `${selector.text} where a selector like $.field is expected`);
    const path = pathOf(selector.text);
    const test = comparison();
    return (document) => test(select(document, path));
  };

  const comparison = (): ValueTest => {
    const operator = take();
    switch (operator.text.toUpperCase()) {
      case "EXISTS":
        return (value) => value !== undefined;
      case "NOT":
        take("EXISTS");
        return (value) => value === undefined;
      case "IS":
        return isTest(take());
      default:
        return compare(operator.text, take());
    }
  };

  const isTest = (word: Token): ValueTest => {
    const wanted = { NULL: null, TRUE: true, FALSE: false }[word.text.toUpperCase()];
    if (wanted === undefined) throw unsupported(pattern, `IS ${word.text}`);
    return (value) => value === wanted;
  };

  const compare = (operator: string, operand: Token): ValueTest => {
    if (operand.kind === "selector" || operand.kind === "operator")
      throw unsupported(pattern, `a comparison with ${operand.text}`);
    const text = operand.kind === "string" ? operand.text.slice(1, -1).replace(/\\(.)/g, "$1") : operand.text;
    const number =
      operand.kind === "word" && /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)
        ? Number(text)
        : undefined;
    const equal: ValueTest = number === undefined ? textTest(text) : (value) => value === number;
    if (operator === "=") return equal;
    // A document without the field is not "different": it does not match.
    if (operator === "!=") return (value) => value !== undefined && !equal(value);
    if (number === undefined)
      throw unsupported(pattern, `${operator} with ${operand.text}, which is not a number`);
    const order = Object.hasOwn(ORDER, operator) ? ORDER[operator] : undefined;
    if (order === undefined) throw unsupported(pattern, `the operator ${operator}`);
    return (value) => typeof value === "number" && order(value, number);
  };

  return {
    parse: (): DocumentTest => {
      take("{");
      const test = either();
      take("}");
      if (peek() !== undefined) throw unsupported(pattern, `${peek()?.text} after the closing brace`);
      return test;
    },
  };
}

const ORDER: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

function textTest(text: string): ValueTest {
  // In a filter pattern only `*` is a wildcard; a pattern without one is compared as it is.
  const parts = text.split("*");
  if (parts.length === 1) return (value) => value === text;
  return (value) => typeof value === "string" && fitsParts(parts, value);
}

/** Takes each part where it first fits, so the time is the product of the two lengths at most. */
function fitsParts(parts: readonly string[], value: string): boolean {
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (value.length < first.length + last.length) return false;
  if (!value.startsWith(first) || !value.endsWith(last)) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = value.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= value.length - last.length;
}

function pathOf(selector: string): readonly (string | number)[] {
  return [...selector.matchAll(/\.([\w-]+)|\['([^']*)'\]|\[(\d+)\]/g)].map(
    ([, dotted, quoted, index]) => dotted ?? quoted ?? Number(index),
  );
}

/** `undefined` when the document has no such member. */
function select(document: unknown, path: readonly (string | number)[]): unknown {
  let value = document;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value;
}
