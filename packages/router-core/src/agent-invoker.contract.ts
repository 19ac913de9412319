import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AgentInvoker, AgentRequest } from "./ports.ts";

/** Makes the agent behind an adapter behave. Each call replaces the behaviour before it. */
export interface AgentOtherSide {
  /** Answers; gives back what the answer to `request` will be. */
  readonly succeed: (request: AgentRequest) => Promise<string> | string;
  /** Fails by its own fault: it throws. */
  readonly fail: () => Promise<void> | void;
  /** Returns something that is not an answer. */
  readonly talkGarbage: () => Promise<void> | void;
  readonly throttle: () => Promise<void> | void;
  readonly deny: () => Promise<void> | void;
  /** Answers every call with a server error before the agent is reached. */
  readonly breakDown: () => Promise<void> | void;
  /** Succeeds, after this time. */
  readonly succeedAfter: (delayMs: number) => Promise<void> | void;
}

export interface OpenedAgents {
  readonly invoker: AgentInvoker;
  /** Id of the agent that `otherSide` speaks for. */
  readonly agent: string;
  readonly otherSide: AgentOtherSide;
  readonly close: () => Promise<void> | void;
}

/** What the clean-up after a time-out may take on a busy machine. */
const SLACK_MS = 2_000;

/** Every adapter of `AgentInvoker` must pass this. */
export function agentInvokerContract(name: string, open: () => Promise<OpenedAgents> | OpenedAgents): void {
  describe(`${name} as an AgentInvoker`, () => {
    let opened: OpenedAgents;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    const ask = (timeoutMs = 5_000): AgentRequest => ({
      agent: opened.agent,
      query: "What are my AWS costs?",
      requestId: "0b4f1c9e-6d55-4a1c-9a53-0d3c5d0a7a11",
      timeoutMs,
    });
    const reasonOf = async (request: AgentRequest) => {
      const reply = await opened.invoker.invoke(request);
      return reply.kind === "failed" ? reply.reason : reply;
    };

    it("gives the agent's answer", async () => {
      const answer = await opened.otherSide.succeed(ask());
      expect(await opened.invoker.invoke(ask())).toEqual({ kind: "answered", answer });
    });

    it("says function-error when the agent fails", async () => {
      await opened.otherSide.fail();
      expect(await reasonOf(ask())).toBe("function-error");
    });

    it("says function-error when the agent returns no answer", async () => {
      await opened.otherSide.talkGarbage();
      expect(await reasonOf(ask())).toBe("function-error");
    });

    it("says throttled when the agent is throttled", async () => {
      await opened.otherSide.throttle();
      expect(await reasonOf(ask())).toBe("throttled");
    });

    it("says denied when the caller may not invoke the agent", async () => {
      await opened.otherSide.deny();
      expect(await reasonOf(ask())).toBe("denied");
    });

    it("says unavailable when the service is broken", async () => {
      await opened.otherSide.breakDown();
      expect(await reasonOf(ask())).toBe("unavailable");
    });

    it("says unavailable for an agent that is not there", async () => {
      expect(await reasonOf({ ...ask(), agent: "nobody" })).toBe("unavailable");
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
      await opened.otherSide.fail();
      expect(await reasonOf(ask())).toBe("function-error");
      const answer = await opened.otherSide.succeed(ask());
      expect(await reasonOf(ask())).toEqual({ kind: "answered", answer });
    });
  });
}
