/** Test support: lines of the router's log, as it writes them. */

export interface LoggedRequest {
  readonly query?: string | undefined;
  readonly agent?: string;
  readonly confidence?: number;
  readonly step?: string;
  readonly atMs?: number;
}

export function requestLine({
  query,
  agent = "cost",
  confidence = 0.9,
  step = "llm",
  atMs = 1,
}: LoggedRequest): string {
  return JSON.stringify({
    _aws: { Timestamp: atMs },
    FunctionVersion: "1",
    RequestId: "r-1",
    Method: "POST",
    Status: 200,
    Agent: agent,
    RoutingStep: step,
    Confidence: confidence,
    Query: query,
  });
}
