import { z } from "zod";

const JsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "expected JSON" });
    return z.NEVER;
  }
});

const Prices = z.strictObject({
  gbSecondMicroDollars: z.number().min(0),
  requestMicroDollars: z.number().min(0),
  inputTokenMicroDollars: z.number().min(0),
  outputTokenMicroDollars: z.number().min(0),
});

/** The same environment as the shipped router's, and one variable of its own. */
const Environment = z.object({
  SWITCHYARD_STAGE: z.string().min(1),
  SWITCHYARD_MODEL_ID: z.string().min(1),
  SWITCHYARD_SERVES: z.enum(["answers", "decisions"]).default("answers"),
  SWITCHYARD_AGENTS: JsonText.pipe(z.record(z.string(), z.string().startsWith("arn:"))).optional(),
  SWITCHYARD_LLM_TIMEOUT_MS: z.coerce.number().int().positive().default(4_000),
  SWITCHYARD_AGENT_TIMEOUT_MS: z.coerce.number().int().positive().default(20_000),
  SWITCHYARD_PRICES: JsonText.pipe(Prices).optional(),
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: z.coerce.number().positive(),
  AWS_LAMBDA_INITIALIZATION_TYPE: z.string().optional(),
  /** `off`: the language model is asked about every question, as the router did that this one replaces. */
  NAIVE_FAST_PATH: z.enum(["on", "off"]).default("on"),
});

export type Config = z.infer<typeof Environment>;

/** @throws ZodError with all problems. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const config = Environment.parse(environment);
  if (config.SWITCHYARD_SERVES === "answers" && config.SWITCHYARD_AGENTS === undefined) {
    throw new Error("SWITCHYARD_AGENTS is missing; expected a JSON object from agent to function ARN.");
  }
  return config;
}
