import { cutCodePoints } from "./normalise.ts";

export type LlmAnswer =
  | { readonly kind: "decided"; readonly agent: string; readonly confidence: number; readonly reason: string }
  /** `problem` is for logs; it quotes nothing that the model wrote. */
  | { readonly kind: "invalid"; readonly problem: string };

const KEYS = ["agent", "confidence", "reason"];
const MAX_REASON_CHARS = 200;

/**
 * Checks what the model gave the tool. An agent that is not configured, a key too many or too few, or a confidence
 * that is not a number from 0 to 1 make the answer invalid; nothing is ever filled in. A long reason is cut.
 */
export function parseLlmDecision(toolInput: unknown, agents: readonly string[]): LlmAnswer {
  if (typeof toolInput !== "object" || toolInput === null || Array.isArray(toolInput)) {
    return invalid("expected an object as the tool's input");
  }
  const input = new Map<string, unknown>(Object.entries(toolInput));
  if (input.size !== KEYS.length || !KEYS.every((key) => input.has(key))) {
    return invalid(`expected exactly the keys ${KEYS.join(", ")}`);
  }
  const agent = agents.find((id) => id === input.get("agent"));
  if (agent === undefined) return invalid("expected a configured agent");
  const confidence = input.get("confidence");
  if (typeof confidence !== "number" || !(confidence >= 0 && confidence <= 1)) {
    return invalid("expected a confidence from 0 to 1");
  }
  const reason = input.get("reason");
  if (typeof reason !== "string") return invalid("expected a text as the reason");
  const printable = cutCodePoints(
    reason.replace(/[\p{C}\s]+/gu, " ").trimStart(),
    MAX_REASON_CHARS,
  ).trimEnd();
  return { kind: "decided", agent, confidence, reason: printable };
}

function invalid(problem: string): LlmAnswer {
  return { kind: "invalid", problem };
}
