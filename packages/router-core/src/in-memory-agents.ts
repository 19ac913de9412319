import type { AgentFailure, AgentInvoker, AgentReply, AgentRequest } from "./ports.ts";

/** How one agent behaves from now on. */
export type AgentBehaviour =
  | { readonly kind: "answer"; readonly answer: string }
  | { readonly kind: "fail"; readonly reason: AgentFailure };

/** Agents that fit in memory. Their time is a number: nothing waits. */
export interface InMemoryAgents {
  readonly invoker: AgentInvoker;
  /** `latencyMs` is what an answer takes; longer than the request's time-out makes it a time-out. */
  readonly behave: (agent: string, behaviour: AgentBehaviour, latencyMs?: number) => void;
  /** Everything that was asked, oldest first. */
  readonly requests: readonly AgentRequest[];
}

/** Each agent answers with its name and the query until it is told otherwise. */
export function createInMemoryAgents(agents: readonly string[]): InMemoryAgents {
  const behaviours = new Map<string, { readonly behaviour: AgentBehaviour; readonly latencyMs: number }>();
  const requests: AgentRequest[] = [];
  const invoke = async (request: AgentRequest): Promise<AgentReply> => {
    requests.push(request);
    if (!agents.includes(request.agent)) {
      return failed("unavailable", `no agent "${request.agent}"; there are ${agents.join(", ")}`);
    }
    const told = behaviours.get(request.agent);
    if (told !== undefined && told.latencyMs > request.timeoutMs) {
      return failed("timeout", `no answer within ${request.timeoutMs} ms`);
    }
    switch (told?.behaviour.kind) {
      case undefined:
        return { kind: "answered", answer: `${request.agent} heard: ${request.query}` };
      case "answer":
        return { kind: "answered", answer: told.behaviour.answer };
      case "fail":
        return failed(told.behaviour.reason, `the agent was told to fail: ${told.behaviour.reason}`);
    }
  };
  return {
    requests,
    behave: (agent, behaviour, latencyMs = 0) => void behaviours.set(agent, { behaviour, latencyMs }),
    invoker: { invoke },
  };
}

function failed(reason: AgentFailure, message: string): AgentReply {
  return { kind: "failed", reason, message };
}
