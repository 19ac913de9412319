import type { EmfProperty, MetricKey, Prices } from "@switchyard/metrics";
import { encodeEmf, requestCostMicroDollars, SLOW_RESPONSE_MS } from "@switchyard/metrics";
import type { LlmOutcome, RoutingDecision } from "@switchyard/router-core";
import type { Outcome, RequestFacts } from "./outcome.ts";

export interface TelemetryContext {
  readonly stage: string;
  /** When the request began: Lambda stamps its own metrics so, and versions are compared minute by minute. */
  readonly timestampMs: number;
  /** Given with the one request that an environment's start is reported with. */
  readonly initDurationMs?: number;
  /** Given with the first request of an environment: whether its code came out of the code cache. */
  readonly codeCache?: string;
  /** Given where the stage states its prices. */
  readonly cost?: { readonly prices: Prices; readonly memoryMb: number };
  /** Given only where query text may be logged. */
  readonly query?: string;
  /**
   * The version was called by its own number, past the alias: a smoke query, or somebody who tries it. Such a call is in
   * the log and in no metric, for versions are compared by the requests that the alias dealt out.
   */
  readonly isDirect?: boolean;
}

/** The one line of a request: in CloudWatch's embedded metric format, unless nothing is to be measured. */
export function telemetryLine(outcome: Outcome, facts: RequestFacts, context: TelemetryContext): string {
  if (context.isDirect === true) {
    const { functionVersion: FunctionVersion } = facts;
    return JSON.stringify({ FunctionVersion, Direct: true, ...properties(outcome, facts, context) });
  }
  return encodeEmf(
    {
      ...requestMetrics(outcome, facts),
      ...routingMetrics(outcome),
      ...sessionMetrics(outcome, facts),
      ...(context.initDurationMs === undefined ? {} : { initDuration: context.initDurationMs }),
      ...costMetrics(outcome, facts, context),
    },
    {
      stage: context.stage,
      functionVersion: facts.functionVersion,
      timestampMs: context.timestampMs,
      properties: properties(outcome, facts, context),
    },
  );
}

type Values = Partial<Record<MetricKey, number>>;

function requestMetrics(outcome: Outcome, facts: RequestFacts): Values {
  const status = outcome.kind === "answered" ? 200 : outcome.problem.status;
  const method = routed(outcome)?.method;
  return {
    requests: 1,
    responsesFast: count(method === "fast"),
    responsesLlm: count(method === "llm"),
    responsesFallback: count(method === "fallback"),
    clientErrors: count(status >= 400 && status < 500),
    errors: count(status >= 500),
    hardFailures: count(status === 500 || status === 502),
    slowResponses: count(facts.totalMs > SLOW_RESPONSE_MS),
    coldStarts: count(facts.coldStart),
    decisionCacheHits: count(routed(outcome)?.step === "decision-cache"),
    responseTime: facts.totalMs,
    ...(facts.coldStart ? {} : { warmResponseTime: facts.totalMs }),
  };
}

function routingMetrics(outcome: Outcome): Values {
  if (outcome.kind === "refused" || outcome.kind === "crashed") return {};
  return {
    routingTime: outcome.routingMs,
    ...(outcome.agentMs === undefined ? {} : { agentTime: outcome.agentMs }),
    agentFailures: count(outcome.kind === "agent-failed"),
    ...llmMetrics(outcome.decision.llm),
  };
}

function sessionMetrics(outcome: Outcome, { session }: RequestFacts): Values {
  if (session === undefined) return {};
  return {
    followUps: count(routed(outcome)?.step === "follow-up"),
    sessionsRejected: count(session.kind === "rejected"),
  };
}

function llmMetrics(llm: LlmOutcome | undefined): Values {
  // An open circuit means that nobody was called: there is no time, no failure and no token to count.
  if (llm === undefined || llm.result === "circuit-open") return {};
  return {
    llmCalls: 1,
    llmFailures: count(llm.result !== "decided" && llm.result !== "unsure"),
    llmTime: llm.durationMs,
    llmInputTokens: llm.usage.inputTokens,
    llmOutputTokens: llm.usage.outputTokens,
  };
}

function costMetrics(
  outcome: Outcome,
  facts: RequestFacts,
  { cost, initDurationMs }: TelemetryContext,
): Values {
  if (cost === undefined) return {};
  const { inputTokens, outputTokens } = routed(outcome)?.llm?.usage ?? NO_TOKENS;
  const use = {
    memoryMb: cost.memoryMb,
    durationMs: facts.totalMs,
    initMs: initDurationMs ?? 0,
    inputTokens,
    outputTokens,
  };
  return { requestCost: requestCostMicroDollars(use, cost.prices) };
}

const NO_TOKENS = { inputTokens: 0, outputTokens: 0 };

function properties(outcome: Outcome, facts: RequestFacts, context: TelemetryContext) {
  return {
    RequestId: facts.requestId,
    LambdaRequestId: facts.lambdaRequestId,
    Method: facts.method,
    Status: outcome.kind === "answered" ? 200 : outcome.problem.status,
    ErrorCode: outcome.kind === "answered" ? undefined : outcome.problem.code,
    Agent: routed(outcome)?.agent,
    RoutingMethod: routed(outcome)?.method,
    RoutingStep: routed(outcome)?.step,
    Confidence: routed(outcome)?.confidence,
    // Not the sentence: it may hold words of the query.
    FastPathAbstained: routed(outcome)?.fast?.why,
    FastPathGuess: routed(outcome)?.fast?.guess?.agent,
    FastPathProbability: routed(outcome)?.fast?.guess?.confidence,
    LlmResult: routed(outcome)?.llm?.result,
    SessionRejection: facts.session?.kind === "rejected" ? facts.session.reason : undefined,
    ColdStart: facts.coldStart,
    CodeCache: context.codeCache,
    Detail: outcome.kind === "agent-failed" ? outcome.detail : undefined,
    Query: context.query,
  } satisfies Record<string, EmfProperty | undefined>;
}

function routed(outcome: Outcome): RoutingDecision | undefined {
  return outcome.kind === "answered" || outcome.kind === "agent-failed" ? outcome.decision : undefined;
}

function count(happened: boolean): number {
  return happened ? 1 : 0;
}
