import type { QueryEnvelope } from "../handler.ts";

/** Test support: events as API Gateway's proxy integration sends them. */

export function postEvent(body: string | null, changes: Partial<QueryEnvelope> = {}): QueryEnvelope {
  return {
    httpMethod: "POST",
    path: "/query",
    resource: "/query",
    headers: { "Content-Type": "application/json" },
    body,
    isBase64Encoded: false,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    requestContext: { requestId: "gateway-1" },
    ...changes,
  };
}

export function getEvent(
  parameters: Readonly<Record<string, readonly string[]>>,
  changes: Partial<QueryEnvelope> = {},
): QueryEnvelope {
  const entries = Object.entries(parameters);
  return {
    ...postEvent(null),
    httpMethod: "GET",
    headers: {},
    queryStringParameters: Object.fromEntries(entries.map(([name, values]) => [name, values.at(-1)])),
    multiValueQueryStringParameters: Object.fromEntries(entries.map(([name, values]) => [name, [...values]])),
    ...changes,
  };
}
