import { InvokeCommand, UpdateAliasCommand } from "@aws-sdk/client-lambda";
import type { GuardrailPlan, GuardrailPlans } from "@switchyard/rollout";
import { observationSourceContract } from "@switchyard/rollout/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCloudWatchHistory } from "./cloudwatch-history.ts";
import { createCloudWatchObservations } from "./cloudwatch-observations.ts";
import { observationQueries } from "./metric-queries.ts";
import { createMetricReader } from "./metric-reader.ts";
import { type LocalController, openLocalController, ROUTER, sent } from "./testdata/local-controller.ts";

// Real invocations through the alias, and what Lambda and the router's own lines make of them, in a cloud whose minute
// is an eighth of a second.
const SPEED = 480;
const MINUTE_MS = 60_000;

let local: LocalController;
let stable: string;
let candidate: string;
beforeAll(async () => {
  local = await openLocalController(SPEED);
  stable = await local.publish();
  candidate = await local.publish();
  await local.createAlias("live", stable);
  // A cold start takes a good part of so short a minute; the tests are about warm ones.
  await ask(stable, ["hello"]);
  await ask(candidate, ["hello"]);
});
afterAll(() => local.close());

const guardrail = (thresholds: readonly number[]): GuardrailPlan => ({
  thresholds,
  historicRates: thresholds.length === 0 ? [0.01] : thresholds.map(() => 0.1),
  margin: 0.01,
  mustBeProven: true,
});
const GUARDRAILS: GuardrailPlans = {
  errors: guardrail([]),
  latency: guardrail([20, 500]),
  cost: guardrail([39]),
  "llm-share": guardrail([]),
};

/** Requests that all go to one version, as API Gateway sends them. */
async function ask(version: string, queries: readonly string[]): Promise<void> {
  await local.lambda.send(
    new UpdateAliasCommand({ FunctionName: ROUTER, Name: "live", FunctionVersion: version }),
  );
  for (const query of queries) {
    const Payload = Buffer.from(JSON.stringify({ body: JSON.stringify({ query }) }));
    const { ExecutedVersion } = await local.lambda.send(
      new InvokeCommand({ FunctionName: ROUTER, Qualifier: "live", Payload }),
    );
    expect(sent(ExecutedVersion)).toBe(version);
  }
}

/** All metrics of what was asked so far are complete. */
async function settle(): Promise<void> {
  const untilMs = local.nowMs() + 3 * MINUTE_MS;
  await expect.poll(() => local.nowMs(), { timeout: 10_000, interval: 20 }).toBeGreaterThan(untilMs);
}

function openSource({
  pageSize,
  nowMs = local.nowMs,
}: {
  readonly pageSize?: number;
  readonly nowMs?: () => number;
} = {}) {
  const readMetrics = createMetricReader(local.clients.cloudWatch, pageSize);
  const scope = { stage: "local", functionName: ROUTER, alias: "live" };
  return {
    readMetrics,
    scope,
    source: createCloudWatchObservations({ readMetrics, scope, nowMs }),
  };
}

const fromNow = (): number => Math.ceil(local.nowMs() / MINUTE_MS) * MINUTE_MS;

/** The first whole minute that begins from now on, once it has begun. */
async function nextMinute(): Promise<number> {
  const startMs = fromNow();
  await expect.poll(() => local.nowMs(), { timeout: 10_000, interval: 20 }).toBeGreaterThanOrEqual(startMs);
  return startMs;
}

observationSourceContract("the CloudWatch adapter on the local cloud", async () => ({
  source: openSource().source,
  query: { stable, candidate, fromMs: await nextMinute(), guardrails: GUARDRAILS },
  serve: (arm, requests, failed) => {
    const ends = Array.from({ length: requests }, (_, index) => (index < failed ? "fail" : "go well"));
    return ask(arm === "stable" ? stable : candidate, ends);
  },
  settle,
  nextMinuteMs: fromNow,
  close: () => undefined,
}));

describe("the CloudWatch adapter on the local cloud", () => {
  it("counts every guardrail, and crashes of which the router says nothing", async () => {
    const fromMs = await nextMinute();
    await ask(candidate, ["hello", "hello llm", "slow 1", "fail", "crash"]);
    await settle();
    const { source } = openSource();
    const query = { stable, candidate, fromMs, cursor: undefined, guardrails: GUARDRAILS };
    const { minutes } = await source.since(query);
    const sum = (read: (counts: (typeof minutes)[number]["candidate"]["counts"]) => number) =>
      minutes.reduce((total, minute) => total + read(minute.candidate.counts), 0);
    expect([
      sum(({ errors }) => errors?.[0]?.requests ?? 0),
      sum(({ errors }) => errors?.[0]?.events ?? 0),
      sum(({ latency }) => latency?.[0]?.requests ?? 0),
      sum(({ latency }) => latency?.[0]?.events ?? 0),
      sum(({ latency }) => latency?.[1]?.events ?? 0),
      sum(({ cost }) => cost?.[0]?.events ?? 0),
      sum((counts) => counts["llm-share"]?.[0]?.events ?? 0),
    ]).toEqual([5, 2, 4, 1, 1, 4, 1]);
  });

  it("holds a release up at the minute in which the router's own lines are missing", async () => {
    const fromMs = await nextMinute();
    await ask(candidate, ["hello", "be silent"]);
    const askedMs = local.nowMs();
    await settle();
    const { source } = openSource({ nowMs: () => askedMs + 2 * MINUTE_MS });
    const query = { stable, candidate, fromMs, cursor: undefined, guardrails: GUARDRAILS };
    expect((await source.since(query)).freshToMs).toBeLessThanOrEqual(askedMs);
  });

  it("reads the same in many pages as in one", async () => {
    const fromMs = await nextMinute();
    await ask(stable, ["hello", "fail"]);
    await settle();
    const range = { fromMs, toMs: fromNow(), periodS: 60 };
    const { readMetrics, scope } = openSource();
    const queries = observationQueries(scope, { stable, candidate }, GUARDRAILS);
    const whole = await readMetrics(queries, range);
    const invocations = [...(whole.get("stable_invocations")?.values() ?? [])];
    expect(invocations.reduce((sum, value) => sum + value, 0)).toBe(2);
    expect(await openSource({ pageSize: 1 }).readMetrics(queries, range)).toEqual(whole);
  });

  it("refuses more queries than CloudWatch answers at once", async () => {
    const { readMetrics, scope } = openSource();
    const latency = guardrail(Array.from({ length: 250 }, (_, index) => index + 1));
    const queries = observationQueries(scope, { stable, candidate }, { errors: guardrail([]), latency });
    const reading = readMetrics(queries, { fromMs: 0, toMs: MINUTE_MS, periodS: 60 });
    await expect(reading).rejects.toThrow("Expected at most 500 metric queries");
  });

  it("reads a version's percentiles over the last day", async () => {
    await ask(stable, ["hello"]);
    await settle();
    const { readMetrics } = openSource();
    const history = createCloudWatchHistory({ readMetrics, stage: "local", nowMs: local.nowMs });
    const found = await history(stable);
    expect(found.samples).toBeGreaterThan(0);
    expect(found).toMatchObject({ p50: 20, p99: 20 });
    expect(await history("99")).toEqual({ p50: 0, p75: 0, p90: 0, p95: 0, p99: 0, samples: 0 });
  });
});
