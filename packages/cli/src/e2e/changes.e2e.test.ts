import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askRouter } from "../router-client.ts";
import { openSystem, type System } from "./system.ts";

describe("a first deployment", () => {
  it("fails and names the property when the alias has one that does not exist", async () => {
    const fresh = await openSystem();
    try {
      fresh.edit(
        "infra/router/src/router-function.ts",
        "name: LIVE_ALIAS,",
        'name: LIVE_ALIAS, routingConfig: { additionalVersionWeight: { "1": 0.5 } },',
      );
      await expect(fresh.deploy()).rejects.toThrow("routingConfig.additionalVersionWeight");
    } finally {
      await fresh.close();
    }
  });
});

// What happens when the program, its bundle or its policies change. Tests build on one another, top to bottom.

let system: System;
beforeAll(async () => {
  system = await openSystem();
  await system.deploy();
});
afterAll(() => system.close());

describe("a deployment", () => {
  it("reports everything as the same when nothing changed", async () => {
    const { foundation, router } = await system.deploy();
    for (const { counts } of [foundation, router]) {
      expect(counts.same).toBeGreaterThan(0);
      expect(counts).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0 });
    }
  });

  it("survives a restart of the cloud: nothing to do, and the same key still works", async () => {
    const before = await system.router();
    await system.restart();
    const { router } = await system.deploy();
    expect([router.counts.create, router.counts.update, router.counts.replace]).toEqual([0, 0, 0]);
    const after = await system.router();
    expect(after.apiKey).toBe(before.apiKey);
    const { status, body } = await askRouter(after, { query: "What are my AWS costs?" });
    expect([status, body.agent]).toEqual([200, "cost"]);
  });

  it("previews a changed bundle and changes nothing", async () => {
    system.append("packages/lambda-handler/dist/app/index.cjs", "\n// changed\n");
    await system.deploy({ dryRun: true });
    expect((await system.router()).publishedVersion).toBe("1");
  });

  it("publishes a version that serves nobody yet when the bundle changed: function, four alarms on it, request", async () => {
    const { router } = await system.deploy();
    expect(router.counts).toMatchObject({ create: 0, update: 6, replace: 0, delete: 0 });
    const deployed = await system.router();
    expect(deployed.publishedVersion).toBe("2");
    const { body } = await askRouter(deployed, { query: "What are my AWS costs?" });
    expect(body.version).toBe("1");
  });

  it("reports every problem of the stage's configuration at once, by key", async () => {
    system.edit("infra/router/Pulumi.local.yaml", "memoryMb: 512", "memoryMb: 64\n    memory: 512");
    const failure = await system.deploy().then(
      () => "",
      (error: unknown) => String(error),
    );
    expect(failure).toContain("switchyard:function.memoryMb");
    expect(failure).toContain("switchyard:function.memory:");
    system.edit("infra/router/Pulumi.local.yaml", "memoryMb: 64\n    memory: 512", "memoryMb: 512");
  });
});

describe("a permission that the program does not give", () => {
  it("makes the call of the agents fail with AWS's error", async () => {
    system.edit("infra/router/src/policy-documents.ts", "lambda:InvokeFunction", "lambda:GetFunction");
    await system.deploy();
    const { status, body } = await askRouter(await system.router(), { query: "What are my AWS costs?" });
    expect([status, (body.error as { code: string }).code]).toEqual([502, "agent_failed"]);
    system.edit("infra/router/src/policy-documents.ts", "lambda:GetFunction", "lambda:InvokeFunction");
  });

  it("makes the call of the model fail, so that the fallback answers", async () => {
    system.edit("infra/router/src/policy-documents.ts", "bedrock:InvokeModel", "bedrock:GetFoundationModel");
    await system.deploy();
    const { status, body } = await askRouter(await system.router(), {
      query: "my instances feel sluggish and odd",
    });
    expect([status, body.routing_method]).toEqual([200, "fallback"]);
  });
});

describe("destroying", () => {
  it("leaves nothing behind", async () => {
    for (const project of ["infra/router", "infra/foundation"]) {
      const result = await system.cloud().destroy({
        projectDir: `${system.tree}/${project}`,
        stack: "local",
        onEvent: () => undefined,
      });
      expect(result).toMatchObject({ kind: "succeeded" });
      expect(result.counts.delete).toBeGreaterThan(0);
    }
    expect(await system.cloud().outputs("switchyard-router", "local")).toBeUndefined();
  });
});
