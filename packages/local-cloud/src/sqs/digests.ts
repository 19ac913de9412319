import { createHash } from "node:crypto";
import type { MessageAttributeValue } from "@aws-sdk/client-sqs";

/** Hexadecimal MD5, by which clients check that a message arrived whole. */
export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/** As documented: sorted by name; for each attribute name, type, a byte for the kind of value, and the value. */
export function md5OfAttributes(
  attributes: Readonly<Record<string, MessageAttributeValue>>,
): string | undefined {
  const entries = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return undefined;
  const hash = createHash("md5");
  const update = (bytes: Uint8Array): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, { DataType = "", StringValue, BinaryValue }] of entries) {
    update(Buffer.from(name));
    update(Buffer.from(DataType));
    hash.update(Buffer.from([BinaryValue === undefined ? 1 : 2]));
    update(BinaryValue ?? Buffer.from(StringValue ?? ""));
  }
  return hash.digest("hex");
}
