import type { MessageAttributeValue, PublishCommandInput } from "@aws-sdk/client-sns";
import { invalidParameter, refuseUnsupported } from "./errors.ts";

/** A message that is published. */
export interface Publication {
  readonly subject: string | undefined;
  readonly message: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
}

const MAX_BYTES = 262_144;
const UNSUPPORTED = ["MessageDeduplicationId", "MessageGroupId", "MessageStructure", "PhoneNumber"];
const TYPE = /^(String|Number|Binary)(\.[\w.-]{1,249})?$/;

/** Reads and checks what a request publishes. */
export function publicationOf(input: PublishCommandInput): Publication {
  refuseUnsupported(input, UNSUPPORTED);
  const publication = {
    subject: input.Subject,
    message: input.Message ?? "",
    attributes: input.MessageAttributes ?? {},
  };
  checkPublication(publication);
  return publication;
}

export function checkPublication({ subject, message, attributes }: Publication): void {
  if (message === "") throw invalidParameter("Empty message");
  // Documented: up to 100 characters of ASCII that begin with no space and have no line break.
  if (subject !== undefined && !/^[!-~][ -~]{0,99}$/.test(subject)) throw invalidParameter("Subject");
  const bytes = Object.entries(attributes).reduce(
    (sum, [name, { DataType = "", StringValue = "", BinaryValue }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.length ?? 0),
    Buffer.byteLength(message),
  );
  if (bytes > MAX_BYTES) throw invalidParameter("Message too long");
  for (const [name, { DataType = "", StringValue, BinaryValue }] of Object.entries(attributes)) {
    const kind = TYPE.exec(DataType)?.[1];
    const value = kind === "Binary" ? BinaryValue : StringValue;
    if (kind !== undefined && value !== undefined && value.length > 0) continue;
    throw invalidParameter(
      `The message attribute '${name}' must have the type String, Number or Binary and a value of it`,
    );
  }
}
