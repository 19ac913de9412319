import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Item } from "./values.ts";

/** An item as JSON: as the SDK has it, with binary values in base64. */
export type StoredItem = Readonly<Record<string, unknown>>;

export function encodeItem(item: Item): StoredItem {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, encodeValue(value)]));
}

function encodeValue(value: AttributeValue): unknown {
  if (value.B !== undefined) return { B: base64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(base64) };
  if (value.L !== undefined) return { L: value.L.map(encodeValue) };
  if (value.M !== undefined) return { M: encodeItem(value.M) };
  return value;
}

export function decodeItem(stored: StoredItem): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(stored).map(([name, value]) => [name, decodeValue(value as EncodedValue)]),
  );
}

interface EncodedValue {
  readonly B?: string;
  readonly BS?: readonly string[];
  readonly L?: readonly EncodedValue[];
  readonly M?: StoredItem;
}

function decodeValue(value: EncodedValue): AttributeValue {
  if (value.B !== undefined) return { B: bytes(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(bytes) };
  if (value.L !== undefined) return { L: value.L.map(decodeValue) };
  if (value.M !== undefined) return { M: decodeItem(value.M) };
  // All other kinds are JSON as they are.
  return value as AttributeValue;
}

function base64(value: Uint8Array): string {
  return Buffer.from(value).toString("base64");
}

function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}
