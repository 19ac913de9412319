import { readFileSync } from "node:fs";
import { type Example, isRight, parseExamples } from "@switchyard/trainer";
import { countOf, percent } from "../model/numbers-text.ts";
import { printTable } from "../model/print-table.ts";
import type { Question, Reply } from "../router-client.ts";
import type { Terminal } from "../terminal.ts";

/** Who decided, in the order of the cascade; what is merely left over counts as one. */
const DECIDERS = ["rules", "model", "decision-cache", "llm", "guess-or-fallback"] as const;
type Decider = (typeof DECIDERS)[number];

const FAST: readonly Decider[] = ["rules", "model"];
const TITLES: Readonly<Record<Decider, string>> = {
  rules: "rules",
  model: "model",
  "decision-cache": "decision cache",
  llm: "language model",
  "guess-or-fallback": "guess or fallback agent",
};

/** How a running system decided a list of questions. */
export interface FastShare {
  readonly questions: number;
  readonly deciders: Readonly<Record<Decider, DeciderShare>>;
  /** Errors, and what was not asked for lack of time. */
  readonly unanswered: number;
  /** Of all questions, 0 to 1: decided by rules or model. */
  readonly fastShare: number;
  /** Of the fast answers, 0 to 1: by the agent that the list names; null of none. */
  readonly fastRight: number | null;
  /** Of all answers; null of none. */
  readonly medianRoutingMs: number | null;
  readonly durationMs: number;
}

interface DeciderShare {
  readonly questions: number;
  readonly medianRoutingMs: number | null;
}

export interface AskingOptions {
  readonly ask: (question: Question) => Promise<Reply>;
  /** Milliseconds that only ever grow. */
  readonly elapsedMs: () => number;
  readonly signal?: AbortSignal;
}

/** As many as keep a small machine busy, and few enough not to start a crowd of environments. */
const AT_ONCE = 4;
/** Whoever set the stand-in to be slow need not wait for all of the list. */
const GIVE_UP_AFTER_MS = 15_000;

/** A hundred questions of many kinds, twelve of them for no agent. No model learns from them. */
export function readMixedQuestions(): readonly Example[] {
  const parsed = parseExamples(readFileSync(new URL("mixed-questions.jsonl", import.meta.url), "utf8"));
  if (!parsed.ok) throw new Error(`mixed-questions.jsonl: ${parsed.problems[0]?.message}`);
  return parsed.examples;
}

/** Asks every question once. A question that fails is counted, never an error: this is a demonstration, no test. */
export async function measureFastShare(
  questions: readonly Example[],
  { ask, elapsedMs, signal }: AskingOptions,
): Promise<FastShare> {
  const startedMs = elapsedMs();
  const left = questions.values();
  const decisions: Decision[] = [];
  const askOn = async (): Promise<void> => {
    for (const question of left) {
      if (signal?.aborted === true || elapsedMs() - startedMs > GIVE_UP_AFTER_MS) return;
      const reply = await ask({ query: question.text }).catch(() => undefined);
      const decision = reply === undefined ? undefined : decisionIn(question, reply);
      if (decision !== undefined) decisions.push(decision);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOn));

  const shareOf = (decider: Decider): DeciderShare => {
    const own = decisions.filter((decision) => decision.decider === decider);
    return { questions: own.length, medianRoutingMs: median(own.map(({ routingMs }) => routingMs)) };
  };
  const fast = decisions.filter(({ decider }) => FAST.includes(decider));
  return {
    questions: questions.length,
    deciders: {
      rules: shareOf("rules"),
      model: shareOf("model"),
      "decision-cache": shareOf("decision-cache"),
      llm: shareOf("llm"),
      "guess-or-fallback": shareOf("guess-or-fallback"),
    },
    unanswered: questions.length - decisions.length,
    fastShare: fast.length / questions.length,
    fastRight: fast.length === 0 ? null : fast.filter(({ right }) => right).length / fast.length,
    medianRoutingMs: median(decisions.map(({ routingMs }) => routingMs)),
    durationMs: elapsedMs() - startedMs,
  };
}

interface Decision {
  readonly decider: Decider;
  readonly right: boolean;
  readonly routingMs: number;
}

function decisionIn(question: Example, { status, body }: Reply): Decision | undefined {
  const { routing_step: step, agent, timings_ms: timings } = body;
  const routingMs =
    typeof timings === "object" && timings !== null && "routing" in timings ? timings.routing : undefined;
  if (status !== 200 || typeof agent !== "string" || typeof routingMs !== "number") return undefined;
  const decider = DECIDERS.find((each) => each === step) ?? "guess-or-fallback";
  return { decider, right: isRight(question, agent), routingMs };
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

/** One compact table. */
export function printFastShare(terminal: Terminal, share: FastShare): void {
  const { out, style } = terminal;
  out(
    `${style("bold", `${countOf(share.questions, "mixed question")}: ${percent(share.fastShare, 0)} answered by the fast path, without a language model`)}` +
      ` (${percent(share.fastRight ?? undefined, 0)} of these by the right agent)`,
  );
  const rows = DECIDERS.map((decider) => {
    const { questions, medianRoutingMs } = share.deciders[decider];
    return [TITLES[decider], String(questions), milliseconds(medianRoutingMs)];
  });
  printTable(terminal, [
    ["decided by", "questions", "median routing"],
    ...rows,
    ...(share.unanswered === 0 ? [] : [["not answered", String(share.unanswered), ""]]),
    ["all", String(share.questions - share.unanswered), milliseconds(share.medianRoutingMs)],
  ]);
  out("");
}

function milliseconds(ms: number | null): string {
  if (ms === null) return "–";
  return `${ms < 10 ? ms.toFixed(2) : ms.toFixed(0)} ms`;
}
