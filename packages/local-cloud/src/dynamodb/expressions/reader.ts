import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { AwsError } from "../../aws-error.ts";
import { validation } from "../errors.ts";
import { checkedValue } from "../values.ts";
import type { Path } from "./path.ts";
import { isReserved } from "./reserved-words.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** The member of a request that an expression is. It stands in every message about it. */
export type ExpressionKind =
  | "ConditionExpression"
  | "FilterExpression"
  | "KeyConditionExpression"
  | "ProjectionExpression"
  | "UpdateExpression";

/** The names and values that the expressions of a request stand on, and which of them were used. */
export interface Placeholders {
  readonly name: (placeholder: string) => string | undefined;
  readonly value: (placeholder: string) => AttributeValue | undefined;
  /** Throws for names and values that no expression used. */
  readonly refuseUnused: () => void;
}

interface PlaceholderInput {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>> | undefined;
}

export function placeholdersOf(input: PlaceholderInput): Placeholders {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: given = {} } = input;
  for (const [member, keys, form] of [
    ["ExpressionAttributeNames", Object.keys(names), /^#\w+$/],
    ["ExpressionAttributeValues", Object.keys(given), /^:\w+$/],
  ] as const) {
    const wrong = keys.find((key) => !form.test(key));
    if (wrong !== undefined) {
      throw validation(`${member} contains invalid key: Syntax error; key: "${wrong}"`);
    }
  }
  const values = new Map(Object.entries(given).map(([key, value]) => [key, checkedValue(value)]));
  const used = new Set<string>();
  return {
    name: (placeholder) => {
      used.add(placeholder);
      return Object.hasOwn(names, placeholder) ? names[placeholder] : undefined;
    },
    value: (placeholder) => {
      used.add(placeholder);
      return values.get(placeholder);
    },
    refuseUnused: () => {
      refuse("ExpressionAttributeNames", Object.keys(names));
      refuse("ExpressionAttributeValues", [...values.keys()]);
    },
  };

  function refuse(member: string, keys: readonly string[]): void {
    const unused = keys.filter((key) => !used.has(key));
    if (unused.length === 0) return;
    throw validation(`Value provided in ${member} unused in expressions: keys: {${unused.join(", ")}}`);
  }
}

/** Reads the tokens of one expression from left to right. */
export interface Reader {
  readonly peek: () => Token;
  readonly next: () => Token;
  /** Takes the next token if it is this symbol. */
  readonly takeSymbol: (symbol: string) => boolean;
  readonly expectSymbol: (symbol: string) => void;
  /** Takes the next token if it is this word, in upper or lower case. */
  readonly takeWord: (word: string) => boolean;
  /** Whether a function of that name is called next. */
  readonly isCall: () => boolean;
  readonly path: () => Path;
  /** The value of the next token, a `:placeholder`. */
  readonly value: () => AttributeValue;
  readonly expectEnd: () => void;
  readonly syntaxError: (token: Token) => AwsError;
  readonly invalid: (reason: string) => AwsError;
}

export function readerOf(kind: ExpressionKind, expression: string, placeholders: Placeholders): Reader {
  const invalid = (reason: string): AwsError => validation(`Invalid ${kind}: ${reason}`);
  if (expression.trim() === "") throw invalid("The expression can not be empty;");
  const found = tokensOf(expression);
  if ("wrongAt" in found) throw syntaxErrorAt(expression.charAt(found.wrongAt), found.wrongAt);
  const tokens = found;
  let position = 0;

  function syntaxErrorAt(text: string, at: number): AwsError {
    const near = expression.slice(Math.max(0, at - 10), at + text.length + 10).trim();
    return invalid(`Syntax error; token: "${text}", near: "${near}"`);
  }

  const peek = (): Token => tokens[position] ?? { kind: "end", text: "<EOF>", at: expression.length };
  const next = (): Token => {
    const token = peek();
    position += 1;
    return token;
  };
  const syntaxError = (token: Token): AwsError => syntaxErrorAt(token.text, token.at);
  const takeSymbol = (symbol: string): boolean => {
    const token = peek();
    const fits = token.kind === "symbol" && token.text === symbol;
    if (fits) position += 1;
    return fits;
  };

  function attributeName(): string {
    const token = next();
    if (token.kind === "name") {
      if (!isReserved(token.text)) return token.text;
      throw invalid(`Attribute name is a reserved keyword; reserved keyword: ${token.text}`);
    }
    if (token.kind !== "placeholder") throw syntaxError(token);
    const name = placeholders.name(token.text);
    if (name !== undefined) return name;
    throw invalid(
      `An expression attribute name used in the document path is not defined; attribute name: ${token.text}`,
    );
  }

  return {
    peek,
    next,
    takeSymbol,
    syntaxError,
    invalid,
    expectSymbol: (symbol) => {
      if (!takeSymbol(symbol)) throw syntaxError(peek());
    },
    takeWord: (word) => {
      const token = peek();
      const fits = token.kind === "name" && token.text.toUpperCase() === word;
      if (fits) position += 1;
      return fits;
    },
    isCall: () => peek().kind === "name" && tokens[position + 1]?.text === "(",
    path: () => {
      const path: (string | number)[] = [attributeName()];
      for (;;) {
        if (takeSymbol(".")) path.push(attributeName());
        else if (takeSymbol("[")) {
          const index = next();
          if (index.kind !== "number") throw syntaxError(index);
          path.push(Number(index.text));
          if (!takeSymbol("]")) throw syntaxError(peek());
        } else return path;
      }
    },
    value: () => {
      const token = next();
      if (token.kind !== "value") throw syntaxError(token);
      const value = placeholders.value(token.text);
      if (value !== undefined) return value;
      throw invalid(
        `An expression attribute value used in expression is not defined; attribute value: ${token.text}`,
      );
    },
    expectEnd: () => {
      if (peek().kind !== "end") throw syntaxError(peek());
    },
  };
}
