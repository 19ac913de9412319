import { catalogue } from "@switchyard/metrics";
import { describe, expect, it } from "vitest";
import { ALARM_KINDS, alarmName, alarmRule } from "./alarm-rules.ts";

const WATCHED = { stage: "dev", functionName: "switchyard-dev-router", aliasName: "live", version: "7" };
const LIMITS = { errorRatePercent: 1, responseTimeMs: 30_000, coldStartMs: 2000 };

/** `Errors Sum of Stage=dev` for each metric, by id. */
function metricsOf(kind: (typeof ALARM_KINDS)[number], limits = LIMITS): Readonly<Record<string, string>> {
  return Object.fromEntries(
    alarmRule(kind, WATCHED, limits).metrics.map(({ id, namespace, metricName, dimensions, stat }) => [
      id,
      `${namespace} ${metricName} ${stat} of ${Object.entries(dimensions)
        .map(([name, value]) => `${name}=${value}`)
        .join(" ")}`,
    ]),
  );
}

describe("the alarm on errors", () => {
  it("counts crashes by Lambda and refusals by the handler, for the version and for all", () => {
    const alias = "FunctionName=switchyard-dev-router Resource=switchyard-dev-router:live";
    expect(metricsOf("errors")).toEqual({
      requests: `AWS/Lambda Invocations Sum of ${alias} ExecutedVersion=7`,
      crashes: `AWS/Lambda Errors Sum of ${alias} ExecutedVersion=7`,
      refusals: "Switchyard Errors Sum of Stage=dev FunctionVersion=7",
      allRequests: `AWS/Lambda Invocations Sum of ${alias}`,
      allCrashes: `AWS/Lambda Errors Sum of ${alias}`,
      allRefusals: "Switchyard Errors Sum of Stage=dev",
    });
  });

  it("wants five more than the limit allows, others that keep it, and five times their share", () => {
    const { steps, expression, threshold, periodSeconds } = alarmRule("errors", WATCHED, LIMITS);
    expect(steps).toEqual([
      { id: "bad", expression: "crashes + refusals" },
      { id: "others", expression: "allRequests - requests" },
      { id: "othersBad", expression: "allCrashes + allRefusals - bad" },
    ]);
    expect(expression).toBe(
      "IF((100 * bad - 1 * requests >= 499) AND (100 * othersBad <= 1 * others + 1) AND (bad * others >= 5 * othersBad * requests), 100 * bad / requests, 0)",
    );
    expect([threshold, periodSeconds]).toEqual([1, 300]);
  });
});

describe("the alarm on slow requests", () => {
  it("takes a share of slow requests for the 95th percentile", () => {
    expect(metricsOf("slow")).toEqual({
      requests: "Switchyard ResponseTime SampleCount of Stage=dev FunctionVersion=7",
      within: "Switchyard ResponseTime PR(:30000) of Stage=dev FunctionVersion=7",
      allRequests: "Switchyard ResponseTime SampleCount of Stage=dev",
      allWithin: "Switchyard ResponseTime PR(:30000) of Stage=dev",
    });
    const { steps, expression, threshold, periodSeconds } = alarmRule("slow", WATCHED, LIMITS);
    expect(steps.map((step) => step.expression)).toEqual([
      "requests * (100 - within) / 100",
      "allRequests - requests",
      "allRequests * (100 - allWithin) / 100 - bad",
    ]);
    expect(expression).toBe(
      "IF((100 * bad - 5 * requests >= 499) AND (100 * othersBad <= 5 * others + 1) AND (bad * others >= 5 * othersBad * requests), 100 * bad / requests, 0)",
    );
    expect([threshold, periodSeconds]).toEqual([5, 300]);
  });
});

describe("the alarm on cold starts", () => {
  it("judges them by their median, given that there are some", () => {
    expect(metricsOf("cold-start")).toEqual({
      starts: "Switchyard InitDuration SampleCount of Stage=dev FunctionVersion=7",
      median: "Switchyard InitDuration p50 of Stage=dev FunctionVersion=7",
    });
    expect(alarmRule("cold-start", WATCHED, LIMITS)).toMatchObject({
      periodSeconds: 300,
      threshold: 2000,
      expression: "IF(starts >= 5, median, 0)",
    });
  });
});

describe("the alarm on hard failures", () => {
  it("sees them within ten seconds, by a metric that is stored by the second", () => {
    expect(metricsOf("hard-failures")).toEqual({
      bad: "Switchyard HardFailures Sum of Stage=dev FunctionVersion=7",
      requests: "Switchyard HardFailures SampleCount of Stage=dev FunctionVersion=7",
      allBad: "Switchyard HardFailures Sum of Stage=dev",
      allRequests: "Switchyard HardFailures SampleCount of Stage=dev",
    });
    expect(alarmRule("hard-failures", WATCHED, LIMITS)).toMatchObject({
      periodSeconds: 10,
      threshold: 0,
      expression:
        "IF((bad >= 5) AND (bad >= 0.75 * requests) AND (allBad - bad <= 0.1 * (allRequests - requests)), 1, 0)",
    });
    expect(catalogue.hardFailures.resolutionSeconds).toBe(1);
  });
});

describe("alarmRule", () => {
  it("follows the limits of the stage", () => {
    const limits = { errorRatePercent: 2.5, responseTimeMs: 8000, coldStartMs: 900 };
    expect(ALARM_KINDS.map((kind) => alarmRule(kind, WATCHED, limits).threshold)).toEqual([2.5, 5, 900, 0]);
    expect(metricsOf("slow", limits).allWithin).toBe("Switchyard ResponseTime PR(:8000) of Stage=dev");
    expect(alarmRule("errors", WATCHED, limits).expression).toContain("100 * bad - 2.5 * requests >= 499");
  });

  it("reads metrics of ours only under dimensions that they are stored under", () => {
    const stored = new Map(
      Object.values(catalogue).map(({ name, dimensionSets }) => [
        name as string,
        dimensionSets.map((set) => set.join()),
      ]),
    );
    const own = ALARM_KINDS.flatMap((kind) => alarmRule(kind, WATCHED, LIMITS).metrics).filter(
      ({ namespace }) => namespace === "Switchyard",
    );
    for (const { metricName, dimensions } of own) {
      expect(stored.get(metricName)).toContain(Object.keys(dimensions).join());
    }
  });

  it("stays within the ten metrics that CloudWatch takes for one alarm", () => {
    for (const kind of ALARM_KINDS) {
      expect(alarmRule(kind, WATCHED, LIMITS).metrics.length).toBeLessThanOrEqual(10);
    }
  });

  it("says in a sentence what went wrong", () => {
    expect(ALARM_KINDS.map((kind) => alarmRule(kind, WATCHED, LIMITS).description)).toEqual([
      "In 300 s more than 1 % of the newest version's requests failed, 5 more than that allows, and the other versions are well.",
      "In 300 s more than 5 % of the newest version's requests took longer than 30000 ms, 5 more than that allows, and the other versions are well.",
      "In 300 s half of at least 5 cold starts of the newest version took longer than 2000 ms.",
      "In 10 s at least 5 requests and 75 % of the newest version's failed hard, and at most 10 % of the others'.",
    ]);
  });
});

describe("alarmName", () => {
  it("says stage and kind", () => {
    expect(ALARM_KINDS.map((kind) => alarmName("prod", kind))).toEqual([
      "switchyard-prod-router-errors",
      "switchyard-prod-router-slow",
      "switchyard-prod-router-cold-start",
      "switchyard-prod-router-hard-failures",
    ]);
  });
});
