import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetAliasCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { type ControlServer, serveControl } from "@switchyard/local-cloud";
import { createDice, SHIPPED_PLANS } from "@switchyard/rollout";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { awsSettings } from "../local/aws-clients.ts";
import { runCommandLine } from "../program.ts";
import { startTraffic } from "../rehearse/traffic.ts";
import { openSystem, type System } from "./system.ts";

// A version is rolled back; what comes after it. Tests build on one another, top to bottom.

const SPEED = 60;
const REQUESTS_PER_MINUTE = 30;

/** As careful as it gets within a few minutes of the cloud's clock. */
const PLAN = {
  ...SHIPPED_PLANS.quick,
  name: "brief",
  steps: [{ weight: 50, minimumMinutes: 1, minimumRequests: 10, evidence: "not-harmful", approval: false }],
  bake: { minutes: 1, minimumRequests: 10 },
};

let system: System;
let control: ControlServer;
let planFile: string;

beforeAll(async () => {
  system = await openSystem({ speed: SPEED });
  await system.deploy();
  control = await serveControl(system.cloud(), system.dir);
  planFile = join(system.tree, "brief.json");
  writeFileSync(planFile, JSON.stringify(PLAN));
});
afterAll(async () => {
  await control?.close();
  await system?.close();
});

/** Runs `switchyard …` against the system, as a script does. */
async function run(...args: readonly string[]) {
  const out: string[] = [];
  const code = await runCommandLine([...args, "--json"], {
    terminal: { out: (text) => void out.push(text), err: () => undefined, style: (_, text) => text },
    env: { SWITCHYARD_LOCAL_DIR: system.dir },
    onInterrupt: () => undefined,
  });
  return { code, reply: JSON.parse(out.join("")) as Record<string, unknown> };
}

const release = (...args: readonly string[]) => run("release", ...args);

async function alias() {
  const client = new LambdaClient(awsSettings(system.cloud().endpoints));
  const { functionName } = await system.router();
  const { FunctionVersion, RoutingConfig, RevisionId } = await client.send(
    new GetAliasCommand({ FunctionName: functionName, Name: "live" }),
  );
  return { version: FunctionVersion, weights: RoutingConfig?.AdditionalVersionWeights ?? {}, RevisionId };
}

async function publish(text: string): Promise<void> {
  system.append("packages/lambda-handler/dist/app/index.cjs", `\n// ${text}\n`);
  await system.deploy();
}

describe("a version that is rolled back", () => {
  it("waits for somebody to start it, and shifts no traffic by itself", async () => {
    await publish("broken");
    expect(await alias()).toMatchObject({ version: "1", weights: {} });
    const { code, reply } = await release("status");
    expect([code, reply]).toEqual([
      0,
      expect.objectContaining({
        kind: "status",
        request: expect.objectContaining({ version: "2", start: "manual", plan: "quick" }),
        alias: { routing: { primary: "1" } },
      }),
    ]);
  });

  it("never gets a caller when it cannot answer its smoke queries", async () => {
    const { functionName } = await system.router();
    await system.cloud().configureFaults({ versions: { [`${functionName}:2`]: { crashInInit: true } } });
    const { code } = await release("start", "--plan", planFile);
    expect(code).toBe(0);
    const watched = await release("watch", "--timeout-minutes", "1");
    expect([watched.code, watched.reply.standing]).toEqual([1, "rolled-back"]);
    expect(await alias()).toMatchObject({ version: "1", weights: {} });
  });

  it("stays out of service at the next deployment, which leaves the alias alone", async () => {
    const before = await alias();
    const { router } = await system.deploy();
    expect(router.counts).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0 });
    expect(await alias()).toEqual(before);
  });

  it("is refused from now on", async () => {
    const { code, reply } = await release("start", "--version", "2", "--plan", "quick");
    expect([code, reply.kind, reply.reason]).toEqual([
      1,
      "refused",
      expect.stringMatching(/^the digest \S+ was rolled back: /),
    ]);
  });

  it("is taken when it is forced, which goes on record with who and why", async () => {
    const started = await release(
      "start",
      "--version",
      "2",
      "--plan",
      "quick",
      "--force",
      "--by",
      "ann",
      "--why",
      "the cause was elsewhere",
    );
    expect([started.code, started.reply.kind]).toEqual([0, "accepted"]);
    const { reply } = await release("history");
    expect(reply.events).toContainEqual(
      expect.objectContaining({
        by: { kind: "person", name: "ann" },
        to: "validating",
        why: expect.stringMatching(/the cause was elsewhere.*forced although its digest was rolled back/),
      }),
    );
    // Its environments still crash, so it is out again at the latest by this.
    await release("abort", "--why", "seen enough");
    await expect
      .poll(async () => (await release("watch", "--timeout-minutes", "1")).reply.standing, {
        timeout: 20_000,
      })
      .toBe("rolled-back");
  });
});

describe("the fixed version", () => {
  it("goes through", async () => {
    const traffic = startTraffic({
      address: await system.router(),
      requestsPerMinute: REQUESTS_PER_MINUTE,
      speed: SPEED,
      dice: createDice(3),
    });
    try {
      await publish("fixed");
      expect((await release("start", "--version", "3", "--plan", planFile)).code).toBe(0);
      const { code, reply } = await release("watch", "--timeout-minutes", "2");
      expect([code, reply.standing]).toEqual([0, "completed"]);
      expect(await alias()).toMatchObject({ version: "3", weights: {} });
    } finally {
      await traffic.stop();
    }
  });

  it("has its whole story in the history", async () => {
    const { reply } = await release("history");
    const events = reply.events as readonly {
      readonly number: number;
      readonly to: string;
      readonly releaseId?: string;
    }[];
    expect(events.map(({ number }) => number)).toEqual(events.map((_, index) => index + 1));
    const last = events.at(-1)?.releaseId;
    const ownStates = events.filter(({ releaseId }) => releaseId === last).map(({ to }) => to);
    expect(ownStates).toEqual(["validating", "stepping", "baking", "completed"]);
  });
});

describe("a stranger who writes the alias", () => {
  it("is noticed by the next pass, and what was written stands until a person speaks", async () => {
    const { code } = await run("local", "foreign-write", "--version", "1");
    expect(code).toBe(0);
    const stateNow = async () => {
      const { record } = (await release("status")).reply as { record: { phase: { state: string } } };
      return record.phase.state;
    };
    await expect.poll(stateNow, { timeout: 20_000 }).toBe("drifted");
    expect(await alias()).toMatchObject({ version: "1", weights: {} });
    expect((await release("start", "--version", "2", "--plan", "quick", "--force")).reply).toEqual({
      kind: "refused",
      reason: "the alias was moved by somebody else: resume or abort first",
    });
    expect((await release("resume")).code).toBe(0);
    expect(await stateNow()).toBe("idle");
    expect(await alias()).toMatchObject({ version: "1", weights: {} });
  });
});
