import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { type AttributeType, TYPES, typeOf } from "../values.ts";
import { displayPath, type Path, samePath } from "./path.ts";
import { type ExpressionKind, type Placeholders, type Reader, readerOf } from "./reader.ts";

export const COMPARATORS = ["=", "<>", "<", "<=", ">", ">="] as const;
export type Comparator = (typeof COMPARATORS)[number];

/** What is compared: an attribute of the item, a value of the request, or the size of an attribute. */
export type Operand =
  | { readonly kind: "path" | "size"; readonly path: Path }
  | { readonly kind: "value"; readonly value: AttributeValue };

export type Condition =
  | { readonly kind: "and" | "or"; readonly left: Condition; readonly right: Condition }
  | { readonly kind: "not"; readonly inner: Condition }
  | { readonly kind: "compare"; readonly by: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: "between"; readonly of: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: "in"; readonly of: Operand; readonly options: readonly Operand[] }
  | { readonly kind: "exists"; readonly path: Path; readonly wanted: boolean }
  | { readonly kind: "type"; readonly path: Path; readonly type: AttributeType }
  | { readonly kind: "begins-with" | "contains"; readonly of: Operand; readonly part: Operand };

const MAX_OPTIONS = 100;

/** Reads a condition, filter or key condition. OR binds loosest, then AND, then NOT. */
export function parseCondition(
  kind: ExpressionKind,
  expression: string,
  placeholders: Placeholders,
): Condition {
  const reader = readerOf(kind, expression, placeholders);
  const condition = readOr(reader);
  reader.expectEnd();
  return condition;
}

function readOr(reader: Reader): Condition {
  let left = readAnd(reader);
  while (reader.takeWord("OR")) left = { kind: "or", left, right: readAnd(reader) };
  return left;
}

function readAnd(reader: Reader): Condition {
  let left = readNot(reader);
  while (reader.takeWord("AND")) left = { kind: "and", left, right: readNot(reader) };
  return left;
}

function readNot(reader: Reader): Condition {
  if (reader.takeWord("NOT")) return { kind: "not", inner: readNot(reader) };
  if (!reader.takeSymbol("(")) return readPlain(reader);
  const inner = readOr(reader);
  reader.expectSymbol(")");
  return inner;
}

function readPlain(reader: Reader): Condition {
  if (reader.isCall() && reader.peek().text !== "size") return readFunction(reader);
  const left = readOperand(reader);
  if (reader.takeWord("BETWEEN")) {
    const low = readOperand(reader);
    if (!reader.takeWord("AND")) throw reader.syntaxError(reader.peek());
    const high = readOperand(reader);
    for (const bound of [low, high]) requireOrdered(reader, "BETWEEN", bound);
    return { kind: "between", of: left, low, high };
  }
  if (reader.takeWord("IN")) {
    const options = readArguments(reader);
    if (options.length > MAX_OPTIONS) {
      throw reader.invalid(
        `The IN operator is provided with too many operands; number of operands: ${options.length}`,
      );
    }
    return { kind: "in", of: left, options };
  }
  const token = reader.next();
  const by = COMPARATORS.find((each) => each === token.text);
  if (by === undefined) throw reader.syntaxError(token);
  const right = readOperand(reader);
  requireDistinct(reader, by, left, right);
  if (by !== "=" && by !== "<>") for (const side of [left, right]) requireOrdered(reader, by, side);
  return { kind: "compare", by, left, right };
}

function readFunction(reader: Reader): Condition {
  const { text: name } = reader.next();
  switch (name) {
    case "attribute_exists":
    case "attribute_not_exists": {
      const [path] = [pathOf(reader, name, takeArguments(reader, name, 1)[0])];
      return { kind: "exists", path, wanted: name === "attribute_exists" };
    }
    case "attribute_type": {
      const [of, type] = takeArguments(reader, name, 2);
      return { kind: "type", path: pathOf(reader, name, of), type: attributeType(reader, type) };
    }
    case "begins_with":
    case "contains": {
      const [of, part] = takeArguments(reader, name, 2);
      if (of === undefined || part === undefined) throw reader.syntaxError(reader.peek());
      requireDistinct(reader, name, of, part);
      if (name === "contains") return { kind: "contains", of, part };
      for (const side of [of, part]) requireType(reader, name, side, ["S", "B"]);
      return { kind: "begins-with", of, part };
    }
    default:
      throw reader.invalid(`Invalid function name; function: ${name}`);
  }
}

function readOperand(reader: Reader): Operand {
  if (reader.peek().kind === "value") return { kind: "value", value: reader.value() };
  if (!reader.isCall()) return { kind: "path", path: reader.path() };
  const { text: name } = reader.next();
  if (name !== "size") {
    throw reader.invalid(
      `The function is not allowed to be used this way in an expression; function: ${name}`,
    );
  }
  return { kind: "size", path: pathOf(reader, name, takeArguments(reader, name, 1)[0]) };
}

function readArguments(reader: Reader): readonly Operand[] {
  reader.expectSymbol("(");
  const operands = [readOperand(reader)];
  while (reader.takeSymbol(",")) operands.push(readOperand(reader));
  reader.expectSymbol(")");
  return operands;
}

function takeArguments(reader: Reader, name: string, count: number): readonly Operand[] {
  const operands = readArguments(reader);
  if (operands.length === count) return operands;
  throw reader.invalid(
    `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
  );
}

function pathOf(reader: Reader, name: string, operand: Operand | undefined): Path {
  if (operand?.kind === "path") return operand.path;
  throw reader.invalid(`Operator or function requires a document path; operator or function: ${name}`);
}

function attributeType(reader: Reader, operand: Operand | undefined): AttributeType {
  const given = operand?.kind === "value" ? operand.value.S : undefined;
  const type = TYPES.find((each) => each === given);
  if (type !== undefined) return type;
  throw reader.invalid(
    `Invalid attribute type name found; type: ${given ?? "none"}, valid types: {${TYPES.join(",")}}`,
  );
}

function requireOrdered(reader: Reader, operator: string, operand: Operand): void {
  requireType(reader, operator, operand, ["S", "N", "B"]);
}

function requireType(
  reader: Reader,
  operator: string,
  operand: Operand,
  allowed: readonly AttributeType[],
): void {
  if (operand.kind !== "value" || allowed.includes(typeOf(operand.value))) return;
  throw reader.invalid(
    `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${typeOf(operand.value)}`,
  );
}

function requireDistinct(reader: Reader, operator: string, first: Operand, other: Operand): void {
  if (first.kind !== "path" || other.kind !== "path" || !samePath(first.path, other.path)) return;
  throw reader.invalid(
    `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${displayPath(first.path)}`,
  );
}
