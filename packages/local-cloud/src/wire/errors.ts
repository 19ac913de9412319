import { AwsError } from "../aws-error.ts";
import type { Members } from "./message.ts";
import type { ErrorModel, ServiceModel } from "./schemas.ts";
import type { BodyWriting } from "./write-value.ts";
import { writeValue } from "./write-value.ts";

/** An error as every protocol needs it. */
export interface ErrorAnswer {
  /** Shape name: what JSON and CBOR call the error. */
  readonly name: string;
  /** What the query protocol calls it. */
  readonly queryCode: string;
  /** Whether the model itself names a query code, so that clients who ask for it may have it. */
  readonly isQueryCompatible: boolean;
  readonly status: number;
  readonly message: string;
  /** All members of the exception, the message included. */
  readonly members: Members;
  readonly model: ErrorModel | undefined;
}

/** Names that the query protocol shortens for errors that no service models. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  AccessDeniedException: "AccessDenied",
  ExpiredTokenException: "ExpiredToken",
  MissingAuthenticationTokenException: "MissingAuthenticationToken",
  SerializationException: "MalformedInput",
  ThrottlingException: "Throttling",
  UnknownOperationException: "InvalidAction",
  UnrecognizedClientException: "InvalidClientTokenId",
  ValidationException: "ValidationError",
};

/**
 * Looks the error up in the service's schemas, by shape name or by query code. The `httpError` trait
 * wins over the status of the `AwsError`; the latter counts for errors that no schema declares.
 */
export function describeError(error: AwsError, service: ServiceModel | undefined): ErrorAnswer {
  const model = service?.errors.get(error.code);
  const name = model?.name ?? error.code;
  return {
    name,
    queryCode: model?.queryCode ?? (Object.hasOwn(QUERY_CODES, name) ? QUERY_CODES[name] : undefined) ?? name,
    isQueryCompatible: model?.queryCode !== undefined,
    status: model?.httpStatus ?? error.httpStatus,
    message: error.message,
    members: { ...error.members, [messageMember(model)]: error.message },
    model,
  };
}

/** What a client learns about a defect: that there is one. The stack goes to the local cloud's own log. */
export function internalFailure(operation: string | undefined): AwsError {
  const what = operation === undefined ? "this request" : operation;
  return new AwsError(
    "InternalFailure",
    `The local cloud failed to answer ${what}. Its log holds the reason.`,
    500,
  );
}

/** Members as a JSON or CBOR body carries them. Members that the model does not declare stay out. */
export function errorMembers(error: ErrorAnswer, writing: BodyWriting): Readonly<Record<string, unknown>> {
  if (error.model === undefined) return { message: error.message };
  const written = writeValue(error.model.schema, error.members, writing);
  return typeof written === "object" && written !== null ? { ...written } : {};
}

/** `x-amzn-query-error`, by which clients of a service that once spoke only query learn the old code. */
export function queryErrorHeader(error: ErrorAnswer): Readonly<Record<string, string>> {
  if (!error.isQueryCompatible) return {};
  return { "x-amzn-query-error": `${error.queryCode};${senderOrReceiver(error)}` };
}

export function senderOrReceiver(error: ErrorAnswer): "Sender" | "Receiver" {
  return error.status < 500 ? "Sender" : "Receiver";
}

/** Services spell it `message` or `Message`. */
function messageMember(model: ErrorModel | undefined): string {
  if (model === undefined) return "message";
  for (const [name] of model.schema.structIterator()) {
    if (name.toLowerCase() === "message") return name;
  }
  return "message";
}
