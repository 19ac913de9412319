import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { invalidValue, validation } from "./errors.ts";
import { checkedValue, compareValues, type Item, typeOf } from "./values.ts";

export interface KeyAttribute {
  readonly name: string;
  readonly type: "S" | "N" | "B";
}

/** By which attributes the items of a table are told apart. */
export interface KeySchema {
  readonly partition: KeyAttribute;
  readonly sort?: KeyAttribute | undefined;
}

const MAX_PARTITION_BYTES = 2048;
const MAX_SORT_BYTES = 1024;

export function keyAttributes({ partition, sort }: KeySchema): readonly KeyAttribute[] {
  return sort === undefined ? [partition] : [partition, sort];
}

/** The key within a whole item. Throws when it is missing or of the wrong type. */
export function keyOfItem(schema: KeySchema, item: Item): Item {
  return Object.fromEntries(
    keyAttributes(schema).map((attribute) => {
      const value = item[attribute.name];
      if (value === undefined) throw invalidValue(`Missing the key ${attribute.name} in the item`);
      if (typeOf(value) !== attribute.type) {
        throw invalidValue(
          `Type mismatch for key ${attribute.name} expected: ${attribute.type} actual: ${typeOf(value)}`,
        );
      }
      return [attribute.name, checkedKeyValue(attribute, value, schema)];
    }),
  );
}

/** A key on its own: exactly the key's attributes. */
export function checkedKey(schema: KeySchema, key: Item | undefined): Item {
  const attributes = keyAttributes(schema);
  const given = key ?? {};
  const fits =
    Object.keys(given).length === attributes.length &&
    attributes.every(({ name, type }) => given[name] !== undefined && typeOf(given[name]) === type);
  if (!fits) throw validation("The provided key element does not match the schema");
  return keyOfItem(schema, given);
}

function checkedKeyValue(attribute: KeyAttribute, value: AttributeValue, schema: KeySchema): AttributeValue {
  const { name } = attribute;
  if (value.S === "" || value.B?.length === 0) {
    const what = value.S === "" ? "string" : "binary";
    throw validation(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${what} value. Key: ${name}`,
    );
  }
  const isPartition = attribute === schema.partition;
  const limit = isPartition ? MAX_PARTITION_BYTES : MAX_SORT_BYTES;
  const size = value.S === undefined ? (value.B?.length ?? 0) : Buffer.byteLength(value.S);
  if (size > limit) {
    const which = isPartition ? "hashkey" : "rangekey";
    throw invalidValue(`Size of ${which} has exceeded the maximum size limit of ${limit} bytes`);
  }
  return checkedValue(value);
}

/** A key as text. Two keys have the same text when they are the same key. */
export function keyText(schema: KeySchema, key: Item): string {
  return JSON.stringify(keyAttributes(schema).map(({ name }) => valueText(key[name])));
}

/** The value of a partition key as text. */
export function valueText(value: AttributeValue | undefined): string {
  if (value === undefined) return "";
  return value.S ?? value.N ?? Buffer.from(value.B ?? []).toString("base64");
}

/** The order of items within a partition. */
export function compareBySort(schema: KeySchema, a: Item, b: Item): number {
  const { sort } = schema;
  if (sort === undefined) return 0;
  const [left, right] = [a[sort.name], b[sort.name]];
  return left === undefined || right === undefined ? 0 : (compareValues(left, right) ?? 0);
}
