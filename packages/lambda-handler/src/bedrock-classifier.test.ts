import type { LlmRequest } from "@switchyard/router-core";
import { createLlmPrompt, createRouter, DEFAULT_ROUTER_CONFIG } from "@switchyard/router-core";
import { llmClassifierContract } from "@switchyard/router-core/testing";
import { afterEach, describe, expect, it } from "vitest";
import { converseInput, createBedrockClassifier } from "./bedrock-classifier.ts";
import { modelCapabilities } from "./model-capabilities.ts";
import type { LoopbackAws, ScriptedReply } from "./testdata/loopback-aws.ts";
import { awsErrorReply, json, startLoopbackAws } from "./testdata/loopback-aws.ts";
import { loopbackEnvironment, openBuildingBlocks, SENDERS } from "./testdata/senders.ts";
import { smallRoutes } from "./testdata/small-routes.ts";

const HAIKU_55 = "us.anthropic.claude-haiku-5-5";
const HAIKU_45 = "us.anthropic.claude-haiku-4-5-20251001-v1:0";

const usage = { inputTokens: 210, outputTokens: 30, totalTokens: 240 };
const toolUse = (agent: string) => ({
  toolUse: { toolUseId: "t1", name: "route", input: { agent, confidence: 0.9, reason: "It fits." } },
});
const converse = (content: readonly unknown[], stopReason = "tool_use") =>
  json(200, {
    output: { message: { role: "assistant", content } },
    stopReason,
    usage,
    metrics: { latencyMs: 5 },
  });

const request: LlmRequest = {
  ...createLlmPrompt([{ id: "cost", description: "Bills, budgets and savings." }]),
  query: "why did we pay more in march",
  timeoutMs: 5000,
};

const open: LoopbackAws[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

describe("converseInput", () => {
  const inputFor = (modelId: string) => {
    const model = modelCapabilities(modelId);
    if (model.kind === "retired") throw new Error(model.message);
    return converseInput(request, modelId, model.capabilities);
  };

  it("sends Haiku 5.5 no temperature, a forced tool, and turns its thinking off", () => {
    expect(inputFor(HAIKU_55)).toEqual({
      modelId: HAIKU_55,
      system: [{ text: request.system }],
      messages: [{ role: "user", content: [{ text: "why did we pay more in march" }] }],
      inferenceConfig: { maxTokens: 150 },
      toolConfig: {
        tools: [
          {
            toolSpec: {
              name: "route",
              description: request.tool.description,
              inputSchema: { json: request.tool.inputSchema },
            },
          },
        ],
        toolChoice: { tool: { name: "route" } },
      },
      additionalModelRequestFields: { thinking: { type: "disabled" } },
    });
  });

  it("sends Haiku 4.5 a temperature and a strict tool, whose schema may hold no bounds", () => {
    const input = inputFor(HAIKU_45);
    expect(input.inferenceConfig).toEqual({ maxTokens: 150, temperature: 0.1 });
    expect(input).not.toHaveProperty("additionalModelRequestFields");
    expect(JSON.stringify(request.tool.inputSchema)).toContain('"minimum":0');
    expect(input.toolConfig?.tools?.[0]?.toolSpec).toMatchObject({
      strict: true,
      inputSchema: { json: { additionalProperties: false, properties: { agent: { enum: ["cost"] } } } },
    });
    expect(JSON.stringify(input.toolConfig)).not.toMatch(/minimum|maximum/);
  });

  it("leaves the choice of the tool to a model that it does not know", () => {
    const input = inputFor("vendor.some-model-v1:0");
    expect(input.toolConfig).not.toHaveProperty("toolChoice");
    expect(input.inferenceConfig).toEqual({ maxTokens: 150 });
  });
});

describe.each(SENDERS)("the classifier by %s", (name, openSender) => {
  async function classifierOver(
    script: (index: number) => ScriptedReply,
    { modelId = HAIKU_55, mayQuote = false } = {},
  ) {
    const aws = await startLoopbackAws((_, index) => script(index));
    open.push(aws);
    const sender = openSender(loopbackEnvironment(aws.url));
    return { aws, classifier: createBedrockClassifier({ converse: sender.converse, modelId, mayQuote }) };
  }

  llmClassifierContract(`the Bedrock adapter by ${name}`, async () => {
    let reply: ScriptedReply = converse([toolUse("cost")]);
    let delayMs = 0;
    const timers: NodeJS.Timeout[] = [];
    const aws = await startLoopbackAws(() =>
      delayMs === 0
        ? reply
        : { kind: "later", reply, after: (send) => void timers.push(setTimeout(send, delayMs)) },
    );
    const sender = openSender(loopbackEnvironment(aws.url));
    const behave = (next: ScriptedReply, nextDelayMs = 0) => {
      reply = next;
      delayMs = nextDelayMs;
    };
    return {
      classifier: createBedrockClassifier({ converse: sender.converse, modelId: HAIKU_55, mayQuote: false }),
      otherSide: {
        succeed: () => behave(converse([toolUse("cost")])),
        chooseOutsideEnum: () => behave(converse([toolUse("payroll")])),
        throttle: () => behave(awsErrorReply(429, "ThrottlingException", "Too many requests")),
        deny: () => behave(awsErrorReply(403, "AccessDeniedException", "You don't have access")),
        breakDown: () => behave(awsErrorReply(500, "InternalServerException", "Oops")),
        talkInstead: () => behave(converse([{ text: "I would say: cost." }], "end_turn")),
        succeedAfter: (ms) => behave(converse([toolUse("cost")]), ms),
      },
      close: async () => {
        for (const timer of timers) clearTimeout(timer);
        sender.close();
        await aws.close();
      },
    };
  });

  describe("createBedrockClassifier", () => {
    it("refuses a model that is gone, before any query", () => {
      const { converse } = openBuildingBlocks(loopbackEnvironment("http://127.0.0.1:9"));
      expect(() =>
        createBedrockClassifier({
          converse,
          modelId: "anthropic.claude-3-haiku-20240307-v1:0",
          mayQuote: false,
        }),
      ).toThrow("Claude 3 Haiku reached its end of life on Bedrock on 2026-09-10");
    });

    it("posts to the model's Converse path and reads the tokens", async () => {
      const { aws, classifier } = await classifierOver(() => converse([toolUse("cost")]));
      expect(await classifier.classify(request)).toEqual({
        kind: "answered",
        toolInput: { agent: "cost", confidence: 0.9, reason: "It fits." },
        usage: { inputTokens: 210, outputTokens: 30 },
      });
      expect(aws.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
        "POST /model/us.anthropic.claude-haiku-5-5/converse",
      ]);
    });

    it("finds the tool behind a block of reasoning and one of text", async () => {
      const reasoning = { reasoningContent: { reasoningText: { text: "Hm.", signature: "s" } } };
      const { classifier } = await classifierOver(() =>
        converse([reasoning, { text: "So:" }, toolUse("cost")]),
      );
      expect(await classifier.classify(request)).toMatchObject({
        kind: "answered",
        toolInput: { agent: "cost" },
      });
    });

    it("does not take another tool's use for an answer", async () => {
      const other = { toolUse: { toolUseId: "t", name: "delete_all", input: {} } };
      const { classifier } = await classifierOver(() => converse([other]));
      expect(await classifier.classify(request)).toMatchObject({ kind: "failed", reason: "malformed" });
    });

    it.each([
      ["max_tokens", "malformed"],
      ["malformed_tool_use", "malformed"],
      ["malformed_model_output", "malformed"],
      ["model_context_window_exceeded", "malformed"],
      ["guardrail_intervened", "refused"],
      ["content_filtered", "refused"],
      ["refusal", "refused"],
    ] as const)("takes the stop reason %s for %s, even with a tool block", async (stopReason, reason) => {
      const { classifier } = await classifierOver(() => converse([toolUse("cost")], stopReason));
      expect(await classifier.classify(request)).toEqual({
        kind: "failed",
        reason,
        message: `the model stopped with ${stopReason}`,
      });
    });

    it.each([
      [429, "ModelNotReadyException", "throttled"],
      [408, "ModelTimeoutException", "timeout"],
      [424, "ModelErrorException", "unavailable"],
      [400, "ValidationException", "refused"],
      [404, "ResourceNotFoundException", "unavailable"],
      [503, "ServiceUnavailableException", "unavailable"],
    ] as const)("takes %i %s for %s", async (status, name, reason) => {
      const { classifier } = await classifierOver(() => awsErrorReply(status, name, "words"));
      expect(await classifier.classify(request)).toEqual({
        kind: "failed",
        reason,
        message: `${name} (HTTP ${status})`,
      });
    });

    it("quotes AWS only where the query may be quoted", async () => {
      const reply = awsErrorReply(400, "ValidationException", `cannot ask: ${request.query}`);
      const quoting = await classifierOver(() => reply, { mayQuote: true });
      expect(await quoting.classifier.classify(request)).toMatchObject({
        message: "ValidationException: cannot ask: why did we pay more in march",
      });
    });

    it("takes a sentence for no stop reason", async () => {
      const { classifier } = await classifierOver(() => converse([], request.query));
      expect(await classifier.classify(request)).toMatchObject({
        message: "the model did not use the tool and stopped with no known reason",
      });
    });

    it("keeps asking for everybody after one caller's queries were rejected", async () => {
      const { classifier } = await classifierOver((index) =>
        index < 20 ? awsErrorReply(400, "ValidationException", "odd") : converse([toolUse("cost")]),
      );
      const router = createRouter({
        routes: smallRoutes(),
        llm: classifier,
        nowMs: () => 0,
        config: DEFAULT_ROUTER_CONFIG,
      });
      const ask = async (text: string) => {
        const routed = await router.route({ text }, { timeoutMs: 5000 });
        return routed.kind === "routed" ? routed.decision.llm?.result : routed.kind;
      };
      for (let index = 0; index < 20; index++) expect(await ask(`odd thing number ${index}`)).toBe("refused");
      expect(await ask("one more odd thing")).toBe("decided");
    });

    it("tries a second time, and no third", async () => {
      const healed = await classifierOver((index) =>
        index === 0 ? awsErrorReply(500, "InternalServerException", "x") : converse([toolUse("cost")]),
      );
      expect((await healed.classifier.classify(request)).kind).toBe("answered");
      expect(healed.aws.received).toHaveLength(2);

      const ill = await classifierOver(() => awsErrorReply(500, "InternalServerException", "x"));
      expect((await ill.classifier.classify(request)).kind).toBe("failed");
      expect(ill.aws.received).toHaveLength(2);
    });

    it.each(["", "<html>502</html>", '{"output":7}', "[]", '{"output":{"message":{"content":null}}}'])(
      "never throws on the garbage %j",
      async (body) => {
        const { classifier } = await classifierOver(() => ({ kind: "reply", status: 200, body }));
        expect((await classifier.classify(request)).kind).toBe("failed");
      },
    );

    it("says unavailable when the connection is cut", async () => {
      const { classifier } = await classifierOver(() => ({ kind: "reset" }));
      expect(await classifier.classify(request)).toMatchObject({ kind: "failed", reason: "unavailable" });
    });
  });
});
