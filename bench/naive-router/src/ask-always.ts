import {
  type CompiledTable,
  createLlmPrompt,
  type LlmClassifier,
  parseLlmDecision,
  type Router,
  type RoutingDecision,
} from "@switchyard/router-core";
import { longPrompt } from "./long-prompt.ts";

/** Routes each question by the language model, and by a prompt of more than 500 words: no rules, no cache. */
export function createAskAlways(table: CompiledTable, llm: LlmClassifier, nowMs: () => number): Router {
  const { agents, fallback } = table;
  const known = agents.map(({ id }) => id);
  const prompt = { ...createLlmPrompt(agents), system: longPrompt(agents) };
  return {
    route: async ({ text, agent }, { timeoutMs }) => {
      if (agent !== undefined && !known.includes(agent)) return { kind: "unknown-agent", agent, known };
      if (agent !== undefined) {
        return {
          kind: "routed",
          decision: { agent, method: "fast", step: "override", confidence: 1, reason: "The caller chose." },
        };
      }
      const startedMs = nowMs();
      const reply = await llm.classify({ ...prompt, query: text, timeoutMs });
      const durationMs = nowMs() - startedMs;
      const failed = (
        result: NonNullable<RoutingDecision["llm"]>["result"],
        usage: Usage,
      ): RoutingDecision => ({
        agent: fallback,
        method: "fallback",
        step: "fallback-agent",
        confidence: 0,
        reason: "The language model gave no usable answer.",
        llm: { result, durationMs, usage },
      });
      if (reply.kind === "failed") {
        return { kind: "routed", decision: failed(reply.reason, { inputTokens: 0, outputTokens: 0 }) };
      }
      const answer = parseLlmDecision(reply.toolInput, known);
      if (answer.kind === "invalid") return { kind: "routed", decision: failed("invalid", reply.usage) };
      const { confidence, reason } = answer;
      const llmOutcome = { result: "decided", durationMs, usage: reply.usage } as const;
      return {
        kind: "routed",
        decision: { agent: answer.agent, method: "llm", step: "llm", confidence, reason, llm: llmOutcome },
      };
    },
  };
}

type Usage = NonNullable<RoutingDecision["llm"]>["usage"];
