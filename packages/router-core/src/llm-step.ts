import { admit, type BreakerConfig, type BreakerState, CLOSED_BREAKER, settle } from "./circuit-breaker.ts";
import type { LlmOutcome } from "./decision.ts";
import { parseLlmDecision } from "./llm-answer.ts";
import { createLlmPrompt, type DescribedAgent } from "./llm-prompt.ts";
import type { LlmClassifier, LlmFailure, LlmReply, LlmUsage } from "./ports.ts";

/** A call of the model, and what it said if that was usable. */
export interface LlmStepResult {
  readonly outcome: LlmOutcome;
  readonly answer?: { readonly agent: string; readonly confidence: number; readonly reason: string };
}

export interface LlmStepConfig {
  readonly breaker: BreakerConfig;
  /** Answers below this confidence are `unsure`. */
  readonly minConfidence: number;
  /** With less time than this the model is not asked: the call would be paid for and then given up. */
  readonly minTimeMs: number;
}

const NO_USAGE: LlmUsage = { inputTokens: 0, outputTokens: 0 };

/** A refused or malformed answer depends on the query, and one caller's queries must not cut off all others. */
const HEALTHY_DESPITE: Readonly<Record<LlmFailure, boolean>> = {
  timeout: false,
  throttled: false,
  unavailable: false,
  denied: false,
  refused: true,
  malformed: true,
};

/** Asks the model behind a circuit breaker. Never throws and never rejects. */
export function createLlmStep(
  classifier: LlmClassifier,
  agents: readonly DescribedAgent[],
  nowMs: () => number,
  config: LlmStepConfig,
): (query: string, timeoutMs: number) => Promise<LlmStepResult> {
  const prompt = createLlmPrompt(agents);
  const known = agents.map((agent) => agent.id);
  let breaker: BreakerState = CLOSED_BREAKER;

  return async (query, timeoutMs) => {
    if (!(timeoutMs >= config.minTimeMs)) {
      return { outcome: { result: "timeout", durationMs: 0, usage: NO_USAGE } };
    }
    const startMs = nowMs();
    const admission = admit(breaker, startMs, config.breaker);
    breaker = admission.state;
    if (!admission.admitted) return { outcome: { result: "circuit-open", durationMs: 0, usage: NO_USAGE } };

    const reply = await askSafely(classifier, { ...prompt, query, timeoutMs });
    const endMs = nowMs();
    const healthy = reply.kind === "failed" ? HEALTHY_DESPITE[reply.reason] : true;
    breaker = settle(breaker, { era: admission.state.era, healthy }, endMs, config.breaker);

    const durationMs = Math.max(0, endMs - startMs);
    if (reply.kind === "failed") return { outcome: { result: reply.reason, durationMs, usage: NO_USAGE } };
    const answer = parseLlmDecision(reply.toolInput, known);
    if (answer.kind === "invalid") {
      return { outcome: { result: "invalid", durationMs, usage: reply.usage } };
    }
    const result = answer.confidence < config.minConfidence ? "unsure" : "decided";
    const { agent, confidence, reason } = answer;
    return { outcome: { result, durationMs, usage: reply.usage }, answer: { agent, confidence, reason } };
  };
}

/** The port promises never to throw. An adapter that breaks the promise must not take the query down with it. */
async function askSafely(
  classifier: LlmClassifier,
  request: Parameters<LlmClassifier["classify"]>[0],
): Promise<LlmReply> {
  try {
    return await classifier.classify(request);
  } catch {
    // Stryker disable next-line StringLiteral: the step keeps the reason of a failure and drops its message
    return { kind: "failed", reason: "unavailable", message: "the classifier threw" };
  }
}
