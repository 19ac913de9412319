/** What the first request is about. */
export type EventId = "decision" | "invoke" | "llm";

export interface BenchEvent {
  readonly id: EventId;
  /** For a heading. */
  readonly title: string;
  /** As API Gateway sends it. */
  readonly payload: string;
  /** Agents are called, and the environment names their functions. */
  readonly callsAgent: boolean;
  /** What a router's answer says of how it was routed. */
  readonly routingMethod: "fast" | "llm";
}

/** One that the fast path knows, and one that no rule and no word of the model knows. */
const KNOWN = "What are my AWS costs?";
const UNKNOWN = "Who painted the ceiling?";

export const EVENTS: readonly BenchEvent[] = [
  {
    id: "decision",
    title: "A decision of the fast path",
    payload: gatewayEvent(KNOWN),
    callsAgent: false,
    routingMethod: "fast",
  },
  {
    id: "invoke",
    title: "A decision of the fast path, and the agent's answer",
    payload: gatewayEvent(KNOWN),
    callsAgent: true,
    routingMethod: "fast",
  },
  {
    id: "llm",
    title: "A decision of the language model, and the agent's answer",
    payload: gatewayEvent(UNKNOWN),
    callsAgent: true,
    routingMethod: "llm",
  },
];

/** A POST as a browser sends it through a gateway. */
export function gatewayEvent(query: string): string {
  const headers = {
    accept: "application/json",
    "accept-encoding": "gzip, deflate, br",
    "content-type": "application/json",
    host: "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64)",
    "x-amzn-trace-id": "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e",
    "x-forwarded-for": "203.0.113.7",
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
  };
  return JSON.stringify({
    resource: "/query",
    path: "/query",
    httpMethod: "POST",
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      accountId: "123456789012",
      apiId: "a1b2c3d4e5",
      httpMethod: "POST",
      identity: { sourceIp: "203.0.113.7", userAgent: headers["user-agent"] },
      path: "/live/query",
      protocol: "HTTP/1.1",
      requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
      requestTime: "26/Nov/2026:08:00:00 +0000",
      requestTimeEpoch: 1_795_680_000_000,
      resourceId: "123456",
      resourcePath: "/query",
      stage: "live",
    },
    body: JSON.stringify({ query }),
    isBase64Encoded: false,
  });
}

/**
 * Checks that a router did what is measured: a fast error is no fast answer.
 *
 * @throws Error when it did not
 */
export function checkAnswer(response: string, { routingMethod, callsAgent }: BenchEvent): void {
  const { statusCode, body } = parse(response) as { statusCode?: unknown; body?: unknown };
  const answer = typeof body === "string" ? (parse(body) as Record<string, unknown>) : {};
  const isAnswered = typeof answer.answer === "string";
  if (statusCode !== 200 || answer.routing_method !== routingMethod || isAnswered !== callsAgent) {
    throw new Error(
      `expected status 200, routing_method "${routingMethod}" and ${callsAgent ? "an" : "no"} answer, found ${response}`,
    );
  }
}

/**
 * Checks that the runtime had nothing to say about its code cache: it says so when there is none, or V8 refuses it.
 *
 * @throws Error when it had
 */
export function checkCodeCache(output: string): void {
  const line = output.split("\n").find((each) => each.includes('"codeCache"') && each.includes('"WARN"'));
  if (line !== undefined) throw new Error(`expected the code cache to be used, found ${line}`);
}

function parse(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null ? value : {};
}
