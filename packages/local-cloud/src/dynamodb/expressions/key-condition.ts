import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { invalidValue, validation } from "../errors.ts";
import type { KeyAttribute, KeySchema } from "../key.ts";
import { type Item, typeOf } from "../values.ts";
import { type Condition, type Operand, parseCondition } from "./condition.ts";
import { holds } from "./holds.ts";
import type { Placeholders } from "./reader.ts";

/** Which items a query is about: those of one partition, as far as their sort key fits. */
export interface KeyCondition {
  readonly partition: AttributeValue;
  readonly fits: (item: Item) => boolean;
}

/** Reads `pk = :a` or `pk = :a AND <condition on the sort key>`, in either order. */
export function parseKeyCondition(
  expression: string,
  schema: KeySchema,
  placeholders: Placeholders,
): KeyCondition {
  const condition = parseCondition("KeyConditionExpression", expression, placeholders);
  const parts = condition.kind === "and" ? [condition.left, condition.right] : [condition];
  const byName = new Map(parts.map((part) => [attributeOf(part), part]));
  if (byName.size < parts.length) {
    throw validation("KeyConditionExpressions must only contain one condition per key");
  }
  const partition = byName.get(schema.partition.name);
  if (partition === undefined) {
    throw validation(`Query condition missed key schema element: ${schema.partition.name}`);
  }
  if (partition.kind !== "compare" || partition.by !== "=") {
    throw validation("Query key condition not supported");
  }
  const sort = schema.sort === undefined ? undefined : byName.get(schema.sort.name);
  if (byName.size > (sort === undefined ? 1 : 2)) {
    throw validation(
      `Query condition missed key schema element: ${schema.sort?.name ?? schema.partition.name}`,
    );
  }
  const [value] = valuesOf(partition, schema.partition);
  if (value === undefined) throw validation("Query key condition not supported");
  if (sort !== undefined && schema.sort !== undefined) valuesOf(sort, schema.sort);
  return { partition: value, fits: (item) => sort === undefined || holds(sort, item) };
}

/** The one attribute that a part of a key condition is about. */
function attributeOf(part: Condition): string {
  const operand = operandsOf(part)[0];
  if (operand?.kind === "path" && operand.path.length === 1) return String(operand.path[0]);
  throw notSupported();
}

/** The values that the attribute is compared with. They must be of the key's type, and not empty. */
function valuesOf(part: Condition, { name, type }: KeyAttribute): readonly AttributeValue[] {
  return operandsOf(part)
    .slice(1)
    .map((operand) => {
      if (operand.kind !== "value") throw notSupported();
      const { value } = operand;
      if (typeOf(value) !== type) {
        throw invalidValue("Condition parameter type does not match schema type");
      }
      if (value.S === "" || value.B?.length === 0) {
        throw validation(
          `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
        );
      }
      return value;
    });
}

function operandsOf(part: Condition): readonly Operand[] {
  switch (part.kind) {
    case "compare":
      if (part.by === "<>") throw notSupported();
      return [part.left, part.right];
    case "between":
      return [part.of, part.low, part.high];
    case "begins-with":
      return [part.of, part.part];
    case "and":
    case "or":
    case "not":
    case "in":
    case "exists":
    case "type":
    case "contains":
      throw notSupported();
  }
}

function notSupported() {
  return validation(
    "Invalid operator used in KeyConditionExpression: only =, <, <=, >, >=, BETWEEN and begins_with compare a key with values of the request",
  );
}
