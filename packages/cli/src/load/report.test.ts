import { describe, expect, it } from "vitest";
import type { LoadOutcome } from "./outcome.ts";
import { printLoad } from "./report.ts";
import { histogramsJson, loadJson } from "./report-json.ts";
import type { Sample } from "./run.ts";
import { createTally } from "./tally.ts";
import { facts, question, sample } from "./testing.ts";
import { broken } from "./thresholds.ts";

const SAMPLES: readonly Sample[] = [
  ...Array.from({ length: 8 }, () => sample()),
  sample({
    kind: "odd",
    latencyMs: 1200,
    serviceMs: 1100,
    delayMs: 100,
    queued: true,
    exchange: {
      kind: "answered",
      status: 200,
      facts: facts({ routingMethod: "llm", version: "2", coldStart: true, functionMs: 1000 }),
      endedMs: 1200,
    },
  }),
  sample({
    request: question("q"),
    exchange: { kind: "unanswered", why: "time-out", detail: "no answer in time", endedMs: 0 },
    latencyMs: 35_000,
    serviceMs: 35_000,
  }),
];

function outcome(samples: readonly Sample[] = SAMPLES): LoadOutcome {
  const tally = createTally(({ functionMs }) => functionMs ?? 0);
  for (const each of samples) tally.add(each);
  return {
    stage: "local",
    target: { apiUrl: "http://127.0.0.1:4566/local", apiKey: "secret", isLoopback: true },
    seed: 7,
    process: "poisson",
    durationMs: 5000,
    expectedRequests: 10,
    end: { ended: "done", sendingMs: 5000 },
    tally: tally.result(),
    broken: [],
  };
}

function printed(of: LoadOutcome): readonly string[] {
  const lines: string[] = [];
  const out = (text: string) => void lines.push(text);
  printLoad({ out, err: out, style: (_, text) => text }, of);
  return lines;
}

describe("printLoad", () => {
  it("has a row for each kind and way of routing, and one for all", () => {
    const rows = printed(outcome()).filter((line) => /^ {2}(kind|cost|odd|all) /.test(line));
    expect(rows.map((row) => row.trim().split(/ {2,}/))).toEqual([
      [
        "kind",
        "method",
        "requests",
        "share",
        "p50",
        "p90",
        "p95",
        "p99",
        "max ms",
        "errors",
        "cold",
        "$ / 1,000",
      ],
      ["cost", "fast", "8", "80.0 %", "40.0", "40.0", "40.0", "40.0", "40.0", "0", "0", "0.0100"],
      ["cost", "–", "1", "10.0 %", "35,000", "35,000", "35,000", "35,000", "35,000", "1", "0", "–"],
      ["odd", "llm", "1", "10.0 %", "1,200", "1,200", "1,200", "1,200", "1,200", "0", "1", "1.0000"],
      ["all", "10", "100.0 %", "40.0", "1,199", "35,000", "35,000", "35,000", "1", "1", "0.1200"],
    ]);
  });

  it("says what else there is to know", () => {
    const text = printed(outcome()).join("\n");
    expect(text).toContain("10 requests to http://127.0.0.1:4566/local (local)");
    expect(text).toContain("sent 2.0 a second, planned 2.0; poisson arrivals, seed 7");
    expect(text).toContain("service time): p50 40.0, p90 1,100, p95 1,100, p99 1,100, max 1,100 ms");
    expect(text).toContain("status codes: 200 × 9");
    expect(text).toContain("no answer: no answer in time × 1");
    expect(text).toContain("versions: 1 × 8, 2 × 1");
    expect(text).toContain("note 1 without an answer in time count with the time that they waited");
    expect(text).toContain("note 1 waited to be sent");
    expect(text).not.toContain("secret");
  });

  it("says nothing of what there is none of", () => {
    const text = printed(outcome([])).join("\n");
    expect(text).toContain("status codes: –");
    expect(text).not.toMatch(/note|no answer:|NaN|undefined/);
  });
});

describe("loadJson", () => {
  it("is for scripts", () => {
    const json: unknown = JSON.parse(loadJson(outcome()));
    expect(json).toMatchObject({
      stage: "local",
      seed: 7,
      ended: "done",
      expected_requests: 10,
      total: {
        requests: 10,
        errors: 1,
        cold_starts: 1,
        latency_ms: { count: 10, p50: expect.closeTo(40, 0), max: 35_000 },
        service_ms: { count: 9, max: 1100 },
        cost_micro_dollars: expect.closeTo(120, 6),
      },
      status_codes: { "200": 9 },
      unanswered: { "no answer in time": 1 },
      versions: { "1": 8, "2": 1 },
      waited_to_be_sent: 1,
      sent_late: 0,
      lower_bounds: 1,
      not_kept: [],
    });
    expect(loadJson(outcome())).not.toContain("secret");
  });

  it("has null for what there is nothing of", () => {
    expect(JSON.parse(loadJson(outcome([])))).toMatchObject({
      total: { requests: 0, latency_ms: { count: 0, p50: null, max: null }, cost_micro_dollars: null },
    });
  });
});

describe("histogramsJson", () => {
  it("has every value in a bucket", () => {
    const json: unknown = JSON.parse(histogramsJson(outcome()));
    expect(json).toMatchObject({
      total: { latency: [{ count: 8 }, { count: 1 }, { count: 1 }], service: [{ count: 8 }, { count: 1 }] },
      groups: [
        { kind: "cost", routing_method: "fast" },
        { kind: "cost", routing_method: null },
        { kind: "odd", routing_method: "llm" },
      ],
    });
  });
});

describe("thresholds", () => {
  const { tally } = outcome();

  it("are kept up to their very value", () => {
    expect(broken({ maxErrorPercent: 10, maxP95Ms: 35_000 }, tally)).toEqual([]);
    expect(broken({ maxErrorPercent: undefined, maxP95Ms: undefined }, tally)).toEqual([]);
  });

  it("are told with what was found", () => {
    expect(broken({ maxErrorPercent: 9.9, maxP95Ms: 2000 }, tally)).toEqual([
      "expected at most 9.9 % errors, found 10.00 %",
      "expected a p95 of at most 2000 ms, found 35000.0 ms",
    ]);
  });

  it("are not kept where there is nothing to judge", () => {
    expect(broken({ maxErrorPercent: 100, maxP95Ms: 1e6 }, outcome([]).tally)).toEqual([
      "expected at most 100 % errors, found no requests",
      "expected a p95 of at most 1000000 ms, found no requests",
    ]);
  });
});
