import type { AgentInvoker, AgentReply, RouteQuery, RouteResult } from "@switchyard/router-core";
import type { APIGatewayProxyResult, Context } from "aws-lambda";
import type { Outcome, RequestFacts } from "./outcome.ts";
import { agentProblem, INTERNAL_PROBLEM, unknownAgentProblem } from "./problem.ts";
import { redactQuery } from "./redact.ts";
import type { QueryEvent } from "./request.ts";
import { parseRequest } from "./request.ts";
import { respond } from "./response.ts";
import { telemetryLine } from "./telemetry.ts";

/** What the handler needs from the outside world. */
export interface HandlerPorts {
  readonly route: (query: RouteQuery, limits: { readonly timeoutMs: number }) => Promise<RouteResult>;
  readonly agents: AgentInvoker;
  /** Writes one line to the function's log, as it is. */
  readonly writeLine: (line: string) => void;
  /** Epoch milliseconds. */
  readonly nowMs: () => number;
  /** Milliseconds that only ever grow, for durations. */
  readonly elapsedMs: () => number;
}

export interface HandlerSettings {
  readonly stage: string;
  readonly llmTimeoutMs: number;
  readonly agentTimeoutMs: number;
  readonly logQueries: boolean;
  /** Lambda's word for how this environment came to be; only `on-demand` makes a caller wait for it. */
  readonly initializationType: string | undefined;
  /** From the start of the process until it was ready for its first request. */
  readonly initDurationMs: number;
}

export type QueryEnvelope = QueryEvent & { readonly requestContext?: { readonly requestId?: string } };
type InvocationContext = Pick<Context, "awsRequestId" | "functionVersion" | "getRemainingTimeInMillis">;
export type QueryHandler = (
  event: QueryEnvelope,
  context: InvocationContext,
) => Promise<APIGatewayProxyResult>;

/** Kept of an invocation's time, so that a late answer still becomes a response and a line in the log. */
const DEADLINE_MARGIN_MS = 500;

/** Joins parsing, routing and the downstream call into one request handler. The handler never throws. */
export function createHandler(ports: HandlerPorts, settings: HandlerSettings): QueryHandler {
  let isFirstRequest = true;

  return async (event, context) => {
    const startedMs = ports.elapsedMs();
    const coldStart = isFirstRequest && settings.initializationType === "on-demand";
    isFirstRequest = false;

    const requestId = event?.requestContext?.requestId ?? context.awsRequestId;
    let query: RouteQuery | undefined;
    let outcome: Outcome;
    try {
      const request = parseRequest(event);
      if (request.kind === "query") {
        query = request.query;
        outcome = await answerQuery(ports, settings, query, requestId, context);
      } else {
        outcome = { kind: "refused", problem: request.problem };
      }
    } catch (error) {
      outcome = { kind: "crashed", problem: INTERNAL_PROBLEM };
      writeSafely(ports, () =>
        crashLine(error, requestId, context.awsRequestId, settings.logQueries ? undefined : query?.text),
      );
    }

    const facts: RequestFacts = {
      method: String(event?.httpMethod),
      requestId,
      lambdaRequestId: context.awsRequestId,
      functionVersion: context.functionVersion,
      coldStart,
      totalMs: ports.elapsedMs() - startedMs,
    };
    writeSafely(ports, () =>
      telemetryLine(outcome, facts, {
        stage: settings.stage,
        timestampMs: ports.nowMs(),
        ...(coldStart ? { initDurationMs: settings.initDurationMs } : {}),
        ...(settings.logQueries && query !== undefined ? { query: query.text } : {}),
      }),
    );
    return respond(outcome, facts);
  };
}

async function answerQuery(
  ports: HandlerPorts,
  settings: HandlerSettings,
  query: RouteQuery,
  requestId: string,
  context: InvocationContext,
): Promise<Outcome> {
  const timeLeft = (limitMs: number) =>
    Math.floor(Math.min(limitMs, context.getRemainingTimeInMillis() - DEADLINE_MARGIN_MS));

  const routingStartedMs = ports.elapsedMs();
  const routed = await ports.route(query, { timeoutMs: Math.max(1, timeLeft(settings.llmTimeoutMs)) });
  const routingMs = ports.elapsedMs() - routingStartedMs;
  if (routed.kind === "unknown-agent") {
    return { kind: "refused", problem: unknownAgentProblem(routed.agent, routed.known) };
  }

  const { decision } = routed;
  const { agent } = decision;
  const timeoutMs = timeLeft(settings.agentTimeoutMs);
  const agentStartedMs = ports.elapsedMs();
  const reply: AgentReply =
    timeoutMs > 0
      ? await ports.agents.invoke({ agent, query: query.text, requestId, timeoutMs })
      : { kind: "failed", reason: "timeout", message: "no time was left to call the agent" };
  const agentMs = ports.elapsedMs() - agentStartedMs;

  if (reply.kind === "answered") {
    return { kind: "answered", answer: reply.answer, decision, routingMs, agentMs };
  }
  const detail = `${reply.reason}: ${settings.logQueries ? reply.message : redactQuery(reply.message, query.text)}`;
  const problem = agentProblem(agent, reply.reason);
  return { kind: "agent-failed", problem, detail, decision, routingMs, agentMs };
}

/** @param secretQuery taken out of the message, where queries may not be logged */
function crashLine(
  error: unknown,
  requestId: string,
  lambdaRequestId: string,
  secretQuery: string | undefined,
): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : `thrown: ${String(error)}`;
  return JSON.stringify({
    level: "ERROR",
    message: "A request ended in an unexpected error",
    requestId,
    lambdaRequestId,
    error: secretQuery === undefined ? text : redactQuery(text, secretQuery),
  });
}

/** A request that was served must not fail because its line could not be written. */
function writeSafely(ports: HandlerPorts, line: () => string): void {
  try {
    ports.writeLine(line());
  } catch (error) {
    try {
      ports.writeLine(
        JSON.stringify({ level: "ERROR", message: "A log line was lost", error: String(error) }),
      );
    } catch {
      // The log itself is gone, and there is no other place to say so.
    }
  }
}
