import { describe, expect, it } from "vitest";
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

describe("the in-memory agents", () => {
  const request = { agent: "cost", query: "why", requestId: "r-1", timeoutMs: 500 };

  it("answer with their name and the query until they are told otherwise, and remember what they heard", async () => {
    const { invoker, requests } = createInMemoryAgents(["cost"]);
    expect(requests).toEqual([]);
    expect(await invoker.invoke(request)).toEqual({ kind: "answered", answer: "cost heard: why" });
    expect(requests).toEqual([request]);
  });

  it("say who is there when nobody of the name is", async () => {
    const { invoker } = createInMemoryAgents(["cost", "security"]);
    expect(await invoker.invoke({ ...request, agent: "nobody" })).toEqual({
      kind: "failed",
      reason: "unavailable",
      message: 'no agent "nobody"; there are cost, security',
    });
  });

  it("fail in the way that they are told, each for itself", async () => {
    const { invoker, behave } = createInMemoryAgents(["cost", "security"]);
    behave("security", { kind: "fail", reason: "denied" });
    expect(await invoker.invoke({ ...request, agent: "security" })).toEqual({
      kind: "failed",
      reason: "denied",
      message: "the agent was told to fail: denied",
    });
    expect(await invoker.invoke(request)).toMatchObject({ kind: "answered" });
  });

  it("are late when their time is longer than the request's", async () => {
    const { invoker, behave } = createInMemoryAgents(["cost"]);
    behave("cost", { kind: "answer", answer: "42" }, 500);
    expect(await invoker.invoke(request)).toEqual({ kind: "answered", answer: "42" });
    behave("cost", { kind: "answer", answer: "42" }, 501);
    expect(await invoker.invoke(request)).toEqual({
      kind: "failed",
      reason: "timeout",
      message: "no answer within 500 ms",
    });
  });
});
