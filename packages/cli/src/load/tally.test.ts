import { describe, expect, it } from "vitest";
import type { Sample } from "./run.ts";
import { createTally } from "./tally.ts";
import { facts, question, sample } from "./testing.ts";

function tallyOf(...samples: readonly Sample[]) {
  const tally = createTally(({ functionMs }, isCached) => (isCached ? 1 : (functionMs ?? 0)));
  for (const each of samples) tally.add(each);
  return tally.result();
}

function answered(some: Parameters<typeof facts>[0], status = 200): Pick<Sample, "exchange"> {
  return { exchange: { kind: "answered", status, facts: facts(some), endedMs: 40 } };
}

describe("createTally", () => {
  it("groups by kind and way of routing, in order", () => {
    const { groups, total } = tallyOf(
      sample({ kind: "odd", ...answered({ routingMethod: "llm" }) }),
      sample({ kind: "cost" }),
      sample({ kind: "odd", ...answered({ routingMethod: "fallback" }) }),
      sample({ kind: "cost" }),
    );
    expect(groups.map(({ kind, method, requests }) => [kind, method, requests])).toEqual([
      ["cost", "fast", 2],
      ["odd", "fallback", 1],
      ["odd", "llm", 1],
    ]);
    expect([total.requests, total.errors, total.microDollars]).toEqual([4, 0, 40]);
  });

  it("takes for an error what is another status than the right one", () => {
    const bad = { kind: "bad", request: question("", { expect: 400 }) };
    const { groups, statuses } = tallyOf(
      sample({ ...bad, ...answered({ routingMethod: undefined }, 400) }),
      sample({ ...bad, ...answered({}, 200) }),
      sample(answered({ routingMethod: undefined }, 502)),
    );
    expect(groups.map(({ kind, method, errors }) => [kind, method, errors])).toEqual([
      ["bad", "fast", 1],
      ["bad", "none", 0],
      ["cost", "none", 1],
    ]);
    expect([...statuses]).toEqual([
      [200, 1],
      [400, 1],
      [502, 1],
    ]);
  });

  it("measures from when a request was due, and from when it was sent", () => {
    const { total } = tallyOf(sample({ latencyMs: 900, serviceMs: 30, delayMs: 870, queued: true }));
    expect([total.latency.maxMs, total.service.maxMs]).toEqual([900, 30]);
  });

  it("lets what was given up count with its wait, and what was refused at once with none", () => {
    const failed = (why: "time-out" | "cut-off" | "connection", detail: string, latencyMs: number) =>
      sample({ latencyMs, exchange: { kind: "unanswered", why, detail, endedMs: 0 } });
    const tally = tallyOf(
      failed("time-out", "no answer in time", 35_000),
      failed("cut-off", "the run ended", 2000),
      failed("connection", "ECONNREFUSED", 1),
      sample({
        latencyMs: 5000,
        serviceMs: undefined,
        delayMs: undefined,
        queued: true,
        exchange: undefined,
      }),
    );
    expect([tally.total.requests, tally.total.errors, tally.censored]).toEqual([4, 4, 3]);
    expect([
      tally.total.latency.count,
      tally.total.latency.percentileMs(0),
      tally.total.latency.maxMs,
    ]).toEqual([3, 2000, 35_000]);
    expect(tally.total.service.count).toBe(0);
    expect(Object.fromEntries(tally.unanswered)).toEqual({
      "no answer in time": 1,
      "the run ended": 1,
      ECONNREFUSED: 1,
      "never sent": 1,
    });
  });

  it("tells requests that waited for others from those that were sent late", () => {
    const { queued, late } = tallyOf(
      sample({ delayMs: 10 }),
      sample({ delayMs: 10.5 }),
      sample({ delayMs: 500, queued: true }),
    );
    expect([queued, late]).toEqual([1, 1]);
  });

  it("knows a copy from the cache by the id of the request that it was made for", () => {
    const get = { request: question("q", { method: "GET" }) };
    const { total } = tallyOf(
      sample({ ...get, ...answered({ requestId: "a", coldStart: true }) }),
      sample({ ...get, ...answered({ requestId: "a", coldStart: true }) }),
      sample({ ...get, ...answered({ requestId: "b" }) }),
      sample({ ...get, ...answered({ requestId: undefined }) }),
      sample(answered({ requestId: "a" })),
    );
    expect([total.cached, total.coldStarts, total.microDollars]).toEqual([1, 1, 41]);
  });

  it("counts the versions that answer", () => {
    const { versions } = tallyOf(
      sample(answered({ version: "10" })),
      sample(answered({ version: "9" })),
      sample(answered({ version: "10" })),
      sample(answered({ version: undefined })),
    );
    expect([...versions]).toEqual([
      ["9", 1],
      ["10", 2],
    ]);
  });
});
