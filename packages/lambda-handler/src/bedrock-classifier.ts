import type { ConverseCommandInput } from "@aws-sdk/client-bedrock-runtime";
import type { LlmClassifier, LlmReply, LlmRequest } from "@switchyard/router-core";
import { awsFailure } from "./aws-failure.ts";
import { withDeadline } from "./deadline.ts";
import { plainName } from "./error-text.ts";
import { type ModelCapabilities, modelCapabilities } from "./model-capabilities.ts";

/** Asks a model. Rejects with AWS's errors, and when the signal says so. */
export type Converse = (input: ConverseCommandInput, signal: AbortSignal) => Promise<ConverseOutput>;

/** What is read of an answer, as it came: nobody has looked at it yet. */
export interface ConverseOutput {
  readonly output?: unknown;
  readonly stopReason?: unknown;
  readonly usage?: unknown;
}

export interface BedrockClassifierDeps {
  readonly converse: Converse;
  /** Model id, inference profile id or ARN. */
  readonly modelId: string;
  /** Whether a failure's message may hold AWS's sentence, which may quote the query. */
  readonly mayQuote: boolean;
}

/**
 * Asks a model on Bedrock, by a Converse call whose only tool takes the decision.
 *
 * @throws Error when the model is known to be gone.
 */
export function createBedrockClassifier({
  converse,
  modelId,
  mayQuote,
}: BedrockClassifierDeps): LlmClassifier {
  const model = modelCapabilities(modelId);
  if (model.kind === "retired") throw new Error(model.message);
  return {
    classify: async (request) => {
      const input = converseInput(request, modelId, model.capabilities);
      try {
        const sent = await withDeadline(request.timeoutMs, (signal) => converse(input, signal));
        return sent.kind === "late"
          ? failed("timeout", `no answer within ${sent.timeoutMs} ms`)
          : readReply(sent.value, request.tool.name);
      } catch (error) {
        const { reason, message } = awsFailure(error, { mayQuote });
        // Not "unavailable": then a few odd queries of one caller would cut everybody off from the model.
        return failed(reason === "rejected" ? "refused" : reason, message);
      }
    },
  };
}

/** The call as the model accepts it. */
export function converseInput(
  request: LlmRequest,
  modelId: string,
  capabilities: ModelCapabilities,
): ConverseCommandInput {
  const { tool } = request;
  return {
    modelId,
    system: [{ text: request.system }],
    messages: [{ role: "user", content: [{ text: request.query }] }],
    inferenceConfig: {
      maxTokens: request.maxTokens,
      ...(capabilities.acceptsTemperature ? { temperature: request.temperature } : {}),
    },
    toolConfig: {
      tools: [
        {
          toolSpec: {
            name: tool.name,
            description: tool.description,
            ...(capabilities.strictTool
              ? { inputSchema: { json: strictSchema(tool.inputSchema) }, strict: true }
              : { inputSchema: { json: jsonDocument(tool.inputSchema) } }),
          },
        },
      ],
      ...(capabilities.forcedToolChoice ? { toolChoice: { tool: { name: tool.name } } } : {}),
    },
    ...(capabilities.additionalRequestFields === undefined
      ? {}
      : { additionalModelRequestFields: capabilities.additionalRequestFields }),
  };
}

type JsonDocument = NonNullable<ConverseCommandInput["additionalModelRequestFields"]>;

/** A JSON value in the SDK's own type for one. */
function jsonDocument(value: object): JsonDocument {
  return JSON.parse(JSON.stringify(value));
}

// A strict schema may not hold these: the call would be refused. The core checks the answer's bounds in any case.
const NOT_IN_STRICT_SCHEMAS: ReadonlySet<string> = new Set(["minimum", "maximum", "minLength", "maxLength"]);

function strictSchema(schema: object): JsonDocument {
  return JSON.parse(
    JSON.stringify(schema, (key, value) => (NOT_IN_STRICT_SCHEMAS.has(key) ? undefined : value)),
  );
}

// As text: services add stop reasons before the SDK has a name for them.
const REFUSALS: ReadonlySet<string> = new Set(["guardrail_intervened", "content_filtered", "refusal"]);
/** After these a tool's input may be there, but cut off. */
const BROKEN_OFF: ReadonlySet<string> = new Set([
  "max_tokens",
  "model_context_window_exceeded",
  "malformed_model_output",
  "malformed_tool_use",
]);

function readReply(output: ConverseOutput, toolName: string): LlmReply {
  const stopReason = plainName(output.stopReason) ?? "no known reason";
  if (REFUSALS.has(stopReason)) return failed("refused", `the model stopped with ${stopReason}`);
  if (BROKEN_OFF.has(stopReason)) return failed("malformed", `the model stopped with ${stopReason}`);
  return readToolUse(output, toolName, stopReason);
}

/** Looks for the tool among all blocks: a block of reasoning or of text may come first. */
function readToolUse({ output, usage }: ConverseOutput, toolName: string, stopReason: string): LlmReply {
  const blocks = member(member(output, "message"), "content");
  const use = (Array.isArray(blocks) ? blocks : [])
    .map((block) => member(block, "toolUse"))
    .find((found) => member(found, "name") === toolName);
  if (use === undefined) {
    return failed("malformed", `the model did not use the tool and stopped with ${stopReason}`);
  }
  return {
    kind: "answered",
    toolInput: member(use, "input"),
    usage: { inputTokens: tokens(usage, "inputTokens"), outputTokens: tokens(usage, "outputTokens") },
  };
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function tokens(usage: unknown, key: string): number {
  const count = member(usage, key);
  return typeof count === "number" ? count : 0;
}

function failed(reason: Extract<LlmReply, { kind: "failed" }>["reason"], message: string): LlmReply {
  return { kind: "failed", reason, message };
}
