import type {
  ContentBlock,
  ConverseCommandInput,
  ConverseCommandOutput,
  StopReason,
  ToolSpecification,
} from "@aws-sdk/client-bedrock-runtime";
import { fillToolInput } from "./tool-input.ts";

/** An answer without the time it took. */
export type StandInAnswer = Omit<ConverseCommandOutput, "$metadata" | "metrics">;

/** Deviations from a good answer that a model may show. */
export type AnswerFault = "invented-agent" | "malformed-tool-input" | "refusal" | "no-tool";

/** The stand-in's answer to a request that has been validated. `toolUseId` must be new for each call. */
export function answerConverse(
  input: ConverseCommandInput,
  fault: AnswerFault | undefined,
  toolUseId: string,
): StandInAnswer {
  const tool = toolFor(input);
  if (fault === "refusal") return answer(input, [{ text: "I can't help with that." }], "content_filtered");
  if (tool === undefined || fault === "no-tool") {
    const text = `This is the local Bedrock stand-in, not ${input.modelId}. It was asked: ${lastUserText(input)}`;
    return answer(input, [{ text }], "end_turn");
  }

  const { input: filled, agentProperty } = fillToolInput(
    tool.inputSchema?.json,
    lastUserText(input),
    [tool.description ?? "", ...systemTexts(input)].join("\n"),
  );
  const toolInput =
    fault === "malformed-tool-input"
      ? { unexpected: ["malformed by the local Bedrock stand-in"] }
      : fault === "invented-agent" && agentProperty !== undefined
        ? { ...filled, [agentProperty]: "invented-agent" }
        : filled;
  return answer(input, [{ toolUse: { toolUseId, name: tool.name, input: toolInput } }], "tool_use");
}

function toolFor({ toolConfig }: ConverseCommandInput): ToolSpecification | undefined {
  const tools = (toolConfig?.tools ?? []).flatMap((tool) =>
    tool.toolSpec === undefined ? [] : [tool.toolSpec],
  );
  const forced = toolConfig?.toolChoice?.tool?.name;
  return forced === undefined ? tools[0] : tools.find((tool) => tool.name === forced);
}

function answer(input: ConverseCommandInput, content: ContentBlock[], stopReason: StopReason): StandInAnswer {
  const inputTokens = tokensIn([input.system, input.messages, input.toolConfig]);
  const outputTokens = tokensIn(content);
  const limit = input.inferenceConfig?.maxTokens ?? Infinity;
  const cut = outputTokens > limit;
  const used = cut ? limit : outputTokens;
  return {
    output: {
      message: { role: "assistant", content: cut ? content.map((block) => cutBlock(block, limit)) : content },
    },
    stopReason: cut ? "max_tokens" : stopReason,
    usage: { inputTokens, outputTokens: used, totalTokens: inputTokens + used },
  };
}

/** What is left of a block when the tokens run out: the start of a text, or a tool's input that broke off. */
function cutBlock(block: ContentBlock, tokens: number): ContentBlock {
  if (block.text !== undefined) return { text: block.text.slice(0, tokens * CHARACTERS_PER_TOKEN) };
  return block.toolUse === undefined ? block : { toolUse: { ...block.toolUse, input: {} } };
}

/** A rule of thumb for English. */
const CHARACTERS_PER_TOKEN = 4;

function tokensIn(value: unknown): number {
  return Math.ceil((JSON.stringify(value) ?? "").length / CHARACTERS_PER_TOKEN);
}

function systemTexts({ system = [] }: ConverseCommandInput): readonly string[] {
  return system.flatMap((block) => (block.text === undefined ? [] : [block.text]));
}

function lastUserText({ messages = [] }: ConverseCommandInput): string {
  const last = messages.findLast((message) => message.role === "user");
  return (last?.content ?? []).flatMap((block) => (block.text === undefined ? [] : [block.text])).join("\n");
}
