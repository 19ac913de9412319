import { createInMemoryLlm } from "./in-memory-llm.ts";
import { llmClassifierContract } from "./llm-classifier.contract.ts";

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
