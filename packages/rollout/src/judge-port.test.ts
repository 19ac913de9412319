import { expect, it } from "vitest";
import { judgeFor } from "./judge-port.ts";
import { PLAN } from "./testdata/stage.ts";

it("judges by a plan's guardrails, in their order", () => {
  const latency = { thresholds: [1_000], historicRates: [0.5], margin: 0.1, mustBeProven: true, limit: 0.5 };
  const judge = judgeFor({ latency, ...PLAN.guardrails });
  const verdicts = judge.verdicts(judge.start());
  expect(
    verdicts.map(({ guardrail, numbers }) => [guardrail, numbers["margin"], numbers["threshold"]]),
  ).toEqual([
    ["errors", 0.01, undefined],
    ["latency", 0.1, 1_000],
  ]);
});
