import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { AwsError } from "../../aws-error.ts";
import { typeOf } from "../values.ts";
import { type Path, quarrelOf } from "./path.ts";
import { type Placeholders, type Reader, readerOf } from "./reader.ts";

/** What a SET assigns. */
export type Term =
  | { readonly kind: "path"; readonly path: Path }
  | { readonly kind: "value"; readonly value: AttributeValue }
  | { readonly kind: "plus" | "minus" | "list-append"; readonly left: Term; readonly right: Term }
  | { readonly kind: "if-not-exists"; readonly path: Path; readonly otherwise: Term };

export type UpdateAction =
  | { readonly kind: "set"; readonly path: Path; readonly term: Term }
  | { readonly kind: "remove"; readonly path: Path }
  | { readonly kind: "add" | "delete"; readonly path: Path; readonly value: AttributeValue };

const CLAUSES = ["SET", "REMOVE", "ADD", "DELETE"] as const;
type Clause = (typeof CLAUSES)[number];

const READERS: Readonly<Record<Clause, (reader: Reader) => UpdateAction>> = {
  SET: (reader) => {
    const path = reader.path();
    reader.expectSymbol("=");
    return { kind: "set", path, term: readSum(reader) };
  },
  REMOVE: (reader) => ({ kind: "remove", path: reader.path() }),
  ADD: (reader) => ({
    kind: "add",
    path: reader.path(),
    value: operandOf("ADD", reader, ["N", "SS", "NS", "BS"]),
  }),
  DELETE: (reader) => ({
    kind: "delete",
    path: reader.path(),
    value: operandOf("DELETE", reader, ["SS", "NS", "BS"]),
  }),
};

/** Reads an update expression: each of the four clauses at most once. */
export function parseUpdate(expression: string, placeholders: Placeholders): readonly UpdateAction[] {
  const reader = readerOf("UpdateExpression", expression, placeholders);
  const actions: UpdateAction[] = [];
  const seen = new Set<Clause>();
  do {
    const clause = CLAUSES.find((each) => reader.takeWord(each));
    if (clause === undefined) throw reader.syntaxError(reader.peek());
    if (seen.has(clause)) {
      throw reader.invalid(`The "${clause}" section can only be used once in an update expression;`);
    }
    seen.add(clause);
    do actions.push(READERS[clause](reader));
    while (reader.takeSymbol(","));
  } while (reader.peek().kind !== "end");
  refuseQuarrels(actions, reader.invalid);
  return actions;
}

function readSum(reader: Reader): Term {
  const left = readTerm(reader);
  if (reader.takeSymbol("+")) return { kind: "plus", left, right: readTerm(reader) };
  if (reader.takeSymbol("-")) return { kind: "minus", left, right: readTerm(reader) };
  return left;
}

function readTerm(reader: Reader): Term {
  if (reader.takeSymbol("(")) {
    const inner = readSum(reader);
    reader.expectSymbol(")");
    return inner;
  }
  if (reader.peek().kind === "value") return { kind: "value", value: reader.value() };
  if (!reader.isCall()) return { kind: "path", path: reader.path() };
  const { text: name } = reader.next();
  reader.expectSymbol("(");
  const term = readCall(reader, name);
  reader.expectSymbol(")");
  return term;
}

function readCall(reader: Reader, name: string): Term {
  switch (name) {
    case "if_not_exists": {
      const path = reader.path();
      reader.expectSymbol(",");
      return { kind: "if-not-exists", path, otherwise: readTerm(reader) };
    }
    case "list_append": {
      const left = readTerm(reader);
      reader.expectSymbol(",");
      return { kind: "list-append", left, right: readTerm(reader) };
    }
    default:
      throw reader.invalid(`Invalid function name; function: ${name}`);
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  S: "STRING",
  N: "NUMBER",
  B: "BINARY",
  BOOL: "BOOLEAN",
  L: "LIST",
  M: "MAP",
};

function operandOf(operator: Clause, reader: Reader, allowed: readonly string[]): AttributeValue {
  const value = reader.value();
  const type = typeOf(value);
  if (allowed.includes(type)) return value;
  throw reader.invalid(
    `Incorrect operand type for operator or function; operator: ${operator}, operand type: ${TYPE_NAMES[type] ?? type}`,
  );
}

function refuseQuarrels(actions: readonly UpdateAction[], invalid: (reason: string) => AwsError): void {
  for (const [index, { path }] of actions.entries()) {
    for (const other of actions.slice(index + 1)) {
      const quarrel = quarrelOf(path, other.path);
      if (quarrel !== undefined) throw invalid(quarrel);
    }
  }
}
