import type { AgentFailure } from "@switchyard/router-core";

type ProblemCode =
  | "invalid_json"
  | "invalid_request"
  | "unknown_agent"
  | "query_too_long"
  | "not_found"
  | "method_not_allowed"
  | "payload_too_large"
  | "unsupported_media_type"
  | "internal_error"
  | "agent_failed"
  | "agent_throttled"
  | "agent_timeout";

/** Why a caller gets no answer, in the caller's terms. */
export interface Problem {
  readonly status: number;
  readonly code: ProblemCode;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Says nothing about the cause: that is for the log. */
export const INTERNAL_PROBLEM: Problem = {
  status: 500,
  code: "internal_error",
  message: "Something went wrong here. Quote the request id when you report it.",
  headers: {},
};

export function unknownAgentProblem(agent: string, known: readonly string[]): Problem {
  return {
    status: 400,
    code: "unknown_agent",
    message: `There is no agent ${JSON.stringify(agent)}. The agents are: ${known.join(", ")}.`,
    headers: {},
  };
}

/** A missing permission is our mistake, yet for the caller it is an agent that failed. */
export function agentProblem(agent: string, reason: AgentFailure): Problem {
  switch (reason) {
    case "function-error":
    case "unavailable":
    case "denied":
      return problem(502, "agent_failed", `The agent "${agent}" failed.`);
    case "throttled":
      return problem(503, "agent_throttled", `The agent "${agent}" is busy. Try again in a moment.`, {
        "retry-after": "1",
      });
    case "timeout":
      return problem(504, "agent_timeout", `The agent "${agent}" did not answer in time.`);
  }
}

function problem(
  status: number,
  code: ProblemCode,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Problem {
  return { status, code, message, headers };
}
