import type { ContentBlock, ConverseCommandInput, Message, Tool } from "@aws-sdk/client-bedrock-runtime";
import { AwsError } from "../aws-error.ts";
import type { FoundationModel } from "./models.ts";

/** Refuses what Bedrock refuses for this model, with `ValidationException`, and what the stand-in cannot play. */
export function validateConverse(input: ConverseCommandInput, model: FoundationModel): void {
  validateMessages(input.messages ?? [], model);
  validateInference(input, model);
  validateTools(input);
  for (const member of ["guardrailConfig", "promptVariables", "outputConfig"] as const) {
    if (input[member] !== undefined) throw invalid(`The local Bedrock stand-in does not support ${member}.`);
  }
}

function validateMessages(messages: readonly Message[], model: FoundationModel): void {
  const last = messages.at(-1);
  if (last === undefined || messages[0]?.role !== "user") {
    throw invalid(
      "A conversation must start with a user message. Try again with a conversation that starts with a user message.",
    );
  }
  for (const [index, message] of messages.entries()) {
    if (message.role !== (index % 2 === 0 ? "user" : "assistant")) {
      throw invalid(
        "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.",
      );
    }
    const content = message.content ?? [];
    if (content.length === 0)
      throw invalid(
        `The content field in the Message object at messages.${index} is empty. Add a ContentBlock object to the content field and try again.`,
      );
    for (const [at, block] of content.entries()) validateBlock(block, `messages.${index}.content.${at}`);
  }
  if (last.role === "assistant" && !model.prefill) {
    throw invalid(
      "This model does not support assistant message prefill. The conversation must end with a user message.",
    );
  }
}

function validateBlock(block: ContentBlock, at: string): void {
  if (block.text !== undefined) {
    if (block.text.trim() === "")
      throw invalid(
        `The text field in the ContentBlock object at ${at} is blank. Add text to the text field, and try again.`,
      );
    return;
  }
  if (block.toolUse === undefined && block.toolResult === undefined && block.cachePoint === undefined) {
    throw invalid(
      `The local Bedrock stand-in reads only text, toolUse, toolResult and cachePoint blocks; ${at} is none of them.`,
    );
  }
}

function validateInference(
  { inferenceConfig: config = {}, additionalModelRequestFields: fields }: ConverseCommandInput,
  model: FoundationModel,
): void {
  const { maxTokens, temperature, topP } = config;
  if (maxTokens !== undefined && (!Number.isInteger(maxTokens) || maxTokens < 1)) {
    throw invalid(
      `1 validation error detected: Value '${maxTokens}' at 'inferenceConfig.maxTokens' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  }
  if (maxTokens !== undefined && maxTokens > model.maxOutputTokens) {
    throw invalid(
      `The maximum tokens you requested exceeds the model limit of ${model.maxOutputTokens}. Try again with a maximum tokens value that is lower than ${model.maxOutputTokens}.`,
    );
  }
  for (const [name, value] of Object.entries({ temperature, topP })) {
    if (value === undefined) continue;
    if (!(value >= 0 && value <= 1)) {
      throw invalid(
        `1 validation error detected: Value '${value}' at 'inferenceConfig.${name}' failed to satisfy constraint: Member must be between 0 and 1`,
      );
    }
    if (model.sampling === "none") throw refusedByModel(name === "topP" ? "top_p" : name);
  }
  if (model.sampling === "one" && temperature !== undefined && topP !== undefined) {
    throw invalid(
      "The model returned the following errors: `temperature` and `top_p` cannot both be specified for this model. Please use only one.",
    );
  }
  if (model.sampling === "none" && typeof fields === "object" && fields !== null && !Array.isArray(fields)) {
    const sampling = ["temperature", "top_p", "top_k"].find((name) => name in fields);
    if (sampling !== undefined) throw refusedByModel(sampling);
  }
}

function validateTools({ toolConfig }: ConverseCommandInput): void {
  if (toolConfig === undefined) return;
  const tools = toolConfig.tools ?? [];
  if (tools.length === 0)
    throw invalid(
      "1 validation error detected: Value '[]' at 'toolConfig.tools' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  const names = tools.flatMap((tool, index) =>
    tool.cachePoint === undefined ? [validateTool(tool, index)] : [],
  );
  const forced = toolConfig.toolChoice?.tool?.name;
  if (forced !== undefined && !names.includes(forced)) {
    throw invalid(
      `The toolConfig.toolChoice.tool.name ${forced} does not match any tool in toolConfig.tools.`,
    );
  }
}

function validateTool(tool: Tool, index: number): string {
  const at = `toolConfig.tools.${index}.member.toolSpec`;
  const name = tool.toolSpec?.name ?? "";
  if (!/^[\w-]{1,64}$/.test(name)) {
    throw invalid(
      `1 validation error detected: Value '${name}' at '${at}.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+`,
    );
  }
  const schema = tool.toolSpec?.inputSchema?.json;
  const isObjectSchema =
    typeof schema === "object" && schema !== null && !Array.isArray(schema) && schema["type"] === "object";
  if (!isObjectSchema)
    throw invalid(`The value at ${at}.inputSchema.json.type must be one of the following: object.`);
  return name;
}

function refusedByModel(parameter: string): AwsError {
  return invalid(
    `The model returned the following errors: \`${parameter}\` is not supported for this model. Remove it and try again.`,
  );
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message, 400);
}
