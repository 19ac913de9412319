import { describe, expect, it } from "vitest";
import { printExplanation, printFollowUpHint, printReply, replyJson } from "./ask.ts";
import type { Terminal } from "./terminal.ts";

function recorder() {
  const lines: string[] = [];
  const terminal: Terminal = {
    out: (text) => void lines.push(text),
    err: (text) => void lines.push(`err ${text}`),
    style: (_, text) => text,
  };
  return { lines, terminal };
}

const DECISION = {
  agent: "cost",
  routing_method: "fast",
  routing_step: "rules",
  confidence: 0.95,
  reason: 'Matched "aws cost*".',
  version: "3",
  cold_start: true,
};
const BODY = { answer: "42 dollars.", ...DECISION };

describe("printReply", () => {
  it("shows the answer, then how it came about", () => {
    const { lines, terminal } = recorder();
    printReply(terminal, "What are my AWS costs?", { status: 200, body: BODY, durationMs: 12.4 });
    expect(lines).toEqual([
      "> What are my AWS costs?",
      "  42 dollars.",
      "  cost by fast/rules, confidence 0.95, version 3, cold start, 12 ms",
      '  Matched "aws cost*".\n',
    ]);
  });

  it("shows where a question goes when the stage serves decisions", () => {
    const { lines, terminal } = recorder();
    printReply(terminal, "What are my AWS costs?", { status: 200, body: DECISION, durationMs: 2.4 });
    expect(lines).toEqual([
      "> What are my AWS costs?",
      "  cost by fast/rules, confidence 0.95, decision only, version 3, cold start, 2 ms",
      '  Matched "aws cost*".\n',
    ]);
  });

  it("shows an error's status, code and message", () => {
    const { lines, terminal } = recorder();
    const body = { error: { code: "unknown_agent", message: "There is no agent pizza.", request_id: "r" } };
    printReply(terminal, "hello", { status: 400, body, durationMs: 1 });
    expect(lines).toEqual(["> hello", "  400 unknown_agent: There is no agent pizza.\n"]);
  });

  it("shows an answer of another shape as it is", () => {
    const { lines, terminal } = recorder();
    printReply(terminal, "hello", { status: 502, body: { message: "Bad gateway" }, durationMs: 1 });
    expect(lines[1]).toBe('  502 unexpected: {"message":"Bad gateway"}\n');
  });

  it("keeps escape sequences of an answer away from the terminal", () => {
    const { lines, terminal } = recorder();
    printReply(terminal, "hello", { status: 200, body: { ...BODY, answer: "\u001b[2Jgone" }, durationMs: 1 });
    expect(lines[1]).toBe("  \uFFFD[2Jgone");
  });
});

describe("printExplanation", () => {
  const explanation = {
    steps: [{ step: "override", result: "chosen", agent: "cost" }],
    decided: { step: "override", agent: "cost", confidence: 1, reason: "The caller chose the agent." },
  };

  it("shows the steps below the answer", () => {
    const { lines, terminal } = recorder();
    printExplanation(terminal, { status: 200, body: { ...BODY, explanation }, durationMs: 1 });
    expect(lines).toEqual([
      "  override        chosen        cost",
      "  decided by      override      cost, confidence 1.00",
      "",
    ]);
  });

  it("says nothing where there is no answer", () => {
    const { lines, terminal } = recorder();
    printExplanation(terminal, { status: 502, body: { error: {} }, durationMs: 1 });
    expect(lines).toEqual([]);
  });
});

describe("printFollowUpHint", () => {
  it("shows how to follow up on an answer with a session", () => {
    const { lines, terminal } = recorder();
    printFollowUpHint(terminal, { status: 200, body: { ...BODY, session: "AWrs_-9" }, durationMs: 1 });
    expect(lines).toEqual(['  Follow up: ask --session AWrs_-9 "and last month?"']);
  });

  it("says nothing where there is no session", () => {
    const { lines, terminal } = recorder();
    printFollowUpHint(terminal, { status: 200, body: BODY, durationMs: 1 });
    printFollowUpHint(terminal, { status: 400, body: { error: {} }, durationMs: 1 });
    expect(lines).toEqual([]);
  });
});

describe("replyJson", () => {
  it("adds what only the client knows", () => {
    expect(JSON.parse(replyJson({ query: "hi" }, { status: 200, body: BODY, durationMs: 12.4 }))).toEqual({
      question: { query: "hi" },
      status: 200,
      duration_ms: 12,
      ...BODY,
    });
  });

  it("holds the session that was sent and the one that came back", () => {
    const reply = { status: 200, body: { ...BODY, session: "next" }, durationMs: 1 };
    expect(JSON.parse(replyJson({ query: "and last month?", session: "before" }, reply))).toMatchObject({
      question: { query: "and last month?", session: "before" },
      session: "next",
    });
  });
});
