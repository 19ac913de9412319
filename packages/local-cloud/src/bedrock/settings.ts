import { z } from "zod";
import { AwsError } from "../aws-error.ts";

/** What the stand-in can be told to do wrong. */
export const BEDROCK_FAULTS = [
  "none",
  "throttle",
  "server-error",
  /** Does not answer until long after any client has given up. */
  "timeout",
  "access-denied",
  /** Names an agent that the tool's schema does not offer. */
  "invented-agent",
  /** Fills the tool's input against its schema. */
  "malformed-tool-input",
  "refusal",
  /** Answers in words although the tool was forced. */
  "no-tool",
] as const;

const Settings = z.strictObject({
  mode: z.enum(["stand-in", "aws"]),
  latencyMs: z.int().min(0).max(60_000),
  fault: z.enum(BEDROCK_FAULTS),
  faultRate: z.number().min(0).max(1),
});

/**
 * How Bedrock behaves. `mode: "aws"` sends requests to real Bedrock, where the other settings do not apply.
 * `latencyMs` is added to each answer; `faultRate` is the share of calls that `fault` hits.
 */
export type BedrockSettings = Readonly<z.infer<typeof Settings>>;

/** A quick model without faults. */
export const DEFAULT_SETTINGS: BedrockSettings = {
  mode: "stand-in",
  latencyMs: 300,
  fault: "none",
  faultRate: 1,
};

/** Checks settings as a whole. Throws `ValidationException` that names every problem. */
export function parseSettings(value: unknown): BedrockSettings {
  const result = Settings.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) =>
    issue.path.length === 0 ? issue.message : `${issue.path.join(".")}: ${issue.message}`,
  );
  throw new AwsError(
    "ValidationException",
    `Invalid settings of the Bedrock stand-in. ${problems.join("; ")}.`,
    400,
  );
}
