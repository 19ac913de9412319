/** What the router needs from the outside world. Times are milliseconds. */

/** The one tool that the model is forced to call. */
export interface LlmTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the tool's input; its `agent` enum is exactly the configured agents. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

export interface LlmRequest {
  /** At most 50 words. */
  readonly system: string;
  readonly query: string;
  readonly tool: LlmTool;
  readonly maxTokens: number;
  /** Sent only to models that accept one. */
  readonly temperature: number;
  /** For the whole call, retries included. */
  readonly timeoutMs: number;
}

export interface LlmUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export type LlmFailure = "timeout" | "throttled" | "unavailable" | "denied" | "refused" | "malformed";

export type LlmReply =
  /** `toolInput` is what the model gave the tool: not to be trusted before `parseLlmDecision`. */
  | { readonly kind: "answered"; readonly toolInput: unknown; readonly usage: LlmUsage }
  | { readonly kind: "failed"; readonly reason: LlmFailure; readonly message: string };

/** Asks a language model. Never throws: what goes wrong is a reply. */
export interface LlmClassifier {
  readonly classify: (request: LlmRequest) => Promise<LlmReply>;
}

export interface AgentRequest {
  readonly agent: string;
  readonly query: string;
  readonly requestId: string;
  readonly timeoutMs: number;
}

export type AgentFailure = "function-error" | "timeout" | "throttled" | "unavailable" | "denied";

export type AgentReply =
  | { readonly kind: "answered"; readonly answer: string }
  | { readonly kind: "failed"; readonly reason: AgentFailure; readonly message: string };

/** Calls a downstream agent. Never throws: what goes wrong is a reply. */
export interface AgentInvoker {
  readonly invoke: (request: AgentRequest) => Promise<AgentReply>;
}
