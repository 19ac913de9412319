import { expect, it } from "vitest";
import type { Config } from "./config.ts";
import { type Measured, metricLine } from "./metrics.ts";

const CONFIG = { SWITCHYARD_STAGE: "dev", AWS_LAMBDA_FUNCTION_MEMORY_SIZE: 512 } as Config;
const MEASURED: Measured = {
  status: 200,
  decision: { agent: "cost", method: "fast", step: "rules", confidence: 1, reason: "Said so." },
  timestampMs: 1_795_680_000_000,
  totalMs: 12,
  routingMs: 2,
  agentMs: 9,
  agentFailed: false,
  coldStart: false,
  initMs: 200,
  requestId: "r-1",
  functionVersion: "7",
  isDirect: false,
};

it("writes the metrics of the catalogue", () => {
  expect(JSON.parse(metricLine(MEASURED, CONFIG))).toMatchObject({
    Stage: "dev",
    FunctionVersion: "7",
    Requests: 1,
    ResponsesFast: 1,
    ResponseTime: 12,
    WarmResponseTime: 12,
    RoutingTime: 2,
    AgentTime: 9,
    Agent: "cost",
  });
});

it("writes none for a version that is called by its number", () => {
  const line: unknown = JSON.parse(metricLine({ ...MEASURED, isDirect: true }, CONFIG));
  expect(line).toMatchObject({ Direct: true, Agent: "cost" });
  expect(line).not.toHaveProperty("_aws");
});
