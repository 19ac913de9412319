import { invalidParameter } from "./errors.ts";

/** Protocols that deliver, and those that wait for ever for somebody to confirm. */
const PROTOCOLS = ["lambda", "sqs", "email", "email-json", "http", "https"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** A subscription as it is kept. */
export interface SubscriptionRecord {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: Protocol;
  readonly endpoint: string;
  /** Whether a queue gets the message itself, and not an envelope around it. */
  readonly raw: boolean;
}

const ENDPOINTS: Readonly<Record<Protocol, RegExp>> = {
  lambda: /^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}(:[\w$-]{1,128})?$/,
  sqs: /^arn:aws:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/,
  email: /^[^@\s]+@[^@\s]+$/,
  "email-json": /^[^@\s]+@[^@\s]+$/,
  http: /^http:\/\/./,
  https: /^https:\/\/./,
};

export function checkedProtocol(protocol: string | undefined): Protocol {
  const known = PROTOCOLS.find((each) => each === protocol);
  if (known !== undefined) return known;
  throw invalidParameter(
    `the local cloud does not support the protocol ${protocol ?? "none"}. It has ${PROTOCOLS.join(", ")}`,
  );
}

export function checkedEndpoint(protocol: Protocol, endpoint = ""): string {
  if (ENDPOINTS[protocol].test(endpoint)) return endpoint;
  throw invalidParameter(
    `Endpoint Reason: ${JSON.stringify(endpoint)} is no endpoint of the protocol ${protocol}`,
  );
}

/** Nothing is ever sent outside the local cloud, so nobody can confirm. */
export function isPending({ protocol }: SubscriptionRecord): boolean {
  return protocol !== "lambda" && protocol !== "sqs";
}

/** Checks a subscription's attribute that is to be set. */
export function withAttribute(
  subscription: SubscriptionRecord,
  name: string,
  value: string | undefined,
): SubscriptionRecord {
  if (name !== "RawMessageDelivery") {
    throw invalidParameter(
      `AttributeName Reason: the local cloud has no attribute ${name} of subscriptions. It has RawMessageDelivery`,
    );
  }
  if (value !== "true" && value !== "false") {
    throw invalidParameter(
      `Attributes Reason: RawMessageDelivery: Invalid value [${value ?? ""}]. Must be true or false.`,
    );
  }
  if (value === "true" && subscription.protocol === "lambda") {
    throw invalidParameter(
      "Attributes Reason: Delivery protocol [lambda] does not support raw message delivery.",
    );
  }
  return { ...subscription, raw: value === "true" };
}
