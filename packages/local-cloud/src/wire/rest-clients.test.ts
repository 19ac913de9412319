import * as apiGateway from "@aws-sdk/client-api-gateway";
import * as bedrock from "@aws-sdk/client-bedrock-runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AwsError } from "../aws-error.ts";
import { rejection, serve, serviceOf } from "./testing.ts";

const inputs: Record<string, unknown> = {};

const gatewayService = serviceOf("apigateway", apiGateway, {
  CreateRestApi: (input: apiGateway.CreateRestApiCommandInput) => ({
    id: "abc",
    name: input.name,
    createdDate: new Date(1_700_000_000_000),
  }),
  ImportRestApi: (input: apiGateway.ImportRestApiCommandInput) => {
    inputs["ImportRestApi"] = input;
    return { id: "imported" };
  },
  GetResources: (input: apiGateway.GetResourcesCommandInput) => {
    inputs["GetResources"] = input;
    return { items: [{ id: "r", path: "/", resourceMethods: { GET: {} } }] };
  },
  UpdateStage: (input: apiGateway.UpdateStageCommandInput) => ({
    stageName: input.stageName,
    variables: { count: String(input.patchOperations?.length) },
  }),
});

const bedrockService = serviceOf("bedrock", bedrock, {
  Converse: (input: bedrock.ConverseCommandInput) => {
    inputs["Converse"] = input;
    if (input.modelId === "slow") throw new AwsError("ThrottlingException", "Too many tokens.", 400);
    return {
      output: {
        message: {
          role: "assistant",
          content: [
            {
              toolUse: {
                toolUseId: "t",
                name: "route",
                input: { agent: "cost", nested: [1, null, { ok: true }] },
              },
            },
          ],
        },
      },
      stopReason: "tool_use",
      usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
      metrics: { latencyMs: 5 },
    };
  },
  InvokeModel: (input: bedrock.InvokeModelCommandInput) => ({
    body: input.body,
    contentType: "application/json",
  }),
});

let running: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  running = await serve([gatewayService, bedrockService]);
});
afterAll(() => running.close());

describe("restJson1 with the API Gateway client", () => {
  it("renames members by their jsonName", async () => {
    const client = new apiGateway.APIGatewayClient(running.settings);
    const answer = await client.send(new apiGateway.CreateRestApiCommand({ name: "router" }));
    expect(answer).toMatchObject({ id: "abc", name: "router", createdDate: new Date(1_700_000_000_000) });
    const resources = await client.send(
      new apiGateway.GetResourcesCommand({ restApiId: "abc", embed: ["methods"] }),
    );
    expect(inputs["GetResources"]).toEqual({ restApiId: "abc", embed: ["methods"] });
    expect(resources.items).toEqual([{ id: "r", path: "/", resourceMethods: { GET: {} } }]);
  });

  it("tells routes apart by a literal in the query string, and collects free query parameters", async () => {
    const client = new apiGateway.APIGatewayClient(running.settings);
    const body = new TextEncoder().encode("{}");
    const answer = await client.send(
      new apiGateway.ImportRestApiCommand({ body, parameters: { endpointConfigurationTypes: "REGIONAL" } }),
    );
    expect(answer.id).toBe("imported");
    expect(inputs["ImportRestApi"]).toEqual({
      body,
      parameters: { endpointConfigurationTypes: "REGIONAL" },
    });
  });

  it("reads PATCH operations", async () => {
    const client = new apiGateway.APIGatewayClient(running.settings);
    const patchOperations = [{ op: "replace" as const, path: "/variables/a", value: "b" }];
    const answer = await client.send(
      new apiGateway.UpdateStageCommand({ restApiId: "abc", stageName: "prod", patchOperations }),
    );
    expect(answer).toMatchObject({ stageName: "prod", variables: { count: "1" } });
  });
});

describe("restJson1 over HTTP/2 with the Bedrock client", () => {
  const toolConfig: bedrock.ToolConfiguration = {
    tools: [
      {
        toolSpec: {
          name: "route",
          inputSchema: { json: { type: "object", required: ["agent"], default: null } },
        },
      },
    ],
  };

  it("carries documents both ways", async () => {
    const client = new bedrock.BedrockRuntimeClient(running.settings);
    const answer = await client.send(
      new bedrock.ConverseCommand({
        modelId: "us.anthropic.claude-haiku-5-5:0",
        messages: [{ role: "user", content: [{ text: "hi" }] }],
        toolConfig,
      }),
    );
    expect(inputs["Converse"]).toEqual({
      modelId: "us.anthropic.claude-haiku-5-5:0",
      messages: [{ role: "user", content: [{ text: "hi" }] }],
      toolConfig,
    });
    expect(answer.output?.message?.content?.[0]?.toolUse?.input).toEqual({
      agent: "cost",
      nested: [1, null, { ok: true }],
    });
    client.destroy();
  });

  it("raises typed exceptions", async () => {
    const client = new bedrock.BedrockRuntimeClient(running.settings);
    const error = await rejection(
      client.send(new bedrock.ConverseCommand({ modelId: "slow", messages: [] })),
    );
    expect(error).toBeInstanceOf(bedrock.ThrottlingException);
    expect(error).toMatchObject({ $metadata: { httpStatusCode: 429 } });
    client.destroy();
  });

  it("carries a model's raw body", async () => {
    const client = new bedrock.BedrockRuntimeClient(running.settings);
    const answer = await client.send(new bedrock.InvokeModelCommand({ modelId: "m", body: '{"a":1}' }));
    expect(new TextDecoder().decode(answer.body)).toBe('{"a":1}');
    expect(answer.contentType).toBe("application/json");
    client.destroy();
  });
});
