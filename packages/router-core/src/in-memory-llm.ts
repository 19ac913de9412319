import type { LlmClassifier, LlmReply, LlmRequest } from "./ports.ts";

/** How the model on the other side behaves from now on. */
export type LlmBehaviour =
  /** Chooses `agent`, or the first of the enum, with this confidence. */
  | {
      readonly kind: "answer";
      readonly agent?: string;
      readonly confidence?: number;
      readonly reason?: string;
    }
  /** Gives the tool this very input, whatever the schema says. */
  | { readonly kind: "tool-input"; readonly toolInput: unknown }
  | { readonly kind: "fail"; readonly reason: Extract<LlmReply, { kind: "failed" }>["reason"] }
  /** Breaks the port's promise. */
  | { readonly kind: "throw" }
  /** Breaks it by silence. */
  | { readonly kind: "never-answer" };

/** A language model that fits in memory. Its time is a number: nothing waits. */
export interface InMemoryLlm {
  readonly classifier: LlmClassifier;
  /** `latencyMs` is what an answer takes; longer than the request's time-out makes it a time-out. */
  readonly behave: (behaviour: LlmBehaviour, latencyMs?: number) => void;
  /** Everything that was asked, oldest first. */
  readonly requests: readonly LlmRequest[];
}

export function createInMemoryLlm(): InMemoryLlm {
  let behaviour: LlmBehaviour = { kind: "answer" };
  let latencyMs = 0;
  const requests: LlmRequest[] = [];
  return {
    requests,
    behave: (next, nextLatencyMs = 0) => {
      behaviour = next;
      latencyMs = nextLatencyMs;
    },
    classifier: {
      classify: async (request) => {
        requests.push(request);
        if (latencyMs > request.timeoutMs) {
          return { kind: "failed", reason: "timeout", message: `no answer within ${request.timeoutMs} ms` };
        }
        return answer(behaviour, request);
      },
    },
  };
}

function answer(behaviour: LlmBehaviour, request: LlmRequest): LlmReply | Promise<LlmReply> {
  const usage = { inputTokens: 420, outputTokens: 35 };
  switch (behaviour.kind) {
    case "answer": {
      const { agent = firstAgent(request), confidence = 0.9, reason = "It fits best." } = behaviour;
      return { kind: "answered", toolInput: { agent, confidence, reason }, usage };
    }
    case "tool-input":
      return { kind: "answered", toolInput: behaviour.toolInput, usage };
    case "fail":
      return {
        kind: "failed",
        reason: behaviour.reason,
        message: `the model was told to fail: ${behaviour.reason}`,
      };
    case "throw":
      throw new Error("this classifier breaks its promise");
    case "never-answer":
      return new Promise(() => undefined);
  }
}

/** A model reads the enum in the tool's schema; so does this one. */
function firstAgent({ tool }: LlmRequest): string {
  const { properties } = tool.inputSchema as { properties: { agent: { enum: readonly string[] } } };
  const [first] = properties.agent.enum;
  if (first === undefined) throw new Error("the tool's schema names no agent");
  return first;
}
