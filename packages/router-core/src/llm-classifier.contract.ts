import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseLlmDecision } from "./llm-answer.ts";
import { createLlmPrompt } from "./llm-prompt.ts";
import type { LlmClassifier, LlmRequest } from "./ports.ts";

/** Makes the model behind an adapter behave. Each call replaces the behaviour before it. */
export interface LlmOtherSide {
  /** Chooses some agent of the enum. */
  readonly succeed: () => Promise<void> | void;
  /** Chooses an agent that the enum does not hold. */
  readonly chooseOutsideEnum: () => Promise<void> | void;
  readonly throttle: () => Promise<void> | void;
  readonly deny: () => Promise<void> | void;
  /** Answers every call with a server error. */
  readonly breakDown: () => Promise<void> | void;
  /** Answers, but without using the tool. */
  readonly talkInstead: () => Promise<void> | void;
  /** Succeeds, after this time. */
  readonly succeedAfter: (delayMs: number) => Promise<void> | void;
}

export interface OpenedLlm {
  readonly classifier: LlmClassifier;
  readonly otherSide: LlmOtherSide;
  readonly close: () => Promise<void> | void;
}

const AGENTS = [
  { id: "cost", description: "Bills, budgets and savings." },
  { id: "security", description: "Access, keys and findings." },
];
const IDS = AGENTS.map((agent) => agent.id);

/** What the clean-up after a time-out may take on a busy machine. */
const SLACK_MS = 2_000;

function ask(timeoutMs = 5_000): LlmRequest {
  return { ...createLlmPrompt(AGENTS), query: "why did we pay more in march", timeoutMs };
}

/** Every adapter of `LlmClassifier` must pass this. */
export function llmClassifierContract(name: string, open: () => Promise<OpenedLlm> | OpenedLlm): void {
  describe(`${name} as an LlmClassifier`, () => {
    let opened: OpenedLlm;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    const reasonOf = async (request: LlmRequest) => {
      const reply = await opened.classifier.classify(request);
      return reply.kind === "failed" ? reply.reason : reply;
    };

    it("gives the tool's input and the tokens that were used", async () => {
      await opened.otherSide.succeed();
      const reply = await opened.classifier.classify(ask());
      if (reply.kind !== "answered")
        throw new Error(`expected an answer, found ${reply.reason}: ${reply.message}`);
      const decision = parseLlmDecision(reply.toolInput, IDS);
      expect(decision.kind).toBe("decided");
      expect(reply.usage.inputTokens).toBeGreaterThan(0);
      expect(reply.usage.outputTokens).toBeGreaterThan(0);
    });

    it("hands an agent outside the enum on, so that the core can refuse it", async () => {
      await opened.otherSide.chooseOutsideEnum();
      const reply = await opened.classifier.classify(ask());
      if (reply.kind !== "answered")
        throw new Error(`expected an answer, found ${reply.reason}: ${reply.message}`);
      expect(parseLlmDecision(reply.toolInput, IDS).kind).toBe("invalid");
    });

    it("says throttled when the model throttles", async () => {
      await opened.otherSide.throttle();
      expect(await reasonOf(ask())).toBe("throttled");
    });

    it("says denied when the caller may not use the model", async () => {
      await opened.otherSide.deny();
      expect(await reasonOf(ask())).toBe("denied");
    });

    it("says unavailable when the service is broken", async () => {
      await opened.otherSide.breakDown();
      expect(await reasonOf(ask())).toBe("unavailable");
    });

    it("says malformed when the model does not use the tool", async () => {
      await opened.otherSide.talkInstead();
      expect(await reasonOf(ask())).toBe("malformed");
    });

    it("waits for an answer that is slow but in time", async () => {
      await opened.otherSide.succeedAfter(100);
      expect(await reasonOf(ask())).toMatchObject({ kind: "answered" });
    });

    it("says timeout, in time, when the answer takes too long", async () => {
      await opened.otherSide.succeedAfter(30_000);
      const startMs = performance.now();
      expect(await reasonOf(ask(300))).toBe("timeout");
      expect(performance.now() - startMs).toBeLessThan(300 + SLACK_MS);
    });

    it("answers again once the other side is well", async () => {
      await opened.otherSide.breakDown();
      expect(await reasonOf(ask())).toBe("unavailable");
      await opened.otherSide.succeed();
      expect(await reasonOf(ask())).toMatchObject({ kind: "answered" });
    });

    it("answers two questions at once", async () => {
      await opened.otherSide.succeed();
      const replies = await Promise.all([
        opened.classifier.classify(ask()),
        opened.classifier.classify(ask()),
      ]);
      expect(replies.map((reply) => reply.kind)).toEqual(["answered", "answered"]);
    });
  });
}
