import type { ConverseCommandInput } from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, it } from "vitest";
import { MACHINE } from "../clock.ts";
import { memoryStore } from "../store.ts";
import { type BedrockDeps, createBedrock } from "./bedrock.ts";

const PROFILE = "us.anthropic.claude-haiku-5-5";

/** A Bedrock whose waiting is written down instead of done. */
function openBedrock(deps: Partial<BedrockDeps> = {}) {
  const slept: number[] = [];
  const bedrock = createBedrock({
    store: memoryStore(),
    clock: { nowMs: () => 0, timer: MACHINE.timer },
    region: "us-east-1",
    sleep: async (ms) => void slept.push(ms),
    ...deps,
  });
  return { ...bedrock, slept };
}

const request = (change: Partial<ConverseCommandInput> = {}): ConverseCommandInput => ({
  modelId: PROFILE,
  system: [{ text: "You route questions to agents." }],
  messages: [{ role: "user", content: [{ text: "Why did our spending on databases go up?" }] }],
  inferenceConfig: { maxTokens: 150 },
  toolConfig: {
    tools: [
      {
        toolSpec: {
          name: "route",
          description: "Sends the question to one agent.",
          inputSchema: {
            json: {
              type: "object",
              properties: {
                agent: {
                  type: "string",
                  enum: ["security", "cost"],
                  description: "security: IAM, keys, attacks\ncost: budgets, bills and spend",
                },
                confidence: { type: "number" },
                reason: { type: "string" },
              },
            },
          },
        },
      },
    ],
    toolChoice: { tool: { name: "route" } },
  },
  ...change,
});

const toolInputOf = async (
  bedrock: ReturnType<typeof openBedrock>,
  change: Partial<ConverseCommandInput> = {},
) => (await bedrock.operations.Converse(request(change))).output?.message?.content?.[0]?.toolUse?.input;

describe("Converse", () => {
  it("uses the forced tool with the agent whose description fits, and says that it is a stand-in", async () => {
    const answer = await openBedrock().operations.Converse(request());
    expect(answer).toEqual({
      output: {
        message: {
          role: "assistant",
          content: [
            {
              toolUse: {
                toolUseId: expect.stringMatching(/^tooluse_/),
                name: "route",
                input: {
                  agent: "cost",
                  confidence: 0.73,
                  reason: 'local Bedrock stand-in: overlaps with "spend"',
                },
              },
            },
          ],
        },
      },
      stopReason: "tool_use",
      usage: {
        inputTokens: expect.any(Number),
        outputTokens: expect.any(Number),
        totalTokens: expect.any(Number),
      },
      metrics: { latencyMs: expect.any(Number) },
    });
    expect(answer.usage?.totalTokens).toBe(
      (answer.usage?.inputTokens ?? 0) + (answer.usage?.outputTokens ?? 0),
    );
  });

  it("answers without a tool in words that say what it is", async () => {
    const { toolConfig: _, ...plain } = request();
    const answer = await openBedrock().operations.Converse(plain);
    expect(answer.stopReason).toBe("end_turn");
    expect(answer.output?.message?.content?.[0]?.text).toBe(
      "This is the local Bedrock stand-in, not us.anthropic.claude-haiku-5-5. It was asked: Why did our spending on databases go up?",
    );
  });

  it("stops at the number of tokens that was asked for", async () => {
    const answer = await openBedrock().operations.Converse(request({ inferenceConfig: { maxTokens: 5 } }));
    expect([answer.stopReason, answer.usage?.outputTokens]).toEqual(["max_tokens", 5]);
  });

  it("takes the ARN of a profile as well", async () => {
    const modelId = `arn:aws:bedrock:us-east-1:000000000000:inference-profile/${PROFILE}`;
    expect(await toolInputOf(openBedrock(), { modelId })).toMatchObject({ agent: "cost" });
  });

  it.each<[string, string, Partial<ConverseCommandInput>]>([
    [
      "ValidationException",
      "The provided model identifier is invalid.",
      { modelId: "us.anthropic.claude-9" },
    ],
    [
      "ValidationException",
      "The provided model identifier is invalid.",
      { modelId: "eu.anthropic.claude-haiku-5-5" },
    ],
    [
      "ValidationException",
      "on-demand throughput isn't supported",
      { modelId: "anthropic.claude-haiku-5-5" },
    ],
    ["ResourceNotFoundException", "end of its life", { modelId: "anthropic.claude-3-haiku-20240307-v1:0" }],
    ["ValidationException", "`temperature` is not supported", { inferenceConfig: { temperature: 0.1 } }],
    ["ValidationException", "`top_p` is not supported", { inferenceConfig: { topP: 0.9 } }],
    ["ValidationException", "`top_k` is not supported", { additionalModelRequestFields: { top_k: 5 } }],
    ["ValidationException", "greater than or equal to 1", { inferenceConfig: { maxTokens: 0 } }],
    ["ValidationException", "model limit of 128000", { inferenceConfig: { maxTokens: 128_001 } }],
    ["ValidationException", "must start with a user message", { messages: [] }],
    ["ValidationException", "is blank", { messages: [{ role: "user", content: [{ text: " " }] }] }],
    [
      "ValidationException",
      "assistant message prefill",
      {
        messages: [
          { role: "user", content: [{ text: "q" }] },
          { role: "assistant", content: [{ text: "{" }] },
        ],
      },
    ],
    ["ValidationException", "at least 1|length greater than or equal to 1", { toolConfig: { tools: [] } }],
  ])("refuses with %s: %s", async (name, message, change) => {
    await expect(openBedrock().operations.Converse(request(change))).rejects.toMatchObject({
      name,
      message: expect.stringMatching(new RegExp(message)),
    });
  });

  it("takes a temperature for Haiku 4.5, but not together with topP", async () => {
    const modelId = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
    const { operations } = openBedrock();
    const ask = (inferenceConfig: object) => operations.Converse(request({ modelId, inferenceConfig }));
    expect((await ask({ temperature: 0.1 })).stopReason).toBe("tool_use");
    await expect(ask({ temperature: 0.1, topP: 0.9 })).rejects.toThrow("cannot both be specified");
  });
});

describe("faults", () => {
  it.each([
    ["throttle", "ThrottlingException", 429],
    ["server-error", "InternalServerException", 500],
    ["access-denied", "AccessDeniedException", 403],
    ["timeout", "ModelTimeoutException", 408],
  ] as const)("%s makes calls fail with %s", async (fault, name, httpStatus) => {
    const bedrock = openBedrock();
    bedrock.configure({ fault, latencyMs: 7 });
    await expect(bedrock.operations.Converse(request())).rejects.toMatchObject({ name, httpStatus });
    expect(bedrock.slept).toEqual([fault === "timeout" ? 120_000 : 7]);
  });

  it("can answer outside the schema, refuse, and leave the tool alone", async () => {
    const bedrock = openBedrock();
    bedrock.configure({ fault: "invented-agent" });
    expect(await toolInputOf(bedrock)).toMatchObject({ agent: "invented-agent", confidence: 0.73 });
    bedrock.configure({ fault: "malformed-tool-input" });
    expect(await toolInputOf(bedrock)).toEqual({ unexpected: ["malformed by the local Bedrock stand-in"] });
    bedrock.configure({ fault: "refusal" });
    expect((await bedrock.operations.Converse(request())).stopReason).toBe("content_filtered");
    bedrock.configure({ fault: "no-tool" });
    expect((await bedrock.operations.Converse(request())).stopReason).toBe("end_turn");
  });

  it("hit the share of calls that is set", async () => {
    const draws = [0.24, 0.25];
    const bedrock = openBedrock({ random: () => draws.shift() ?? 1 });
    bedrock.configure({ fault: "throttle", faultRate: 0.25 });
    await expect(bedrock.operations.Converse(request())).rejects.toThrow("Too many requests");
    expect((await bedrock.operations.Converse(request())).stopReason).toBe("tool_use");
  });
});

describe("settings", () => {
  it("start as a quick model without faults and are kept in the store", () => {
    const store = memoryStore();
    expect(openBedrock({ store }).settings()).toEqual({
      mode: "stand-in",
      latencyMs: 300,
      fault: "none",
      faultRate: 1,
    });
    const bedrock = openBedrock({ store });
    bedrock.configure({ latencyMs: 900 });
    expect(bedrock.settings().latencyMs).toBe(900);
  });

  it("are refused as a whole, with every problem named", () => {
    const bedrock = openBedrock();
    expect(() => bedrock.configure({ latencyMs: 60_001, faultRate: 2, extra: 1 } as never)).toThrow(
      /latencyMs: .*faultRate: .*extra/s,
    );
    expect(bedrock.settings().latencyMs).toBe(300);
    expect(() => bedrock.configure({ mode: "aws" })).toThrow("this local cloud has none");
  });
});

describe("mode aws", () => {
  it("hands the request on untouched, without latency or faults of the stand-in", async () => {
    const forwarded: ConverseCommandInput[] = [];
    const bedrock = openBedrock({
      forward: async (input) => {
        forwarded.push(input);
        return { output: undefined, stopReason: "end_turn", usage: undefined, metrics: undefined };
      },
    });
    bedrock.configure({ mode: "aws", fault: "throttle" });
    const input = request({ modelId: "anthropic.some-model-of-tomorrow" });
    expect((await bedrock.operations.Converse(input)).stopReason).toBe("end_turn");
    expect(forwarded).toEqual([input]);
    expect(bedrock.slept).toEqual([]);
  });
});

describe("permissions", () => {
  const resources = (modelId: string) =>
    openBedrock()
      .wire.permissions("Converse", { modelId })
      ?.map(({ action, resource }) => `${action} ${resource}`);

  it("of a profile are the profile and the model in every Region of it", () => {
    expect(resources(PROFILE)).toEqual([
      "bedrock:InvokeModel arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.anthropic.claude-haiku-5-5",
      "bedrock:InvokeModel arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-haiku-5-5",
      "bedrock:InvokeModel arn:aws:bedrock:us-east-2::foundation-model/anthropic.claude-haiku-5-5",
      "bedrock:InvokeModel arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-haiku-5-5",
    ]);
  });

  it("of a bare model are the model", () => {
    expect(resources("amazon.nova-lite-v1:0")).toEqual([
      "bedrock:InvokeModel arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
    ]);
  });

  it("are unknown for other operations", () => {
    expect(openBedrock().wire.permissions("InvokeModel", {})).toBeUndefined();
  });
});
