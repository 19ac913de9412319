import type { RouteQuery, RouteResult, RoutingDecision } from "@switchyard/router-core";
import { createInMemoryAgents } from "@switchyard/router-core/testing";
import type { HandlerPorts, HandlerSettings, QueryEnvelope } from "../handler.ts";
import { createHandler } from "../handler.ts";
import { createSessionTokens } from "../session-token.ts";
import { postEvent } from "./gateway-event.ts";

/** Test support: the handler in a world that fits in memory. */

export const QUERY = "What are my AWS costs?";
const decision: RoutingDecision = {
  agent: "cost",
  method: "fast",
  step: "rules",
  confidence: 0.98,
  reason: 'Matched "aws costs".',
};

export interface World {
  readonly ports: HandlerPorts;
  readonly lines: string[];
  readonly routedWith: { query: RouteQuery; timeoutMs: number; explain?: true }[];
  readonly agents: ReturnType<typeof createInMemoryAgents>;
}

export const NOW_MS = 1_795_000_000_000;
/** What the sessions of stage `local` are made with, in tests that have any. */
export const SESSIONS = { stage: "local", keys: [Buffer.alloc(32, "k")], ttlMs: 1_800_000 };
export const NO_SESSIONS = createSessionTokens({ ...SESSIONS, keys: [] });

/** A world in which routing takes 2 ms, an agent 40 ms, and it is always the same moment in 2026. No sessions. */
export function world(
  routed: RouteResult | (() => Promise<RouteResult>) = { kind: "routed", decision },
): World {
  let clockMs = 1000;
  const lines: string[] = [];
  const routedWith: World["routedWith"] = [];
  const agents = createInMemoryAgents(["cost", "security"]);
  return {
    lines,
    routedWith,
    agents,
    ports: {
      route: async (query, options) => {
        routedWith.push({ query, ...options });
        clockMs += 2;
        return typeof routed === "function" ? routed() : routed;
      },
      agents: {
        invoke: async (request) => {
          clockMs += 40;
          return agents.invoker.invoke(request);
        },
      },
      sessions: NO_SESSIONS,
      writeLine: (line) => void lines.push(line),
      nowMs: () => NOW_MS,
      elapsedMs: () => clockMs,
    },
  };
}

export const settings: HandlerSettings = {
  stage: "local",
  llmTimeoutMs: 4000,
  agentTimeoutMs: 20_000,
  logQueries: false,
  initializationType: "on-demand",
  initDurationMs: () => 180,
};

const FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:router-7";

/** By way of the alias, unless the function is asked as `qualifier`. */
export const context = (remainingMs = 29_000, qualifier = ":live") => ({
  awsRequestId: "lambda-1",
  functionVersion: "12",
  invokedFunctionArn: `${FUNCTION_ARN}${qualifier}`,
  getRemainingTimeInMillis: () => remainingMs,
});

export async function ask(
  { ports }: World,
  event: QueryEnvelope = postEvent(JSON.stringify({ query: QUERY })),
  changes: Partial<HandlerSettings> = {},
  remainingMs?: number,
) {
  const response = await createHandler(ports, { ...settings, ...changes })(event, context(remainingMs));
  return { ...response, body: JSON.parse(response.body) };
}
