import { z } from "zod";
import { printable } from "./terminal.ts";

/** What all steps may say; a router of another version may know more of them. */
const Said = z.object({
  step: z.string(),
  result: z.string(),
  agent: z.string().exactOptional(),
  agents: z.array(z.string()).exactOptional(),
  terms: z.array(z.string()).exactOptional(),
  label: z.string().exactOptional(),
  probability: z.number().exactOptional(),
  threshold: z.number().exactOptional(),
  features: z.array(z.object({ feature: z.string(), weight: z.number() })).exactOptional(),
  confidence: z.number().exactOptional(),
  reason: z.string().exactOptional(),
});
const Explanation = z.object({
  steps: z.array(Said),
  decided: z.object({ step: z.string(), agent: z.string(), confidence: z.number() }),
});
type Said = z.infer<typeof Said>;

const STEP_WIDTH = 16;
const RESULT_WIDTH = 14;
/** Characters of the longest bar. */
const BAR_WIDTH = 12;

/** What each step of the cascade said, a line each, and below the model the words that weighed. */
export function explanationLines(explanation: unknown): readonly string[] {
  const { success, data } = Explanation.safeParse(explanation);
  if (!success)
    return ["The answer explains itself in another way than this command knows; --json shows it."];
  const { step, agent, confidence } = data.decided;
  return [
    ...data.steps.flatMap((said) => [
      columns(said.step, said.result, detailOf(said)),
      ...featureLines(said.features ?? []),
    ]),
    columns("decided by", step, `${agent}, confidence ${confidence.toFixed(2)}`),
  ].map(printable);
}

function columns(step: string, result: string, detail: string): string {
  return `${step.padEnd(STEP_WIDTH)}${result.padEnd(RESULT_WIDTH)}${detail}`.trimEnd();
}

function detailOf({
  result,
  agent,
  agents,
  terms,
  label,
  probability,
  threshold,
  confidence,
  reason,
}: Said): string {
  if (agents !== undefined) return agents.join(", ");
  if (label !== undefined) {
    // However probable: the model holds the question for none of them.
    if (result === "out-of-scope") return `nearest is ${label} with ${probability?.toFixed(3) ?? "?"}`;
    const least =
      threshold === undefined || threshold > 1 ? "never answers" : `answers from ${threshold.toFixed(3)}`;
    return `${label} with ${probability?.toFixed(3) ?? "?"}, ${least}`;
  }
  const parts = [
    agent,
    terms?.map((term) => `"${term}"`).join(" with "),
    confidence === undefined ? undefined : `confidence ${confidence.toFixed(2)}`,
    reason,
  ];
  return parts.filter((part) => part !== undefined && part !== "").join(", ");
}

function featureLines(features: NonNullable<Said["features"]>): readonly string[] {
  const widest = Math.max(0, ...features.map(({ feature }) => feature.length));
  const heaviest = Math.max(0, ...features.map(({ weight }) => Math.abs(weight)));
  return features.map(({ feature, weight }) => {
    const size = Math.abs(weight);
    const bar = (weight < 0 ? "░" : "█").repeat(Math.max(1, Math.round((BAR_WIDTH * size) / heaviest)));
    const number = `${weight < 0 ? "-" : "+"}${size.toFixed(2)}`.padStart(6);
    return `${" ".repeat(STEP_WIDTH)}${feature.padEnd(widest)} ${number} ${bar}`;
  });
}
