import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { createRouter, DEFAULT_ROUTER_CONFIG, type RoutingDecision } from "@switchyard/router-core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { createAgents } from "./agents.ts";
import { createAskAlways } from "./ask-always.ts";
import { readConfig } from "./config.ts";
import { createLanguageModel } from "./language-model.ts";
import { metricLine } from "./metrics.ts";
import { parseRequest } from "./request.ts";
import { readModelJson, readRoutesJson } from "./saved-json.ts";

// A router as most would write it at first, and as most tutorials do: every client at the top of the module, a schema
// library for whatever comes in, the model as JSON, node_modules as they were installed. What the shipped router does
// otherwise is measured against this. The decisions are the same: they come from the same core.

const config = readConfig(process.env);
const lambda = new LambdaClient({ maxAttempts: 2 });
const bedrock = new BedrockRuntimeClient({ maxAttempts: 2 });
const routes = readRoutesJson();
const model = readModelJson();

const llm = createLanguageModel(bedrock, config.SWITCHYARD_MODEL_ID);
const nowMs = () => performance.now();
const router =
  config.NAIVE_FAST_PATH === "on"
    ? createRouter({ routes, model, llm, nowMs, config: DEFAULT_ROUTER_CONFIG })
    : createAskAlways(routes.table, llm, nowMs);
const agents =
  config.SWITCHYARD_SERVES === "answers" ? createAgents(lambda, config.SWITCHYARD_AGENTS ?? {}) : undefined;
const initMs = nowMs();
let isFirst = true;

interface Result {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly decision?: RoutingDecision;
  readonly routingMs?: number;
  readonly agentMs?: number;
  readonly agentFailed?: boolean;
}

export const handler = async (
  event: APIGatewayProxyEvent,
  context: Context,
): Promise<APIGatewayProxyResult> => {
  const startedMs = nowMs();
  const timestampMs = Date.now();
  const coldStart = isFirst && config.AWS_LAMBDA_INITIALIZATION_TYPE === "on-demand";
  isFirst = false;
  const requestId = event.requestContext?.requestId ?? context.awsRequestId;

  const result = await answer(event, requestId);
  const totalMs = nowMs() - startedMs;
  const { status, decision, routingMs, agentMs, agentFailed = false } = result;
  const line = metricLine(
    {
      status,
      decision,
      timestampMs,
      totalMs,
      routingMs,
      agentMs,
      agentFailed,
      coldStart,
      initMs,
      requestId,
      functionVersion: context.functionVersion,
      isDirect: /:function:[^:]+:\d+$/.test(context.invokedFunctionArn),
    },
    config,
  );
  process.stdout.write(`${line}\n`);
  const served =
    status === 200
      ? {
          ...result.body,
          version: context.functionVersion,
          cold_start: coldStart,
          timings_ms: { routing: routingMs, agent: agentMs, total: totalMs },
          request_id: requestId,
        }
      : { error: { ...result.body, request_id: requestId } };
  return {
    statusCode: status,
    headers: { "content-type": "application/json; charset=utf-8", "x-request-id": requestId },
    body: JSON.stringify(served),
  };
};

async function answer(event: APIGatewayProxyEvent, requestId: string): Promise<Result> {
  const asked = parseRequest(event);
  if (asked.kind === "refused") {
    return { status: asked.status, body: { code: asked.code, message: asked.message } };
  }
  const routingStartedMs = nowMs();
  const { text, agent, explain } = asked;
  const routed = await router.route(agent === undefined ? { text } : { text, agent }, {
    timeoutMs: config.SWITCHYARD_LLM_TIMEOUT_MS,
    explain,
  });
  const routingMs = nowMs() - routingStartedMs;
  if (routed.kind === "unknown-agent") {
    return { status: 400, body: { code: "unknown_agent", message: `Agents: ${routed.known.join(", ")}.` } };
  }
  const { decision, explanation } = routed;
  const body = {
    agent: decision.agent,
    routing_method: decision.method,
    routing_step: decision.step,
    confidence: decision.confidence,
    reason: decision.reason,
    ...(explanation === undefined ? {} : { explanation }),
  };
  if (agents === undefined) return { status: 200, body, decision, routingMs };

  const agentStartedMs = nowMs();
  const timeoutMs = config.SWITCHYARD_AGENT_TIMEOUT_MS;
  const reply = await agents.invoke({ agent: decision.agent, query: text, requestId, timeoutMs });
  const agentMs = nowMs() - agentStartedMs;
  if (reply.kind === "answered") {
    return { status: 200, body: { answer: reply.answer, ...body }, decision, routingMs, agentMs };
  }
  const [status, code] = PROBLEMS[reply.reason];
  const message = `The agent "${decision.agent}" failed.`;
  return { status, body: { code, message }, decision, routingMs, agentMs, agentFailed: true };
}

const PROBLEMS = {
  "function-error": [502, "agent_failed"],
  unavailable: [502, "agent_failed"],
  denied: [502, "agent_failed"],
  throttled: [503, "agent_throttled"],
  timeout: [504, "agent_timeout"],
} as const;
