import { describe, expect, it } from "vitest";
import { readLogLine } from "./log-line.ts";

const REQUEST = {
  _aws: { Timestamp: 1_795_000_000_000 },
  Stage: "local",
  RequestId: "r-1",
  Method: "POST",
  Status: 200,
  Agent: "cost",
  RoutingMethod: "llm",
  RoutingStep: "llm",
  Confidence: 0.9,
  FastPathAbstained: "unsure",
  FastPathGuess: "security",
  FastPathProbability: 0.41,
  LlmResult: "decided",
  Query: "why so much",
};
const DECISION = {
  kind: "llm-decision",
  query: "why so much",
  agent: "cost",
  confidence: 0.9,
  fastProbability: 0.41,
  atMs: 1_795_000_000_000,
};

describe("readLogLine", () => {
  it("reads a decision of the language model, fresh or remembered", () => {
    expect(readLogLine({ text: JSON.stringify(REQUEST) })).toEqual(DECISION);
    const remembered = { ...REQUEST, RoutingStep: "decision-cache", LlmResult: undefined };
    expect(readLogLine({ text: JSON.stringify(remembered) })).toEqual(DECISION);
  });

  it("has no query where the stage logs none, and no probability where the fast path had no guess", () => {
    const { Query: _, FastPathProbability: __, ...rest } = REQUEST;
    expect(readLogLine({ text: JSON.stringify(rest) })).toEqual({
      kind: "llm-decision",
      agent: "cost",
      confidence: 0.9,
      atMs: 1_795_000_000_000,
    });
  });

  it("takes the time of the log event where it is known", () => {
    expect(readLogLine({ text: JSON.stringify(REQUEST), atMs: 7 })).toMatchObject({ atMs: 7 });
  });

  it.each([
    ["JSON of filter-log-events", (line: string) => JSON.stringify({ timestamp: 5, message: line })],
    [
      "JSON with a line end and a time in words",
      (line: string) => JSON.stringify({ timestamp: "1970-01-01T00:00:00.005Z", message: `${line}\n` }),
    ],
  ])("unwraps %s", (_, wrap) => {
    expect(readLogLine({ text: wrap(JSON.stringify(REQUEST)) })).toEqual({ ...DECISION, atMs: 5 });
  });

  it.each([
    ["an export to S3", "2026-11-26T03:17:00.000Z "],
    ["aws logs tail", "2026-11-26T03:17:00.123000+00:00 2026/11/26/[12]0f "],
  ])("reads a line of %s, which begins with its time", (_, prefix) => {
    expect(readLogLine({ text: `${prefix}${JSON.stringify(REQUEST)}` })).toEqual(DECISION);
  });

  it.each([
    ["rules", { RoutingStep: "rules" }],
    ["a guess", { RoutingStep: "guess", LlmResult: "unsure" }],
    ["nobody", { RoutingStep: undefined, Agent: undefined }],
    ["the model, in a request past the alias", { Direct: true }],
  ])("counts what was decided by %s as another request", (_, changes) => {
    expect(readLogLine({ text: JSON.stringify({ ...REQUEST, ...changes }) })).toMatchObject({
      kind: "other-request",
    });
  });

  it.each([
    "START RequestId: x Version: 2",
    "",
    "[1]",
    '{"_aws" half',
    '{"level":"WARN","message":"The model gave no usable answer"}',
    '{"message":"REPORT RequestId: x"}',
    '{"message":7}',
    '{"RequestId":"r","Method":"POST","RoutingStep":"llm","Agent":7}',
    "null",
  ])("does not know %j", (text) => {
    expect(readLogLine({ text })).toMatchObject({ kind: "unknown" });
  });
});
