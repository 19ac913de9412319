import type { APIGatewayProxyResult } from "aws-lambda";
import type { Outcome, RequestFacts } from "./outcome.ts";
import type { Problem } from "./problem.ts";

/** The response to a request: an answer, or the one shape that all errors have. */
export function respond(outcome: Outcome, facts: RequestFacts): APIGatewayProxyResult {
  if (outcome.kind !== "answered") return problemResponse(outcome.problem, facts);

  const { answer, session, decision, explanation, routingMs, agentMs } = outcome;
  const body = {
    ...(answer === undefined ? {} : { answer }),
    agent: decision.agent,
    routing_method: decision.method,
    routing_step: decision.step,
    confidence: decision.confidence,
    reason: decision.reason,
    ...(decision.fast === undefined
      ? {}
      : { fast_path: { abstained: decision.fast.why, reason: decision.fast.reason } }),
    version: facts.functionVersion,
    cold_start: facts.coldStart,
    timings_ms: {
      routing: tidy(routingMs),
      ...(decision.llm === undefined ? {} : { llm: tidy(decision.llm.durationMs) }),
      ...(agentMs === undefined ? {} : { agent: tidy(agentMs) }),
      total: tidy(facts.totalMs),
    },
    request_id: facts.requestId,
    ...(session === undefined ? {} : { session }),
    ...(explanation === undefined ? {} : { explanation }),
  };
  // The gateway may keep a GET, under a key that holds the caller; nobody further out may do so for others.
  return respondWith(200, body, facts, { "cache-control": facts.method === "GET" ? "private" : "no-store" });
}

function problemResponse({ status, code, message, headers }: Problem, facts: RequestFacts) {
  const body = { error: { code, message, request_id: facts.requestId } };
  const { "retry-after": retryAfter, ...others } = headers;
  // The gateway may repeat the error of a GET for minutes, so the time to come back would be wrong.
  const comeBack = retryAfter === undefined || facts.method === "GET" ? {} : { "retry-after": retryAfter };
  return respondWith(status, body, facts, { ...others, ...comeBack, "cache-control": "no-store" });
}

function respondWith(
  statusCode: number,
  body: object,
  facts: RequestFacts,
  headers: Readonly<Record<string, string>>,
): APIGatewayProxyResult {
  return {
    statusCode,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "x-content-type-options": "nosniff",
      "x-request-id": facts.requestId,
      ...headers,
    },
    body: JSON.stringify(body),
    isBase64Encoded: false,
  };
}

/** Hundredths of a millisecond: enough for a fast path of microseconds to show as more than nothing. */
function tidy(ms: number): number {
  return Math.round(ms * 100) / 100;
}
