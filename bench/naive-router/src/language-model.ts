import { type BedrockRuntimeClient, ConverseCommand, type Tool } from "@aws-sdk/client-bedrock-runtime";
import type { LlmClassifier, LlmReply } from "@switchyard/router-core";

/** Asks a model on Bedrock for the tool's input. */
export function createLanguageModel(client: BedrockRuntimeClient, modelId: string): LlmClassifier {
  return {
    classify: async ({ system, query, tool, maxTokens, timeoutMs }): Promise<LlmReply> => {
      const { name, description, inputSchema } = tool;
      // The schema is plain JSON; the SDK has a type of its own for that.
      const tools = [{ toolSpec: { name, description, inputSchema: { json: inputSchema } } }] as Tool[];
      const command = new ConverseCommand({
        modelId,
        system: [{ text: system }],
        messages: [{ role: "user", content: [{ text: query }] }],
        // No temperature: current models refuse it.
        inferenceConfig: { maxTokens },
        toolConfig: { tools, toolChoice: { tool: { name } } },
        // Thinking is on by default, and with it no tool can be asked for.
        ...(modelId.includes("claude-haiku-5")
          ? { additionalModelRequestFields: { thinking: { type: "disabled" } } }
          : {}),
      });
      try {
        const { output, usage } = await client.send(command, { abortSignal: AbortSignal.timeout(timeoutMs) });
        const block = output?.message?.content?.find(({ toolUse }) => toolUse?.name === name);
        if (block?.toolUse === undefined) {
          return { kind: "failed", reason: "malformed", message: "the model did not use the tool" };
        }
        const { inputTokens = 0, outputTokens = 0 } = usage ?? {};
        return { kind: "answered", toolInput: block.toolUse.input, usage: { inputTokens, outputTokens } };
      } catch (error) {
        const reason = error instanceof Error && error.name === "AbortError" ? "timeout" : "unavailable";
        return { kind: "failed", reason, message: error instanceof Error ? error.name : "unknown error" };
      }
    },
  };
}
