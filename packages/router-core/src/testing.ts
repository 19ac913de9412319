// For the tests of other packages. Not part of the core: the contracts bring in vitest.
export { type AgentOtherSide, agentInvokerContract, type OpenedAgents } from "./agent-invoker.contract.ts";
export { type AgentBehaviour, createInMemoryAgents, type InMemoryAgents } from "./in-memory-agents.ts";
export { createInMemoryLlm, type InMemoryLlm, type LlmBehaviour } from "./in-memory-llm.ts";
export { type LlmOtherSide, llmClassifierContract, type OpenedLlm } from "./llm-classifier.contract.ts";
