import { encodeEmf, type MetricKey, requestCostMicroDollars, SLOW_RESPONSE_MS } from "@switchyard/metrics";
import type { RoutingDecision } from "@switchyard/router-core";
import type { Config } from "./config.ts";

/** What a request came to. */
export interface Measured {
  readonly status: number;
  readonly decision: RoutingDecision | undefined;
  readonly timestampMs: number;
  readonly totalMs: number;
  readonly routingMs: number | undefined;
  readonly agentMs: number | undefined;
  readonly agentFailed: boolean;
  readonly coldStart: boolean;
  readonly initMs: number;
  readonly requestId: string;
  readonly functionVersion: string;
  readonly isDirect: boolean;
}

/** The same line as the shipped router's, so that both stand in one dashboard and one experiment. */
export function metricLine(measured: Measured, config: Config): string {
  const { decision, coldStart, functionVersion, requestId, status } = measured;
  const properties = {
    RequestId: requestId,
    Status: status,
    ColdStart: coldStart,
    ...(decision === undefined
      ? {}
      : { Agent: decision.agent, RoutingMethod: decision.method, RoutingStep: decision.step }),
  };
  if (measured.isDirect) {
    return JSON.stringify({ FunctionVersion: functionVersion, Direct: true, ...properties });
  }
  return encodeEmf(values(measured, config), {
    stage: config.SWITCHYARD_STAGE,
    functionVersion,
    timestampMs: measured.timestampMs,
    properties,
  });
}

function values(measured: Measured, config: Config): Partial<Record<MetricKey, number>> {
  const { status, decision, totalMs, routingMs, agentMs, coldStart, initMs } = measured;
  const llm = decision?.llm?.result === "circuit-open" ? undefined : decision?.llm;
  const { inputTokens = 0, outputTokens = 0 } = llm?.usage ?? {};
  return {
    requests: 1,
    responsesFast: Number(decision?.method === "fast"),
    responsesLlm: Number(decision?.method === "llm"),
    responsesFallback: Number(decision?.method === "fallback"),
    clientErrors: Number(status >= 400 && status < 500),
    errors: Number(status >= 500),
    hardFailures: Number(status === 500 || status === 502),
    slowResponses: Number(totalMs > SLOW_RESPONSE_MS),
    coldStarts: Number(coldStart),
    decisionCacheHits: Number(decision?.step === "decision-cache"),
    responseTime: totalMs,
    ...(coldStart ? { initDuration: initMs } : { warmResponseTime: totalMs }),
    ...(routingMs === undefined
      ? {}
      : { routingTime: routingMs, agentFailures: Number(measured.agentFailed) }),
    ...(agentMs === undefined ? {} : { agentTime: agentMs }),
    ...(llm === undefined
      ? {}
      : {
          llmCalls: 1,
          llmFailures: Number(llm.result !== "decided" && llm.result !== "unsure"),
          llmTime: llm.durationMs,
          llmInputTokens: inputTokens,
          llmOutputTokens: outputTokens,
        }),
    ...(config.SWITCHYARD_PRICES === undefined
      ? {}
      : {
          requestCost: requestCostMicroDollars(
            {
              memoryMb: config.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
              durationMs: totalMs,
              initMs: coldStart ? initMs : 0,
              inputTokens,
              outputTokens,
            },
            config.SWITCHYARD_PRICES,
          ),
        }),
  };
}
