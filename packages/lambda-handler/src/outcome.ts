import type { Explanation, RoutingDecision } from "@switchyard/router-core";
import type { Problem } from "./problem.ts";
import type { CheckedSession } from "./session-token.ts";

/** What a request came to. Durations are milliseconds. */
export type Outcome =
  | {
      readonly kind: "answered";
      /** What the agent said; undefined where decisions are all that is served, and the caller asks the agent. */
      readonly answer: string | undefined;
      /** Token with which the caller can follow up. */
      readonly session?: string;
      readonly decision: RoutingDecision;
      /** Given when the caller asked for it. For the caller alone: it quotes the query. */
      readonly explanation?: Explanation;
      readonly routingMs: number;
      /** Undefined when no agent was called. */
      readonly agentMs: number | undefined;
    }
  | {
      readonly kind: "agent-failed";
      readonly problem: Problem;
      /** For the log. */
      readonly detail: string;
      readonly decision: RoutingDecision;
      readonly routingMs: number;
      /** 0 when there was no time left to call it. */
      readonly agentMs: number;
    }
  | { readonly kind: "refused"; readonly problem: Problem }
  | { readonly kind: "crashed"; readonly problem: Problem };

/** What is true of a request whatever it came to. */
export interface RequestFacts {
  readonly method: string;
  /** The gateway's id: the one that its own errors and access log show. */
  readonly requestId: string;
  /** Lambda's id: the one that the function's START and REPORT lines show. */
  readonly lambdaRequestId: string;
  readonly functionVersion: string;
  /** What the session token was worth that came with the request; undefined when there was none. */
  readonly session?: CheckedSession;
  /** A caller waited for this environment to start. */
  readonly coldStart: boolean;
  readonly totalMs: number;
}
