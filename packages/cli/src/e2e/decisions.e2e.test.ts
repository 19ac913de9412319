import { paginateListFunctions } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lambdaClient } from "../local/aws-clients.ts";
import { askRouter } from "../router-client.ts";
import { openSystem, type System } from "./system.ts";

// A stage that serves decisions. Tests build on one another, top to bottom.

let system: System;
beforeAll(async () => {
  system = await openSystem();
  await system.deploy();
  system.edit(
    "infra/router/Pulumi.local.yaml",
    "  switchyard:demoAgents: [cost, security, operations, networking, knowledge]\n  switchyard:agentTimeoutMs: 20000\n",
    "  switchyard:serves: decisions\n",
  );
});
afterAll(() => system.close());

async function functionNames(): Promise<readonly string[]> {
  const client = lambdaClient(system.cloud().endpoints);
  const names: string[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
    names.push(...Functions.map(({ FunctionName = "" }) => FunctionName));
  }
  client.destroy();
  return names;
}

describe("a stage that answers", () => {
  it("is not turned into one that decides while a version in service calls agents, in a preview neither", async () => {
    const why = "without them that version would fail at once";
    await expect(system.deploy({ dryRun: true })).rejects.toThrow(why);
    await expect(system.deploy()).rejects.toThrow(why);
    const { body } = await askRouter(await system.router(), { query: "What are my AWS costs?" });
    expect(body).toMatchObject({ agent: "cost", version: "1", answer: expect.any(String) });
    expect(await functionNames()).toContain("switchyard-local-demo-agents");
  });
});

describe("a stage that decides", () => {
  it("is deployed without demo agents", async () => {
    const result = await system.cloud().destroy({
      projectDir: `${system.tree}/infra/router`,
      stack: "local",
      onEvent: () => undefined,
    });
    expect(result.kind).toBe("succeeded");
    await system.deploy();
    expect((await functionNames()).toSorted()).toEqual([
      "switchyard-local-rollout-alarm",
      "switchyard-local-rollout-command",
      "switchyard-local-rollout-tick",
      "switchyard-local-router",
    ]);
  });

  it("says where a question goes, and calls nobody", async () => {
    const { status, body } = await askRouter(await system.router(), { query: "What are my AWS costs?" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ agent: "cost", routing_method: "fast", session: expect.any(String) });
    expect(body).not.toHaveProperty("answer");
    expect(body.timings_ms).not.toHaveProperty("agent");
  });

  it("asks the language model about an odd question", async () => {
    const { status, body } = await askRouter(await system.router(), {
      query: "my instances feel sluggish and odd",
    });
    expect([status, body.routing_method]).toEqual([200, "llm"]);
    expect(body).not.toHaveProperty("answer");
  });
});
