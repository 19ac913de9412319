import { agentInvokerContract } from "@switchyard/router-core/testing";
import { afterEach, describe, expect, it } from "vitest";
import { createLambdaAgents } from "./lambda-agents.ts";
import type { LoopbackAws, ScriptedReply } from "./testdata/loopback-aws.ts";
import { awsErrorReply, json, startLoopbackAws } from "./testdata/loopback-aws.ts";
import { loopbackEnvironment, SENDERS } from "./testdata/senders.ts";

const COST = "arn:aws:lambda:us-east-1:123456789012:function:cost:live";
const agents = new Map([["cost", COST]]);
const request = { agent: "cost", query: "What are my AWS costs?", requestId: "r-1", timeoutMs: 5000 };

const functionError = (errorType: string, errorMessage: string) =>
  json(200, { errorType, errorMessage, trace: [] }, { "x-amz-function-error": "Unhandled" });
const throttled = json(
  429,
  { Reason: "ConcurrentInvocationLimitExceeded", Type: "User", message: "Rate Exceeded." },
  { "x-amzn-errortype": "TooManyRequestsException" },
);

const PAUSE_ASKED_FOR = json(
  429,
  { message: "Rate Exceeded." },
  { "x-amzn-errortype": "TooManyRequestsException", "retry-after": "1" },
);

const open: LoopbackAws[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

describe.each(SENDERS)("agents by %s", (name, openSender) => {
  async function agentsOver(script: (index: number) => ScriptedReply, mayQuote = false) {
    const aws = await startLoopbackAws((_, index) => script(index));
    open.push(aws);
    const { invoke } = openSender(loopbackEnvironment(aws.url));
    return { aws, invoke, invoker: createLambdaAgents({ invoke, agents, mayQuote }) };
  }

  agentInvokerContract(`the Lambda adapter by ${name}`, async () => {
    let reply: ScriptedReply = json(200, { answer: "42 dollars." });
    let delayMs = 0;
    const timers: NodeJS.Timeout[] = [];
    const aws = await startLoopbackAws(() =>
      delayMs === 0
        ? reply
        : { kind: "later", reply, after: (send) => void timers.push(setTimeout(send, delayMs)) },
    );
    const { invoke, close } = openSender(loopbackEnvironment(aws.url));
    const behave = (next: ScriptedReply, nextDelayMs = 0) => {
      reply = next;
      delayMs = nextDelayMs;
    };
    return {
      invoker: createLambdaAgents({ invoke, agents, mayQuote: false }),
      agent: "cost",
      otherSide: {
        succeed: () => {
          behave(json(200, { answer: "42 dollars." }));
          return "42 dollars.";
        },
        fail: () => behave(functionError("Error", "boom")),
        talkGarbage: () => behave({ kind: "reply", status: 200, body: "hello" }),
        throttle: () => behave(throttled),
        deny: () => behave(awsErrorReply(403, "AccessDeniedException", "not authorized")),
        breakDown: () => behave(awsErrorReply(500, "ServiceException", "Oops")),
        succeedAfter: (ms) => behave(json(200, { answer: "42 dollars." }), ms),
      },
      close: async () => {
        for (const timer of timers) clearTimeout(timer);
        close();
        await aws.close();
      },
    };
  });

  describe("createLambdaAgents", () => {
    it("invokes the agent's function and waits for its answer", async () => {
      const { aws, invoker } = await agentsOver(() => json(200, { answer: "42 dollars." }));
      expect(await invoker.invoke(request)).toEqual({ kind: "answered", answer: "42 dollars." });
      const [received] = aws.received;
      expect(received?.path).toBe(`/2015-03-31/functions/${COST}/invocations`);
      expect(received?.headers["x-amz-invocation-type"]).toBe("RequestResponse");
      expect(JSON.parse(received?.body ?? "")).toEqual({
        agent: "cost",
        query: "What are my AWS costs?",
        request_id: "r-1",
      });
    });

    it("keeps its connection for the next call", async () => {
      const { aws, invoker } = await agentsOver(() => json(200, { answer: "a" }));
      await invoker.invoke(request);
      await invoker.invoke(request);
      expect(aws.received).toHaveLength(2);
      expect(aws.received[1]?.remotePort).toBe(aws.received[0]?.remotePort);
    });

    it.each([
      "",
      "null",
      '"text"',
      '["answer"]',
      "{}",
      '{"answer":""}',
      '{"answer":"  "}',
      '{"answer":7}',
      '{"answer":null}',
      '{"answer":"a","note":"b"}',
      '{"Answer":"a"}',
      '{"answer":"a"',
      "<html>",
    ])("takes the output %j for a function error", async (body) => {
      const { invoker } = await agentsOver(() => ({ kind: "reply", status: 200, body }));
      expect(await invoker.invoke(request)).toEqual({
        kind: "failed",
        reason: "function-error",
        message: 'the agent must return {"answer": text} and nothing else',
      });
    });

    it("accepts an answer of 100,000 characters and refuses one more", async () => {
      const { invoker } = await agentsOver((index) => json(200, { answer: "a".repeat(100_000 + index) }));
      expect((await invoker.invoke(request)).kind).toBe("answered");
      expect(await invoker.invoke(request)).toEqual({
        kind: "failed",
        reason: "function-error",
        message: "the answer may have 100000 characters; it has 100001",
      });
    });

    it("names a function error by its type, without its message, which may quote the query", async () => {
      const { invoker } = await agentsOver(() => functionError("RangeError", "bad: What are my AWS costs?"));
      expect(await invoker.invoke(request)).toEqual({
        kind: "failed",
        reason: "function-error",
        message: "the agent's function failed with an error RangeError",
      });
    });

    it.each(["What are my AWS costs?", "a".repeat(81), "1st", ""])(
      "does not quote an error type that is no name: %j",
      async (errorType) => {
        const { invoker } = await agentsOver(() => functionError(errorType, "boom"));
        expect(await invoker.invoke(request)).toMatchObject({
          message: "the agent's function failed with an error of no known type",
        });
      },
    );

    it.each([
      [400, "InvalidRequestContentException"],
      [413, "RequestTooLargeException"],
      [404, "ResourceNotFoundException"],
      [500, "ServiceException"],
    ])(
      "takes %i %s for unavailable, and quotes AWS only where the query may be quoted",
      async (status, name) => {
        const reply = awsErrorReply(status, name, "bad: What are my AWS costs?");
        const secret = await agentsOver(() => reply);
        expect(await secret.invoker.invoke(request)).toEqual({
          kind: "failed",
          reason: "unavailable",
          message: `${name} (HTTP ${status})`,
        });
        const quoting = await agentsOver(() => reply, true);
        expect(await quoting.invoker.invoke(request)).toMatchObject({
          message: `${name}: bad: What are my AWS costs?`,
        });
      },
    );

    it("takes a function that ran into its own timeout for a timeout", async () => {
      const sentence = "2026-11-23T10:00:00.000Z 8f0d Task timed out after 3.00 seconds";
      const { invoker } = await agentsOver(() => functionError("Sandbox.Timedout", sentence));
      expect(await invoker.invoke(request)).toMatchObject({ kind: "failed", reason: "timeout" });
    });

    it("does not take a success for a failure when the function error comes with an answer", async () => {
      const reply = json(200, { answer: "a" }, { "x-amz-function-error": "Handled" });
      const { invoker } = await agentsOver(() => reply);
      expect(await invoker.invoke(request)).toMatchObject({ kind: "failed", reason: "function-error" });
    });

    it("tries twice when Lambda throttles or fails, and once when the function does", async () => {
      const busy = await agentsOver(() => throttled);
      await busy.invoker.invoke(request);
      expect(busy.aws.received).toHaveLength(2);

      const ill = await agentsOver(() => functionError("Error", "boom"));
      await ill.invoker.invoke(request);
      expect(ill.aws.received).toHaveLength(1);
    });

    it("gives up a hanging call at its deadline, and its connection with it", async () => {
      const { aws, invoker } = await agentsOver(() => ({ kind: "hang" }));
      expect(await invoker.invoke({ ...request, timeoutMs: 100 })).toEqual({
        kind: "failed",
        reason: "timeout",
        message: "no answer within 100 ms",
      });
      await aws.connectionClosed;
      expect(aws.received).toHaveLength(1);
    });

    it("is late on time while the second attempt is waited for, which is then never made", async () => {
      // The service asks for a pause that is longer than the deadline.
      const { aws, invoke } = await agentsOver(() => PAUSE_ASKED_FOR);
      const calls: Promise<unknown>[] = [];
      const invoker = createLambdaAgents({
        invoke: (...call) => {
          const sent = invoke(...call);
          calls.push(sent.catch(() => "given up"));
          return sent;
        },
        agents,
        mayQuote: false,
      });
      const startedMs = performance.now();
      expect(await invoker.invoke({ ...request, timeoutMs: 200 })).toMatchObject({ reason: "timeout" });
      expect(performance.now() - startedMs).toBeLessThan(900);
      expect(await Promise.all(calls)).toEqual(["given up"]);
      expect(aws.received).toHaveLength(1);
    });
  });
});
