import { describe, expect, it } from "vitest";
import { modelCapabilities } from "./model-capabilities.ts";

const haiku55 = {
  kind: "known",
  capabilities: {
    acceptsTemperature: false,
    forcedToolChoice: true,
    strictTool: false,
    additionalRequestFields: { thinking: { type: "disabled" } },
  },
};
const haiku45 = {
  kind: "known",
  capabilities: { acceptsTemperature: true, forcedToolChoice: true, strictTool: true },
};
const unknown = {
  kind: "unknown",
  capabilities: { acceptsTemperature: false, forcedToolChoice: false, strictTool: false },
};

describe("modelCapabilities", () => {
  it.each([
    "anthropic.claude-haiku-5-5",
    "us.anthropic.claude-haiku-5-5",
    "eu.anthropic.claude-haiku-5-5",
    "apac.anthropic.claude-haiku-5-5",
    "global.anthropic.claude-haiku-5-5",
    "us.anthropic.claude-haiku-5-5-v1:0",
    "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-haiku-5-5",
    "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-haiku-5-5",
  ])("sends %s no temperature and turns its thinking off", (modelId) => {
    expect(modelCapabilities(modelId)).toEqual(haiku55);
  });

  it.each([
    "anthropic.claude-haiku-4-5-20251001-v1:0",
    "us.anthropic.claude-haiku-4-5-20251001-v1:0",
    "global.anthropic.claude-haiku-4-5-20251001-v1:0",
    "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0",
  ])("sends %s a temperature and a strict tool", (modelId) => {
    expect(modelCapabilities(modelId)).toEqual(haiku45);
  });

  it.each([
    "anthropic.claude-3-haiku-20240307-v1:0",
    "us.anthropic.claude-3-haiku-20240307-v1:0",
    "anthropic.claude-3-haiku-20240307-v1:0:48k",
    "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
  ])("refuses %s, with the day that it ended on", (modelId) => {
    expect(modelCapabilities(modelId)).toEqual({
      kind: "retired",
      message: `Claude 3 Haiku reached its end of life on Bedrock on 2026-09-10; found "${modelId}". Use a current model, such as us.anthropic.claude-haiku-5-5.`,
    });
  });

  it("refuses Claude 3.5 Haiku, with the day that it ended on", () => {
    expect(modelCapabilities("us.anthropic.claude-3-5-haiku-20241022-v1:0")).toMatchObject({
      kind: "retired",
      message: expect.stringContaining("Claude 3.5 Haiku reached its end of life on Bedrock on 2026-06-19"),
    });
  });

  it.each([
    "us.anthropic.claude-sonnet-9",
    "anthropic.claude-haiku-5-50",
    "amazon.nova-micro-v1:0",
    "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4",
    "us.us.anthropic.claude-haiku-5-5",
  ])("sends %s, which it does not know, nothing that a model may refuse", (modelId) => {
    expect(modelCapabilities(modelId)).toEqual(unknown);
  });
});
