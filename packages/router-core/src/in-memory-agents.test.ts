import { agentInvokerContract } from "./agent-invoker.contract.ts";
import { createInMemoryAgents } from "./in-memory-agents.ts";

agentInvokerContract("the in-memory agents", () => {
  const { invoker, behave } = createInMemoryAgents(["cost"]);
  return {
    invoker,
    agent: "cost",
    otherSide: {
      succeed: () => {
        behave("cost", { kind: "answer", answer: "It was 42 dollars." });
        return "It was 42 dollars.";
      },
      fail: () => behave("cost", { kind: "fail", reason: "function-error" }),
      talkGarbage: () => behave("cost", { kind: "fail", reason: "function-error" }),
      throttle: () => behave("cost", { kind: "fail", reason: "throttled" }),
      deny: () => behave("cost", { kind: "fail", reason: "denied" }),
      breakDown: () => behave("cost", { kind: "fail", reason: "unavailable" }),
      succeedAfter: (delayMs) => behave("cost", { kind: "answer", answer: "It was 42 dollars." }, delayMs),
    },
    close: () => undefined,
  };
});
