import { describe, expect, it } from "vitest";
import type { StackPlan } from "../deploy/deployer.ts";
import { routerStack } from "../deploy/stage-target.ts";
import type { ControllerReply, StatusReply } from "../release/reply.ts";
import type { ControllerRequest } from "../release/request.ts";
import { eventTo, NOON_MS, statusIn } from "../release/testing.ts";
import { CommandError } from "../terminal.ts";
import { type PromotionOrder, promote } from "./promote.ts";
import { DIGEST, idleStatus, OTHER, servedStatus } from "./testing.ts";

const ORDER: PromotionOrder = {
  from: "dev",
  to: "staging",
  by: "ann",
  why: "monday",
  minutesInService: 30,
  dryRun: false,
  waitMs: 60_000,
};

/** What the rollout in the target comes to. */
type Fate = "completed" | "rolled back" | "never ends" | "other served";

interface World {
  readonly before?: StatusReply | "none";
  readonly fate?: Fate;
  readonly start?: "manual" | "automatic";
  readonly plan?: StackPlan;
  /** The digest that the deployment publishes. */
  readonly publishes?: string;
}

/** Two stages in memory. The target knows its versions by what is deployed and asked of it. */
function world({
  before = idleStatus(),
  fate = "completed",
  start = "manual",
  plan = { changes: [], violations: [] },
  publishes = DIGEST,
}: World = {}) {
  const deployed: string[] = [];
  const asked: ControllerRequest[] = [];
  let nowMs = 0;
  let underWay = false;
  const pending = (): Partial<StatusReply> =>
    deployed.length === 0
      ? {}
      : {
          request: {
            version: "8",
            digest: publishes.slice("sha256:".length),
            plan: "quick",
            start,
            by: "pulumi up",
            why: "deployment",
          },
        };
  const status = (): StatusReply => {
    if (underWay && fate === "never ends")
      return statusIn({ state: "baking", sinceMs: 0, requests: {}, pass: "none" });
    if (underWay) {
      if (fate === "rolled back") {
        return statusIn({ state: "rolled_back", cause: { kind: "alarm", alarm: "errors" } });
      }
      return servedStatus(fate === "other served" ? OTHER : DIGEST);
    }
    return { ...(before === "none" ? idleStatus() : before), ...pending() };
  };
  const target = {
    pollMs: 1000,
    ask: async (request: ControllerRequest): Promise<ControllerReply> => {
      asked.push(request);
      if (before === "none" && deployed.length === 0) throw new CommandError("There is no controller.", 3);
      if (request.verb === "history") return { kind: "history", events: [] };
      if (request.verb === "status") {
        if (start === "automatic" && deployed.length > 0) underWay = true;
        return status();
      }
      underWay = true;
      return { kind: "accepted", state: "validating", releaseId: "8@1" };
    },
  };
  const source = {
    ask: async (request: ControllerRequest): Promise<ControllerReply> => {
      if (request.verb !== "history") return servedStatus();
      return {
        kind: "history",
        events: request.from === 1 ? [{ ...eventTo(1, "completed"), releaseId: "7@1" }] : [],
      };
    },
  };
  const run = (order: Partial<PromotionOrder> = {}, atMs = NOON_MS + 30 * 60_000) =>
    promote(
      { ...ORDER, ...order },
      {
        source,
        target,
        readAlarms: async () => [],
        deployer: {
          preview: async () => plan,
          up: async ({ config }) => void deployed.push(config["switchyard:imageDigest"] ?? "newest"),
        },
        stackWith: (digest) => routerStack("staging", "aws", digest),
        waiting: { nowMs: () => nowMs, pause: async (ms) => void (nowMs += ms) },
        nowMs: () => atMs,
        onStage: () => undefined,
        onEvent: () => undefined,
        signal: new AbortController().signal,
      },
    );
  return { run, deployed, asked };
}

const ordersIn = (asked: readonly ControllerRequest[]) =>
  asked.filter(({ verb }) => verb !== "status" && verb !== "history");

describe("promote", () => {
  it("deploys the digest that is in service, starts its release and waits until it is in service", async () => {
    const { run, deployed, asked } = world();
    expect(await run()).toEqual({ outcome: "in-service", digest: DIGEST });
    expect(deployed).toEqual([DIGEST]);
    expect(ordersIn(asked)).toEqual([{ verb: "start", by: "ann", why: "monday", version: "8" }]);
  });

  it("starts with the plan that it is told", async () => {
    const { run, asked } = world();
    await run({ plan: "careful" });
    expect(ordersIn(asked)).toMatchObject([{ verb: "start", plan: "careful" }]);
  });

  it("leaves the start to a stage that starts by itself", async () => {
    const { run, asked } = world({ start: "automatic" });
    expect(await run()).toEqual({ outcome: "in-service", digest: DIGEST });
    expect(ordersIn(asked)).toEqual([]);
  });

  it("deploys nothing when the gate is closed", async () => {
    const { run, deployed } = world();
    expect(await run({}, NOON_MS + 29 * 60_000)).toEqual({
      outcome: "refused",
      reasons: ["dev: expected the image to be in service for 30 minutes, found 29 minutes"],
    });
    expect(deployed).toEqual([]);
  });

  it("deploys nothing that a policy forbids", async () => {
    const { run, deployed } = world({ plan: { changes: [], violations: ["no-public-access: the bucket"] } });
    expect(await run()).toEqual({ outcome: "refused", reasons: ["no-public-access: the bucket"] });
    expect(deployed).toEqual([]);
  });

  it("changes nothing in a dry run", async () => {
    const { run, deployed, asked } = world();
    expect(await run({ dryRun: true })).toEqual({
      outcome: "would-promote",
      digest: DIGEST,
      plan: { changes: [], violations: [] },
    });
    expect([deployed, ordersIn(asked)]).toEqual([[], []]);
  });

  it("says that the rollout took the version back", async () => {
    expect(await world({ fate: "rolled back" }).run()).toMatchObject({
      outcome: "rolled-back",
      digest: DIGEST,
    });
  });

  it("does not take another image in service for its own", async () => {
    expect(await world({ fate: "other served" }).run()).toEqual({
      outcome: "rolled-back",
      digest: DIGEST,
      explanation: `${OTHER} came into service instead.`,
    });
  });

  it("leaves when its time is over, and the next run asks on without deploying", async () => {
    expect(await world({ fate: "never ends" }).run()).toMatchObject({ outcome: "under-way" });
    const again = world({ before: statusIn({ state: "baking", sinceMs: 0, requests: {}, pass: "none" }) });
    expect(await again.run()).toMatchObject({ outcome: "under-way" });
    expect([again.deployed, ordersIn(again.asked)]).toEqual([[], []]);
  });

  it("only starts when nobody waits", async () => {
    const { run, asked } = world({ fate: "never ends" });
    expect(await run({ waitMs: undefined })).toEqual({
      outcome: "started",
      digest: DIGEST,
    });
    expect(ordersIn(asked)).toHaveLength(1);
  });

  it("has nothing to do where the image is in service", async () => {
    const { run, deployed } = world({ before: servedStatus() });
    expect(await run()).toEqual({ outcome: "in-service", digest: DIGEST });
    expect(deployed).toEqual([]);
  });

  it("makes the first version of a new stage, which has nobody to be compared with", async () => {
    const { run, deployed, asked } = world({ before: "none" });
    expect(await run()).toEqual({ outcome: "first-version", digest: DIGEST });
    expect([deployed, ordersIn(asked)]).toEqual([[DIGEST], []]);
  });

  it("starts nothing when the deployment asks for another image", async () => {
    const { run, asked } = world({ publishes: OTHER });
    await expect(run()).rejects.toThrow(
      `staging: expected a request to release ${DIGEST} after the deployment, found ${OTHER}. Deploy again.`,
    );
    expect(ordersIn(asked)).toEqual([]);
  });
});
