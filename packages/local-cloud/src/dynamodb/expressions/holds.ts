import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { compareValues, equalValues, type Item, setMembers, typeOf } from "../values.ts";
import type { Comparator, Condition, Operand } from "./condition.ts";
import { type Path, valueAt } from "./path.ts";

/** Whether an item meets a condition. An attribute that is not there meets nothing but `attribute_not_exists` and `<>`. */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case "and":
      return holds(condition.left, item) && holds(condition.right, item);
    case "or":
      return holds(condition.left, item) || holds(condition.right, item);
    case "not":
      return !holds(condition.inner, item);
    case "compare":
      return compares(condition.by, valueOf(condition.left, item), valueOf(condition.right, item));
    case "between": {
      const value = valueOf(condition.of, item);
      return (
        compares(">=", value, valueOf(condition.low, item)) &&
        compares("<=", value, valueOf(condition.high, item))
      );
    }
    case "in": {
      const value = valueOf(condition.of, item);
      return condition.options.some((option) => compares("=", value, valueOf(option, item)));
    }
    case "exists":
      return (valueAt(item, condition.path) !== undefined) === condition.wanted;
    case "type": {
      const value = valueAt(item, condition.path);
      return value !== undefined && typeOf(value) === condition.type;
    }
    case "begins-with":
      return beginsWith(valueOf(condition.of, item), valueOf(condition.part, item));
    case "contains":
      return contains(valueOf(condition.of, item), valueOf(condition.part, item));
  }
}

function valueOf(operand: Operand, item: Item): AttributeValue | undefined {
  switch (operand.kind) {
    case "value":
      return operand.value;
    case "path":
      return valueAt(item, operand.path);
    case "size":
      return sizeAt(item, operand.path);
  }
}

/** Characters of a string, bytes of a binary, members of anything that has members. */
function sizeAt(item: Item, path: Path): AttributeValue | undefined {
  const value = valueAt(item, path);
  if (value === undefined) return undefined;
  const size =
    value.S?.length ??
    value.B?.length ??
    value.L?.length ??
    setMembers(value)?.length ??
    (value.M === undefined ? undefined : Object.keys(value.M).length);
  return size === undefined ? undefined : { N: String(size) };
}

export function compares(
  by: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (left === undefined || right === undefined) return by === "<>" && left !== right;
  if (by === "=") return equalValues(left, right);
  if (by === "<>") return !equalValues(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  switch (by) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

export function beginsWith(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (value?.S !== undefined && part?.S !== undefined) return value.S.startsWith(part.S);
  if (value?.B === undefined || part?.B === undefined) return false;
  return Buffer.compare(value.B.subarray(0, part.B.length), part.B) === 0;
}

/** A string or binary has it as a part, a list or set as a member. */
function contains(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (value === undefined || part === undefined) return false;
  if (value.S !== undefined) return part.S !== undefined && value.S.includes(part.S);
  if (value.B !== undefined)
    return part.B !== undefined && Buffer.from(value.B).includes(Buffer.from(part.B));
  if (value.L !== undefined) return value.L.some((member) => equalValues(member, part));
  if (value.SS !== undefined) return part.S !== undefined && value.SS.includes(part.S);
  if (value.NS !== undefined) return part.N !== undefined && value.NS.includes(part.N);
  return value.BS?.some((member) => equalValues({ B: member }, part)) ?? false;
}
