import { normaliseQuery } from "@switchyard/router-core";
import { isOutOfScope } from "@switchyard/trainer";
import { describe, expect, it } from "vitest";
import type { Question, Reply } from "../router-client.ts";
import type { Terminal } from "../terminal.ts";
import { type FastShare, measureFastShare, printFastShare, readMixedQuestions } from "./fast-share.ts";

const example = (text: string, label = "cost") => ({ text, label, line: 1 });
const reply = (step: string, agent: string, routing: number): Reply => ({
  status: 200,
  body: { agent, routing_step: step, timings_ms: { routing } },
  durationMs: 1,
});

/** A router with an answer for each text; it takes 100 ms for each on the clock of the test. */
function router(replies: Readonly<Record<string, Reply | Error>>) {
  const clock = { nowMs: 0 };
  const asked: string[] = [];
  const ask = async ({ query }: Question): Promise<Reply> => {
    asked.push(query);
    clock.nowMs += 100;
    const answer = replies[query];
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error("unexpected question");
    return answer;
  };
  return { asked, clock, options: { ask, elapsedMs: () => clock.nowMs } };
}

describe("measureFastShare", () => {
  it("counts who decided, and how long that took", async () => {
    const { options } = router({
      a: reply("rules", "cost", 0.02),
      b: reply("rules", "security", 0.04),
      c: reply("model", "cost", 0.06),
      d: reply("llm", "cost", 301),
      e: reply("decision-cache", "cost", 0.1),
      f: reply("guess", "cost", 4000),
      g: reply("fallback-agent", "cost", 4001),
      h: { status: 502, body: { error: {} }, durationMs: 1 },
      i: new Error("connection refused"),
      j: reply("rules", "cost", 0.08),
    });
    const list = ["a", "b", "c", "d", "e", "f", "g", "h", "i"].map((text) => example(text));
    expect(await measureFastShare([...list, example("j", "oos")], options)).toEqual({
      questions: 10,
      deciders: {
        rules: { questions: 3, medianRoutingMs: 0.04 },
        model: { questions: 1, medianRoutingMs: 0.06 },
        "decision-cache": { questions: 1, medianRoutingMs: 0.1 },
        llm: { questions: 1, medianRoutingMs: 301 },
        "guess-or-fallback": { questions: 2, medianRoutingMs: 4000.5 },
      },
      unanswered: 2,
      fastShare: 0.4,
      // One of the four went to security, and one was for nobody.
      fastRight: 0.5,
      medianRoutingMs: 0.09,
      durationMs: 1000,
    });
  });

  it("gives up after 15 seconds, and counts what it has not asked", async () => {
    const { options, clock } = router({ slow: reply("llm", "cost", 16_000) });
    clock.nowMs = 5;
    const ask = (question: Question) => {
      clock.nowMs += 16_000;
      return options.ask(question);
    };
    const { unanswered, deciders } = await measureFastShare(
      Array.from({ length: 20 }, () => example("slow")),
      { ...options, ask },
    );
    expect([deciders.llm.questions + unanswered, deciders.llm.questions]).toEqual([20, 1]);
  });

  it("stops when it is told to", async () => {
    const { options, asked } = router({});
    const share = await measureFastShare([example("a")], { ...options, signal: AbortSignal.abort() });
    expect([asked, share.unanswered, share.fastRight, share.medianRoutingMs]).toEqual([[], 1, null, null]);
  });
});

describe("printFastShare", () => {
  const NOTHING = { questions: 0, medianRoutingMs: null };
  const SHARE: FastShare = {
    questions: 100,
    deciders: {
      rules: { questions: 59, medianRoutingMs: 0.041 },
      model: { questions: 20, medianRoutingMs: 0.06 },
      "decision-cache": NOTHING,
      llm: { questions: 20, medianRoutingMs: 303.4 },
      "guess-or-fallback": NOTHING,
    },
    unanswered: 1,
    fastShare: 0.79,
    fastRight: 0.987,
    medianRoutingMs: 0.05,
    durationMs: 2300,
  };

  function printed(share: FastShare): readonly string[] {
    const lines: string[] = [];
    const terminal: Terminal = {
      out: (text) => void lines.push(text),
      err: () => undefined,
      style: (_, text) => text,
    };
    printFastShare(terminal, share);
    return lines;
  }

  it("is one compact table", () => {
    expect(printed(SHARE)).toEqual([
      "100 mixed questions: 79 % answered by the fast path, without a language model (99 % of these by the right agent)",
      "  decided by                questions   median routing",
      "  rules                            59          0.04 ms",
      "  model                            20          0.06 ms",
      "  decision cache                    0                –",
      "  language model                   20           303 ms",
      "  guess or fallback agent           0                –",
      "  not answered                      1",
      "  all                              99          0.05 ms",
      "",
    ]);
  });

  it("leaves out what did not happen", () => {
    expect(printed({ ...SHARE, unanswered: 0 }).join("\n")).not.toContain("not answered");
  });
});

describe("the mixed questions", () => {
  it("are a hundred different ones, twelve of them for no agent", () => {
    const questions = readMixedQuestions();
    const texts = new Set(questions.map(({ text }) => normaliseQuery(text, { maxChars: 4000 })));
    expect([questions.length, texts.size, questions.filter(isOutOfScope).length]).toEqual([100, 100, 12]);
  });
});
