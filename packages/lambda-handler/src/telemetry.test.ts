import type { LlmOutcome, RoutingDecision } from "@switchyard/router-core";
import { describe, expect, it } from "vitest";
import type { Outcome, RequestFacts } from "./outcome.ts";
import { agentProblem, INTERNAL_PROBLEM } from "./problem.ts";
import { telemetryLine } from "./telemetry.ts";

const facts: RequestFacts = {
  method: "POST",
  requestId: "gateway-1",
  lambdaRequestId: "lambda-1",
  functionVersion: "12",
  coldStart: false,
  totalMs: 50,
};
const context = { stage: "local", timestampMs: 1_795_000_000_000 };
const usage = { inputTokens: 210, outputTokens: 30 };

function decisionBy(method: RoutingDecision["method"], llm?: LlmOutcome): RoutingDecision {
  const decision = { agent: "cost", method, step: "rules", confidence: 0.9, reason: "r" } as const;
  return llm === undefined ? decision : { ...decision, llm };
}

const answered = (decision: RoutingDecision): Outcome => ({
  kind: "answered",
  answer: "a",
  decision,
  routingMs: 3,
  agentMs: 40,
});

/** The line without the declaration of its metrics. */
function lineOf(outcome: Outcome, changes: Partial<RequestFacts> = {}, more = {}): Record<string, unknown> {
  const { _aws, ...members } = JSON.parse(
    telemetryLine(outcome, { ...facts, ...changes }, { ...context, ...more }),
  );
  return members;
}

const zeroes = {
  ResponsesFast: 0,
  ResponsesLlm: 0,
  ResponsesFallback: 0,
  ClientErrors: 0,
  Errors: 0,
  HardFailures: 0,
  SlowResponses: 0,
  ColdStarts: 0,
  DecisionCacheHits: 0,
};
const common = {
  Stage: "local",
  FunctionVersion: "12",
  Requests: 1,
  ResponseTime: 50,
  WarmResponseTime: 50,
  RequestId: "gateway-1",
  LambdaRequestId: "lambda-1",
  Method: "POST",
  ColdStart: false,
};

describe("telemetryLine", () => {
  it("counts a fast answer, and says nothing of a model", () => {
    expect(lineOf(answered(decisionBy("fast")))).toEqual({
      ...common,
      ...zeroes,
      ResponsesFast: 1,
      RoutingTime: 3,
      AgentTime: 40,
      AgentFailures: 0,
      Status: 200,
      Agent: "cost",
      RoutingMethod: "fast",
      RoutingStep: "rules",
      Confidence: 0.9,
    });
  });

  it("counts a model's call with its time and tokens", () => {
    const decision = decisionBy("llm", { result: "decided", durationMs: 420, usage });
    expect(lineOf(answered(decision))).toMatchObject({
      ResponsesLlm: 1,
      LlmCalls: 1,
      LlmFailures: 0,
      LlmTime: 420,
      LlmInputTokens: 210,
      LlmOutputTokens: 30,
      LlmResult: "decided",
    });
  });

  it.each([
    ["decided", 0],
    ["unsure", 0],
    ["invalid", 1],
    ["timeout", 1],
    ["throttled", 1],
    ["unavailable", 1],
    ["denied", 1],
    ["refused", 1],
    ["malformed", 1],
  ] as const)("holds a model's call that was %s for %i failures", (result, failures) => {
    const decision = decisionBy("fallback", { result, durationMs: 9, usage });
    expect(lineOf(answered(decision))).toMatchObject({ ResponsesFallback: 1, LlmFailures: failures });
  });

  it("counts no call when the circuit was open", () => {
    const line = lineOf(answered(decisionBy("fallback", { result: "circuit-open", durationMs: 0, usage })));
    expect(line).not.toHaveProperty("LlmCalls");
    expect(line).not.toHaveProperty("LlmTime");
    expect(line).toMatchObject({ LlmResult: "circuit-open" });
  });

  it("counts a remembered decision", () => {
    const decision: RoutingDecision = { ...decisionBy("llm"), step: "decision-cache" };
    expect(lineOf(answered(decision))).toMatchObject({ DecisionCacheHits: 1, ResponsesLlm: 1 });
  });

  it("says why the fast path abstained, and not in words that may be the query's", () => {
    const fast = { why: "unsure", reason: 'Near "jane doe".' } as const;
    const line = lineOf(answered({ ...decisionBy("llm"), fast }));
    expect(line).toMatchObject({ FastPathAbstained: "unsure" });
    expect(JSON.stringify(line)).not.toContain("jane");
  });

  it("says what the fast path would have answered, and how sure it was", () => {
    const guess = { agent: "cost", confidence: 0.41, reason: 'Near "jane doe".' };
    const fast = { why: "unsure", reason: "r", guess } as const;
    const line = lineOf(answered({ ...decisionBy("llm"), agent: "security", fast }));
    expect(line).toMatchObject({ Agent: "security", FastPathGuess: "cost", FastPathProbability: 0.41 });
    expect(JSON.stringify(line)).not.toContain("jane");
    expect(lineOf(answered(decisionBy("fast")))).not.toHaveProperty("FastPathGuess");
  });

  it.each([
    ["a follow-up", { kind: "valid", lastAgent: "cost" }, "follow-up", { FollowUps: 1, SessionsRejected: 0 }],
    [
      "another question",
      { kind: "valid", lastAgent: "cost" },
      "rules",
      { FollowUps: 0, SessionsRejected: 0 },
    ],
    [
      "a forged token",
      { kind: "rejected", reason: "forged" },
      "rules",
      { FollowUps: 0, SessionsRejected: 1, SessionRejection: "forged" },
    ],
    [
      "an expired token",
      { kind: "rejected", reason: "expired" },
      "llm",
      { FollowUps: 0, SessionsRejected: 1, SessionRejection: "expired" },
    ],
  ] as const)("counts %s where a session token was sent", (_, session, step, expected) => {
    const line = lineOf(answered({ ...decisionBy("fast"), step }), { session });
    expect(line).toMatchObject(expected);
  });

  it("counts the token of a request that was refused in the end", () => {
    const problem = { status: 400, code: "unknown_agent", message: "m", headers: {} } as const;
    const session = { kind: "rejected", reason: "malformed" } as const;
    expect(lineOf({ kind: "refused", problem }, { session })).toMatchObject({
      FollowUps: 0,
      SessionsRejected: 1,
      SessionRejection: "malformed",
    });
  });

  it.each([
    ["function-error", 502, 1],
    ["denied", 502, 1],
    ["unavailable", 502, 1],
    ["throttled", 503, 0],
    ["timeout", 504, 0],
  ] as const)("counts an agent's %s as an error, and as %i with %i hard failures", (reason, status, hard) => {
    const outcome: Outcome = {
      kind: "agent-failed",
      problem: agentProblem("cost", reason),
      detail: "why",
      decision: decisionBy("fast"),
      routingMs: 3,
      agentMs: 7,
    };
    expect(lineOf(outcome)).toMatchObject({
      Errors: 1,
      HardFailures: hard,
      AgentFailures: 1,
      AgentTime: 7,
      ResponsesFast: 1,
      Status: status,
      Detail: "why",
    });
  });

  it("counts a crash as a hard failure", () => {
    expect(lineOf({ kind: "crashed", problem: INTERNAL_PROBLEM })).toEqual({
      ...common,
      ...zeroes,
      Errors: 1,
      HardFailures: 1,
      Status: 500,
      ErrorCode: "internal_error",
    });
  });

  it("counts a refusal as the caller's error", () => {
    const problem = { status: 413, code: "payload_too_large", message: "m", headers: {} } as const;
    expect(lineOf({ kind: "refused", problem })).toEqual({
      ...common,
      ...zeroes,
      ClientErrors: 1,
      Status: 413,
      ErrorCode: "payload_too_large",
    });
  });

  it("counts a response as slow from just above 30 s", () => {
    expect(lineOf(answered(decisionBy("fast")), { totalMs: 30_000 })).toMatchObject({ SlowResponses: 0 });
    expect(lineOf(answered(decisionBy("fast")), { totalMs: 30_000.1 })).toMatchObject({ SlowResponses: 1 });
  });

  it("reports a cold start with its duration, and a query where it is given one", () => {
    const line = lineOf(
      answered(decisionBy("fast")),
      { coldStart: true },
      { initDurationMs: 181.5, query: "q" },
    );
    expect(line).toMatchObject({ ColdStarts: 1, ColdStart: true, InitDuration: 181.5, Query: "q" });
    expect(line).not.toHaveProperty("WarmResponseTime");
  });

  it("prices a request by what it took, its environment's start and its tokens", () => {
    const prices = {
      gbSecondMicroDollars: 10,
      requestMicroDollars: 0.25,
      inputTokenMicroDollars: 0.5,
      outputTokenMicroDollars: 2,
    };
    const cost = { prices, memoryMb: 512 };
    const llm = { result: "decided", durationMs: 420, usage } as const;
    // 0.05 s of half a GB, the fee; then 210 tokens in and 30 out; then 0.2 s of starting.
    expect(lineOf(answered(decisionBy("fast")), {}, { cost })).toMatchObject({ RequestCost: 0.5 });
    expect(lineOf(answered(decisionBy("llm", llm)), {}, { cost })).toMatchObject({ RequestCost: 165.5 });
    expect(
      lineOf(answered(decisionBy("fast")), { coldStart: true }, { cost, initDurationMs: 199.5 }),
    ).toMatchObject({ RequestCost: 1.5 });
  });
});
