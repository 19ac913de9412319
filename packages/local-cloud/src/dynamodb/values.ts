import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { invalidValue, validation } from "./errors.ts";
import { canonicalNumber, compareNumbers } from "./number.ts";

/** An item, or a key, or part of either: attributes by name. */
export type Item = Readonly<Record<string, AttributeValue>>;

export const TYPES = ["S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL"] as const;
export type AttributeType = (typeof TYPES)[number];

const MAX_DEPTH = 32;

/** DynamoDB's own words. */
const EMPTY_SETS = {
  SS: "An string set  may not be empty",
  NS: "An number set  may not be empty",
  BS: "Binary sets should not be empty",
} as const;

export function typeOf(value: AttributeValue): AttributeType {
  const type = TYPES.find((each) => value[each] !== undefined);
  if (type !== undefined) return type;
  throw validation("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
}

/** Checks a value and writes its numbers in the one way that DynamoDB returns them. */
export function checkedValue(value: AttributeValue, depth = 0): AttributeValue {
  if (depth > MAX_DEPTH) {
    throw validation(
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
    );
  }
  typeOf(value);
  if (value.N !== undefined) return { N: canonicalNumber(value.N) };
  if (value.NULL === false) {
    throw invalidValue("Null attribute value types must have the value of true");
  }
  if (value.SS !== undefined) return { SS: checkedSet(EMPTY_SETS.SS, value.SS, (text) => text) };
  if (value.NS !== undefined)
    return { NS: checkedSet(EMPTY_SETS.NS, value.NS.map(canonicalNumber), (text) => text) };
  if (value.BS !== undefined) {
    return { BS: checkedSet(EMPTY_SETS.BS, value.BS, (bytes) => Buffer.from(bytes).toString("base64")) };
  }
  if (value.L !== undefined) return { L: value.L.map((each) => checkedValue(each, depth + 1)) };
  if (value.M !== undefined) return { M: checkedItem(value.M, depth + 1) };
  return value;
}

export function checkedItem(item: Item, depth = 0): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, checkedValue(value, depth)]));
}

function checkedSet<T>(emptySet: string, members: readonly T[], keyOf: (member: T) => string): T[] {
  if (members.length === 0) throw invalidValue(emptySet);
  if (new Set(members.map(keyOf)).size === members.length) return [...members];
  throw invalidValue(`Input collection [${members.map(keyOf).join(", ")}] contains duplicates.`);
}

/** Bytes of an item by the rules that DynamoDB documents. */
export function sizeOfItem(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value),
    0,
  );
}

function sizeOfValue(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return sizeOfNumber(value.N);
  if (value.B !== undefined) return value.B.length;
  if (value.SS !== undefined) return total(value.SS, (text) => Buffer.byteLength(text));
  if (value.NS !== undefined) return total(value.NS, sizeOfNumber);
  if (value.BS !== undefined) return total(value.BS, ({ length }) => length);
  // Three bytes for a list or map, and one for each of its members.
  if (value.L !== undefined) return 3 + total(value.L, (each) => 1 + sizeOfValue(each));
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + sizeOfItem(value.M);
  return 1;
}

/** About a byte for two digits, one more, and one for a minus sign. */
function sizeOfNumber(text: string): number {
  const digits = text
    .replace(/^-?0*\.?0*/, "")
    .replace(/0+$/, "")
    .replace(".", "").length;
  return Math.ceil(digits / 2) + 1 + (text.startsWith("-") ? 1 : 0);
}

function total<T>(items: readonly T[], sizeOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + sizeOf(item), 0);
}

/** Values of the same type and content. The order within a set is none. */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  if (typeOf(a) !== typeOf(b)) return false;
  if (a.M !== undefined && b.M !== undefined) {
    const other = b.M;
    const entries = Object.entries(a.M);
    return (
      entries.length === Object.keys(other).length &&
      entries.every(([name, value]) => {
        const counterpart = Object.hasOwn(other, name) ? other[name] : undefined;
        return counterpart !== undefined && equalValues(value, counterpart);
      })
    );
  }
  if (a.L !== undefined && b.L !== undefined) {
    const other = b.L;
    return (
      a.L.length === other.length &&
      a.L.every((value, index) => {
        const counterpart = other[index];
        return counterpart !== undefined && equalValues(value, counterpart);
      })
    );
  }
  if (a.BOOL !== undefined) return a.BOOL === b.BOOL;
  if (a.NULL !== undefined) return true;
  const members = setMembers(a);
  if (members === undefined) return compareValues(a, b) === 0;
  const others = new Set(setMembers(b));
  return members.length === others.size && members.every((member) => others.has(member));
}

/** The members of a set as text; undefined for any other value. */
export function setMembers(value: AttributeValue): readonly string[] | undefined {
  if (value.BS !== undefined) return value.BS.map((bytes) => Buffer.from(bytes).toString("base64"));
  return value.SS ?? value.NS;
}

/** Order of two strings, numbers or binaries; undefined for values that have no order between them. */
export function compareValues(a: AttributeValue, b: AttributeValue): number | undefined {
  // By bytes of UTF-8: UTF-16 puts characters beyond U+FFFF in front of some below.
  if (a.S !== undefined && b.S !== undefined) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
  if (a.N !== undefined && b.N !== undefined) return compareNumbers(a.N, b.N);
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(a.B, b.B);
  return undefined;
}
