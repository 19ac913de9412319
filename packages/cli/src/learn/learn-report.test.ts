import { describe, expect, it } from "vitest";
import type { Terminal } from "../terminal.ts";
import type { Gain } from "./gain.ts";
import { type LearnReport, learningJson, printLearning } from "./learn-report.ts";
import type { LoggedQuery } from "./suggest.ts";

const query = (text: string, agents: readonly string[] = ["cost"]): LoggedQuery => ({
  text,
  normalised: text,
  requests: 2,
  agents,
  confidence: 0.9,
  fastProbability: 0,
});

const GAIN: Gain = {
  requests: 1240,
  logged: { before: { answered: 0.012, likeLlm: undefined }, after: { answered: 0.4, likeLlm: 0.985 } },
  validation: {
    before: { coverage: 0.7, precision: 0.991 },
    after: { coverage: 0.72, precision: undefined },
  },
};

const report = (changes: Partial<LearnReport> = {}): LearnReport => ({
  log: { lines: 9, unknownLines: 1, requests: 8, decisions: [] },
  suggestions: { suggested: [query("a")], dropped: [] },
  minConfidence: 0.8,
  out: "/s.jsonl",
  gain: GAIN,
  ...changes,
});

function printed(changes: Partial<LearnReport>): readonly string[] {
  const lines: string[] = [];
  const terminal: Terminal = {
    out: (text) => void lines.push(text),
    err: () => undefined,
    style: (_, text) => text,
  };
  printLearning(terminal, report(changes));
  return lines;
}

describe("printLearning", () => {
  it("puts what the fast path did and what it would do beside each other", () => {
    expect(printed({}).slice(4, 9)).toEqual([
      "  the fast path                           examples alone   with suggestions",
      "  answers, of 1,240 logged requests (1)            1.2 %             40.0 %",
      "    of these, as the language model did                –             98.5 %",
      "  answers, of the validation                      70.0 %             72.0 %",
      "    of these, rightly                             99.1 %                  –",
    ]);
  });

  it("promises nothing of the log when there are too few suggestions", () => {
    expect(printed({ gain: { ...GAIN, logged: undefined } }).slice(-3)).toEqual([
      "  answers, of the validation           70.0 %             72.0 %",
      "    of these, rightly                  99.1 %                  –",
      "  There are too few suggestions to learn from some and ask the others.",
    ]);
  });

  it("shows ten contradictions, without what could steer the terminal", () => {
    const dropped = Array.from({ length: 11 }, (_, index) => ({
      reason: "contradictory" as const,
      query: query(`\u009b${index}`, ["cost", "security"]),
    }));
    const lines = printed({ suggestions: { suggested: [], dropped }, out: undefined, gain: undefined });
    expect(lines.slice(1, 3)).toEqual([
      "  left out: 11 answered now this way, now that",
      '    "\uFFFD0" went to cost and security',
    ]);
    expect(lines).toHaveLength(13);
  });
});

describe("learningJson", () => {
  it("has the shares as numbers, and null of nothing", () => {
    expect(JSON.parse(learningJson(report())).gain).toEqual({
      logged_requests: 1240,
      logged: { before: { answered: 0.012, like_llm: null }, after: { answered: 0.4, like_llm: 0.985 } },
      validation: {
        before: { coverage: 0.7, precision: 0.991 },
        after: { coverage: 0.72, precision: null },
      },
    });
    expect(JSON.parse(learningJson(report({ gain: { ...GAIN, logged: undefined } }))).gain.logged).toBeNull();
  });
});
