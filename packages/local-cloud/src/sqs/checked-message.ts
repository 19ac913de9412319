import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import { invalidParameter } from "./errors.ts";

type Attributes = Readonly<Record<string, MessageAttributeValue>>;

const MAX_ATTRIBUTES = 10;
const TYPE = /^(String|Number|Binary)(\.[\w.-]{1,249})?$/;

export function checkedMessageAttributes(attributes: Attributes = {}): Attributes {
  const entries = Object.entries(attributes);
  if (entries.length > MAX_ATTRIBUTES) {
    throw invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    );
  }
  for (const [name, { DataType = "", StringValue, BinaryValue }] of entries) {
    if (!/^[\w.-]{1,256}$/.test(name)) {
      throw invalidParameter(`The message attribute name '${name}' is invalid.`);
    }
    const kind = TYPE.exec(DataType)?.[1];
    if (kind === undefined) {
      throw invalidParameter(
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      );
    }
    const value = kind === "Binary" ? BinaryValue : StringValue;
    if (value === undefined || value.length === 0) {
      throw invalidParameter(`The message attribute '${name}' must contain a non-empty value of its type.`);
    }
    if (kind === "Number" && !Number.isFinite(Number(value))) {
      throw invalidParameter(`Can't cast the value of message attribute '${name}' to a number.`);
    }
  }
  return attributes;
}

/** Attributes count towards the size: names, types and values. */
export function refuseLongMessage(body: string, attributes: Attributes, maxBytes: number): void {
  if (body === "") throw invalidParameter("The request must contain the parameter MessageBody.");
  const bytes = Object.entries(attributes).reduce(
    (sum, [name, { DataType = "", StringValue = "", BinaryValue }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.length ?? 0),
    Buffer.byteLength(body),
  );
  if (bytes <= maxBytes) return;
  throw invalidParameter(
    `One or more parameters are invalid. Reason: Message must be shorter than ${maxBytes} bytes.`,
  );
}
