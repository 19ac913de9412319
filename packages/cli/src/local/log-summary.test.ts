import { describe, expect, it } from "vitest";
import { summaryOfEvent } from "./log-summary.ts";

const METRICS = {
  _aws: { Timestamp: 1 },
  FunctionVersion: "2",
  RequestId: "r-1",
  Method: "POST",
  ResponseTime: 12.4,
};

describe("summaryOfEvent", () => {
  it("is one line for a request that was answered", () => {
    const event = {
      ...METRICS,
      Status: 200,
      Agent: "cost",
      RoutingMethod: "fast",
      RoutingStep: "rules",
      Query: "costs?",
    };
    expect(summaryOfEvent(JSON.stringify(event))).toBe(
      '200  POST  cost  fast/rules  12 ms  "costs?"  version 2  r-1',
    );
  });

  it("says why a request was refused, and what became of the model", () => {
    expect(summaryOfEvent(JSON.stringify({ ...METRICS, Status: 400, ErrorCode: "invalid_json" }))).toBe(
      "400  POST  invalid_json  12 ms  version 2  r-1",
    );
    const failed = {
      ...METRICS,
      Status: 502,
      Agent: "cost",
      RoutingMethod: "fallback",
      RoutingStep: "guess",
    };
    expect(
      summaryOfEvent(
        JSON.stringify({ ...failed, ErrorCode: "agent_failed", LlmResult: "throttled", Detail: "denied" }),
      ),
    ).toBe("502  POST  cost  fallback/guess  12 ms  agent_failed  model: throttled  denied  version 2  r-1");
  });

  it("says why the fast path left a request to others, and what it would have said", () => {
    const event = { ...METRICS, Status: 200, Agent: "cost", RoutingMethod: "llm", RoutingStep: "llm" };
    const unsure = { FastPathAbstained: "unsure", FastPathGuess: "security", FastPathProbability: 0.412 };
    expect(summaryOfEvent(JSON.stringify({ ...event, ...unsure, LlmResult: "decided" }))).toBe(
      "200  POST  cost  llm/llm  12 ms  fast path: unsure (security 0.41)  version 2  r-1",
    );
    expect(summaryOfEvent(JSON.stringify({ ...event, FastPathAbstained: "out-of-scope" }))).toBe(
      "200  POST  cost  llm/llm  12 ms  fast path: out-of-scope  version 2  r-1",
    );
  });

  it("says why the session of a request was ignored", () => {
    const event = { ...METRICS, Status: 200, Agent: "cost", RoutingMethod: "fast", RoutingStep: "rules" };
    expect(summaryOfEvent(JSON.stringify({ ...event, SessionRejection: "expired" }))).toBe(
      "200  POST  cost  fast/rules  12 ms  session: expired  version 2  r-1",
    );
  });

  it("tells of a call of one version, past the gateway", () => {
    const event = {
      FunctionVersion: "2",
      Direct: true,
      RequestId: "r-1",
      Method: "POST",
      Status: 400,
      ErrorCode: "invalid_json",
    };
    expect(summaryOfEvent(JSON.stringify(event))).toBe("400  direct  POST  invalid_json  version 2  r-1");
  });

  it("leaves out what Lambda says of every invocation, but not a cold start", () => {
    expect(summaryOfEvent("START RequestId: x Version: 2")).toBeUndefined();
    expect(summaryOfEvent("END RequestId: x")).toBeUndefined();
    expect(summaryOfEvent("REPORT RequestId: x\tDuration: 3.10 ms\t")).toBeUndefined();
    expect(summaryOfEvent("REPORT RequestId: x\tDuration: 3.10 ms\tInit Duration: 151.62 ms\t")).toBe(
      "cold start: INIT took 152 ms",
    );
  });

  it("shows everything else as it is", () => {
    expect(summaryOfEvent("2026 x Task timed out after 3.00 seconds")).toBe(
      "2026 x Task timed out after 3.00 seconds",
    );
    expect(summaryOfEvent('{"_aws" half')).toBe('{"_aws" half');
  });
});
