import type { Prices } from "@switchyard/metrics";
import type { AgentInvoker, AgentReply, RouteQuery, RouteResult } from "@switchyard/router-core";
import type { APIGatewayProxyResult, Context } from "aws-lambda";
import { errorText } from "./error-text.ts";
import type { Outcome, RequestFacts } from "./outcome.ts";
import { agentProblem, INTERNAL_PROBLEM, unknownAgentProblem } from "./problem.ts";
import type { QueryEvent } from "./request.ts";
import { parseRequest } from "./request.ts";
import { respond } from "./response.ts";
import type { CheckedSession, SessionTokens } from "./session-token.ts";
import { telemetryLine } from "./telemetry.ts";

/** What the handler needs from the outside world. */
export interface HandlerPorts {
  readonly route: (
    query: RouteQuery,
    options: { readonly timeoutMs: number; readonly explain?: true },
  ) => Promise<RouteResult>;
  /**
   * The message of a failure goes into the log as it is: it quotes the query only where that may be logged. Undefined
   * where decisions are all that is served.
   */
  readonly agents: AgentInvoker | undefined;
  readonly sessions: SessionTokens;
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
  readonly initDurationMs: () => number;
  /** What requests are priced by; without it none is. */
  readonly cost?: { readonly prices: Prices; readonly memoryMb: number };
}

/** As the gateway sends it; whoever invokes the function directly may send any JSON in its place. */
export type QueryEnvelope = QueryEvent & { readonly requestContext?: { readonly requestId?: string } };
type InvocationContext = Pick<
  Context,
  "awsRequestId" | "functionVersion" | "invokedFunctionArn" | "getRemainingTimeInMillis"
> & {
  /** What our own runtime says about the code cache of this environment. */
  readonly codeCache?: string;
};
export type QueryHandler = (
  event: QueryEnvelope,
  context: InvocationContext,
) => Promise<APIGatewayProxyResult>;

/** Kept of an invocation's time, so that a late answer still becomes a response and a line in the log. */
const DEADLINE_MARGIN_MS = 500;

/** Safe in a header and in a log; the gateway's are UUIDs. */
const REQUEST_ID = /^[!-~]{1,128}$/;
const METHOD = /^[A-Za-z]{1,20}$/;
/** The ARN of a version by its number, where callers come by way of an alias. */
const VERSION_ARN = /:function:[^:]+:\d+$/;

/** Joins parsing, routing and the downstream call into one request handler. The handler never throws. */
export function createHandler(ports: HandlerPorts, settings: HandlerSettings): QueryHandler {
  let isFirstRequest = true;
  const secrecy = { mayQuote: settings.logQueries };

  return async (event, context) => {
    const startedMs = ports.elapsedMs();
    const timestampMs = ports.nowMs();
    const codeCache = isFirstRequest ? context.codeCache : undefined;
    const coldStart = isFirstRequest && settings.initializationType === "on-demand";
    isFirstRequest = false;

    const requestId = matching(REQUEST_ID, event?.requestContext?.requestId) ?? context.awsRequestId;
    let query: RouteQuery | undefined;
    let session: CheckedSession | undefined;
    let outcome: Outcome;
    try {
      const request = parseRequest(event);
      if (request.kind === "query") {
        query = request.query;
        if (request.session !== undefined) session = ports.sessions.check(request.session, timestampMs);
        if (session?.kind === "valid") query = { ...query, session: { lastAgent: session.lastAgent } };
        outcome = await answerQuery(ports, settings, { ...request, query }, requestId, context);
        // Never for a GET: the gateway may keep its answer, and would hand out a token of this moment for minutes.
        if (outcome.kind === "answered" && event.httpMethod === "POST") {
          outcome = withSession(outcome, ports.sessions.issue(outcome.decision.agent, timestampMs));
        }
      } else {
        outcome = { kind: "refused", problem: request.problem };
      }
    } catch (error) {
      outcome = { kind: "crashed", problem: INTERNAL_PROBLEM };
      writeSafely(ports, secrecy, () =>
        JSON.stringify({
          level: "ERROR",
          message: "A request ended in an unexpected error",
          requestId,
          lambdaRequestId: context.awsRequestId,
          error: errorText(error, secrecy),
        }),
      );
    }

    const facts: RequestFacts = {
      method: matching(METHOD, event?.httpMethod) ?? "unknown",
      requestId,
      lambdaRequestId: context.awsRequestId,
      functionVersion: context.functionVersion,
      ...(session === undefined ? {} : { session }),
      coldStart,
      totalMs: ports.elapsedMs() - startedMs,
    };
    writeSafely(ports, secrecy, () =>
      telemetryLine(outcome, facts, {
        stage: settings.stage,
        timestampMs,
        ...(coldStart ? { initDurationMs: settings.initDurationMs() } : {}),
        ...(codeCache === undefined ? {} : { codeCache }),
        ...(settings.cost === undefined ? {} : { cost: settings.cost }),
        ...(settings.logQueries && query !== undefined ? { query: query.text } : {}),
        isDirect: VERSION_ARN.test(context.invokedFunctionArn),
      }),
    );
    return respond(outcome, facts);
  };
}

async function answerQuery(
  ports: HandlerPorts,
  settings: HandlerSettings,
  { query, explain }: { readonly query: RouteQuery; readonly explain?: true },
  requestId: string,
  context: InvocationContext,
): Promise<Outcome> {
  const timeLeft = (limitMs: number) =>
    Math.floor(Math.min(limitMs, context.getRemainingTimeInMillis() - DEADLINE_MARGIN_MS));

  const routingStartedMs = ports.elapsedMs();
  const limits = { timeoutMs: Math.max(1, timeLeft(settings.llmTimeoutMs)) };
  const routed = await ports.route(query, explain === undefined ? limits : { ...limits, explain });
  const routingMs = ports.elapsedMs() - routingStartedMs;
  if (routed.kind === "unknown-agent") {
    return { kind: "refused", problem: unknownAgentProblem(routed.agent, routed.known) };
  }

  const { decision, explanation } = routed;
  const explained = explanation === undefined ? {} : { explanation };
  if (ports.agents === undefined) {
    return { kind: "answered", answer: undefined, agentMs: undefined, decision, routingMs, ...explained };
  }

  const { agent } = decision;
  const timeoutMs = timeLeft(settings.agentTimeoutMs);
  const agentStartedMs = ports.elapsedMs();
  const reply: AgentReply =
    timeoutMs > 0
      ? await ports.agents.invoke({ agent, query: query.text, requestId, timeoutMs })
      : { kind: "failed", reason: "timeout", message: "no time was left to call the agent" };
  const agentMs = ports.elapsedMs() - agentStartedMs;

  if (reply.kind === "answered") {
    return { kind: "answered", answer: reply.answer, decision, routingMs, agentMs, ...explained };
  }
  const detail = `${reply.reason}: ${reply.message}`;
  const problem = agentProblem(agent, reply.reason);
  return { kind: "agent-failed", problem, detail, decision, routingMs, agentMs };
}

function withSession(outcome: Extract<Outcome, { kind: "answered" }>, token: string | undefined): Outcome {
  return token === undefined ? outcome : { ...outcome, session: token };
}

/** A request that was served must not fail because its line could not be written. */
function writeSafely(ports: HandlerPorts, secrecy: { readonly mayQuote: boolean }, line: () => string): void {
  try {
    ports.writeLine(line());
  } catch (error) {
    try {
      ports.writeLine(
        JSON.stringify({ level: "ERROR", message: "A log line was lost", error: errorText(error, secrecy) }),
      );
    } catch {
      // The log itself is gone, and there is no other place to say so.
    }
  }
}

function matching(pattern: RegExp, value: unknown): string | undefined {
  return typeof value === "string" && pattern.test(value) ? value : undefined;
}
