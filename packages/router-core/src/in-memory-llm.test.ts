import { describe, expect, it } from "vitest";
import { createInMemoryLlm } from "./in-memory-llm.ts";
import { llmClassifierContract } from "./llm-classifier.contract.ts";
import { createLlmPrompt } from "./llm-prompt.ts";

llmClassifierContract("the in-memory model", () => {
  const { classifier, behave } = createInMemoryLlm();
  return {
    classifier,
    otherSide: {
      succeed: () => behave({ kind: "answer" }),
      chooseOutsideEnum: () => behave({ kind: "answer", agent: "root-shell" }),
      throttle: () => behave({ kind: "fail", reason: "throttled" }),
      deny: () => behave({ kind: "fail", reason: "denied" }),
      breakDown: () => behave({ kind: "fail", reason: "unavailable" }),
      talkInstead: () => behave({ kind: "fail", reason: "malformed" }),
      succeedAfter: (delayMs) => behave({ kind: "answer" }, delayMs),
    },
    close: () => undefined,
  };
});

describe("the in-memory model", () => {
  const request = {
    ...createLlmPrompt([{ id: "cost", description: "Money." }]),
    query: "why",
    timeoutMs: 500,
  };
  const usage = { inputTokens: 420, outputTokens: 35 };

  it("chooses the first agent, rather surely, until it is told otherwise", async () => {
    const { classifier, requests } = createInMemoryLlm();
    expect(requests).toEqual([]);
    expect(await classifier.classify(request)).toEqual({
      kind: "answered",
      toolInput: { agent: "cost", confidence: 0.9, reason: "It fits best." },
      usage,
    });
    expect(requests).toEqual([request]);
  });

  it("gives the tool any input", async () => {
    const { classifier, behave } = createInMemoryLlm();
    behave({ kind: "tool-input", toolInput: ["garbage"] });
    expect(await classifier.classify(request)).toEqual({ kind: "answered", toolInput: ["garbage"], usage });
  });

  it("fails in the way that it is told", async () => {
    const { classifier, behave } = createInMemoryLlm();
    behave({ kind: "fail", reason: "refused" });
    expect(await classifier.classify(request)).toEqual({
      kind: "failed",
      reason: "refused",
      message: "the model was told to fail: refused",
    });
    behave({ kind: "throw" });
    await expect(classifier.classify(request)).rejects.toThrow("this classifier breaks its promise");
  });

  it("is late when its time is longer than the request's", async () => {
    const { classifier, behave } = createInMemoryLlm();
    behave({ kind: "answer" }, 500);
    expect(await classifier.classify(request)).toMatchObject({ kind: "answered" });
    behave({ kind: "answer" }, 501);
    expect(await classifier.classify(request)).toEqual({
      kind: "failed",
      reason: "timeout",
      message: "no answer within 500 ms",
    });
    behave({ kind: "answer" });
    expect(await classifier.classify(request)).toMatchObject({ kind: "answered" });
  });

  it("needs an agent to choose", async () => {
    const { classifier } = createInMemoryLlm();
    const nobody = { ...request, ...createLlmPrompt([]) };
    await expect(classifier.classify(nobody)).rejects.toThrow("the tool's schema names no agent");
  });
});
