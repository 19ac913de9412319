import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askRouter, sendRaw } from "../router-client.ts";
import { openSystem, type System } from "./system.ts";
import {
  type Metric,
  type Points,
  SPEAKERS,
  type Speaker,
  type Statistic,
} from "./testdata/cloudwatch-speakers.ts";

// Each tool of AWS speaks to CloudWatch in the protocol of its language and age. All must see the same numbers.

let system: System;
let functionName: string;
let speakers: readonly (readonly [protocol: string, speaker: Speaker])[];

beforeAll(async () => {
  system = await openSystem();
  await system.deploy();
  const now = Date.now();
  const range = { StartTime: new Date(now - 600_000), EndTime: new Date(now + 600_000) };
  const options = { ...system.cloud().endpoints, range };
  speakers = SPEAKERS.map(([protocol, speak]) => [protocol, speak(options)]);

  const router = await system.router();
  functionName = router.functionName;
  for (const query of ["What are my AWS costs?", "Who can use this key?"]) await askRouter(router, { query });
  await sendRaw(router, "no JSON");
});
afterAll(() => system.close());

/** What each protocol makes of a metric, by both operations that read it. */
async function readings(
  metric: Metric,
  statistic: Statistic,
): Promise<readonly (readonly [string, Points])[]> {
  const read = speakers.map(async ([protocol, speaker]) => [
    [`${protocol}: GetMetricStatistics`, await speaker.statistics(metric, statistic)] as const,
    [`${protocol}: GetMetricData`, await speaker.data(metric, statistic)] as const,
  ]);
  return (await Promise.all(read)).flat();
}

const switchyard = (MetricName: string): Metric => ({
  Namespace: "Switchyard",
  MetricName,
  Dimensions: [{ Name: "Stage", Value: "local" }],
});
const ofLambda = (MetricName: string): Metric => ({
  Namespace: "AWS/Lambda",
  MetricName,
  Dimensions: [{ Name: "FunctionName", Value: functionName }],
});

describe("CloudWatch in all its protocols", () => {
  it.each([
    ["three requests, by the router's own count", () => switchyard("Requests"), 3],
    ["one that was refused", () => switchyard("ClientErrors"), 1],
    ["three invocations, by Lambda's count", () => ofLambda("Invocations"), 3],
  ] as const)("tells of %s", async (_, metric, sum) => {
    const sums = async () =>
      (await readings(metric(), "Sum")).map(([reading, points]) => [
        reading,
        points.reduce((total, [, value]) => total + value, 0),
      ]);
    // A request's metrics may come a moment after its answer, as on AWS.
    await expect.poll(sums).toEqual(
      SPEAKERS.flatMap(([protocol]) => [
        [`${protocol}: GetMetricStatistics`, sum],
        [`${protocol}: GetMetricData`, sum],
      ]),
    );
  });

  it("tells the same percentiles at the same times, to the last digit", async () => {
    const found = await readings(ofLambda("Duration"), "p95");
    const [, expected = []] = found[0] ?? [];
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.every(([timestampMs, value]) => timestampMs % 60_000 === 0 && value > 0)).toBe(true);
    expect(found).toEqual(found.map(([reading]) => [reading, expected]));
  });

  it("refuses a request by the name that each protocol has for the error", async () => {
    const metric = switchyard("Requests");
    expect(await Promise.all(speakers.map(([, speaker]) => speaker.refusal(metric)))).toEqual([
      [400, "InvalidParameterValue"],
      [400, "InvalidParameterValueException"],
      [400, "InvalidParameterValueException"],
      [400, "InvalidParameterValueException"],
    ]);
  });
});
