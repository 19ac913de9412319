import { existsSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { memoryStore } from "../store.ts";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import type { LambdaDeps } from "./lambda.ts";
import { openTestBed, refusal, type TestBed } from "./testing.ts";

let bed: TestBed;
afterEach(() => bed.close());

const TYPE = `exports.handler = async (event) => {
  if (event.exit) process.exit(1);
  await new Promise((done) => setTimeout(done, event.ms ?? 0));
  return { pid: process.pid, type: process.env.AWS_LAMBDA_INITIALIZATION_TYPE };
};`;

/** A function `f` with version 1. */
async function open(code = TYPE, deps: Partial<LambdaDeps> = {}): Promise<void> {
  bed = openTestBed(deps);
  await bed.create("f", code, { Publish: true });
}

const put = (Qualifier: string | undefined, count: number) =>
  bed.lambda.operations.PutProvisionedConcurrencyConfig(
    { FunctionName: "f", Qualifier, ProvisionedConcurrentExecutions: count },
    ACCOUNT_CONTEXT,
  );
const get = (Qualifier = "1") =>
  bed.lambda.operations.GetProvisionedConcurrencyConfig({ FunctionName: "f", Qualifier }, ACCOUNT_CONTEXT);
const status = () => expect.poll(async () => (await get()).Status, { timeout: 10_000 });
const available = () =>
  expect.poll(async () => (await get()).AvailableProvisionedConcurrentExecutions, { timeout: 10_000 });
const alias = (Name: string, FunctionVersion: string, weights: Record<string, number> = {}) =>
  bed.lambda.operations.CreateAlias(
    { FunctionName: "f", Name, FunctionVersion, RoutingConfig: { AdditionalVersionWeights: weights } },
    ACCOUNT_CONTEXT,
  );
const publish = async (): Promise<void> => {
  const timeout = { FunctionName: "f", Timeout: 4 };
  await bed.lambda.operations.UpdateFunctionConfiguration(timeout, ACCOUNT_CONTEXT);
  await bed.lambda.operations.PublishVersion({ FunctionName: "f" }, ACCOUNT_CONTEXT);
};
const sum = (name: string) =>
  bed.metrics
    .filter((datum) => datum.name === name && datum.dimensions["Resource"] === "f:1")
    .reduce((total, { values }) => total + (values[0] ?? 0), 0);

describe("provisioned concurrency", () => {
  it("starts environments ahead, which make no caller wait", async () => {
    await open();
    expect(await put("1", 2)).toMatchObject({
      RequestedProvisionedConcurrentExecutions: 2,
      AvailableProvisionedConcurrentExecutions: 0,
      Status: "IN_PROGRESS",
    });
    await status().toBe("READY");
    expect(await get()).toMatchObject({
      RequestedProvisionedConcurrentExecutions: 2,
      AvailableProvisionedConcurrentExecutions: 2,
      AllocatedProvisionedConcurrentExecutions: 2,
      LastModified: "2026-01-02T03:04:05.000+0000",
    });
    const { body, logTail } = await bed.invoke("f:1", {}, { LogType: "Tail" });
    expect(body.type).toBe("provisioned-concurrency");
    expect(logTail).not.toContain("INIT_START");
    expect(logTail).not.toContain("Init Duration");
    expect([sum("ProvisionedConcurrencyInvocations"), sum("ProvisionedConcurrencyUtilization")]).toEqual([
      1, 0.5,
    ]);
  });

  it("lets what is too much for them go to others, and counts it", async () => {
    await open();
    await put("1", 1);
    await status().toBe("READY");
    const answers = await Promise.all([bed.invoke("f:1", { ms: 300 }), bed.invoke("f:1", { ms: 300 })]);
    expect(answers.map(({ body }) => body.type)).toEqual(["provisioned-concurrency", "on-demand"]);
    expect([
      sum("ProvisionedConcurrencyInvocations"),
      sum("ProvisionedConcurrencySpilloverInvocations"),
    ]).toEqual([1, 1]);
    expect((await bed.invoke("f:1")).body.type).toBe("provisioned-concurrency");
    expect((await bed.invoke("f")).body.type).toBe("on-demand");
  });

  it("keeps its environments, however long they rest", async () => {
    await open(TYPE, { limits: { idleMs: 1 } });
    await put("1", 1);
    await status().toBe("READY");
    const { body: first } = await bed.invoke("f:1");
    const { body: onDemand } = await bed.invoke("f");
    await expect.poll(async () => (await bed.invoke("f")).body.pid).not.toBe(onDemand.pid);
    expect((await bed.invoke("f:1")).body.pid).toBe(first.pid);
  });

  it("replaces one that died", async () => {
    await open();
    await put("1", 1);
    await status().toBe("READY");
    const { body: first } = await bed.invoke("f:1");
    expect((await bed.invoke("f:1", { exit: true })).body.errorType).toBe("Runtime.ExitError");
    await available().toBe(1);
    const { body: next } = await bed.invoke("f:1");
    expect([next.type, next.pid === first.pid]).toEqual(["provisioned-concurrency", false]);
    process.kill(next.pid, "SIGKILL");
    await expect
      .poll(async () => (await bed.invoke("f:1")).body.type, { timeout: 10_000 })
      .toBe("provisioned-concurrency");
  });

  it("starts a successor before the credentials of an environment expire", async () => {
    const timers: { readonly delayMs: number; readonly run: () => void }[] = [];
    await open(TYPE, {
      clock: {
        nowMs: () => 0,
        timer: (delayMs, run) => {
          timers.push({ delayMs, run });
          return () => undefined;
        },
      },
    });
    bed.time.nowMs = 0;
    await put("1", 1);
    await status().toBe("READY");
    const { body: first } = await bed.invoke("f:1");
    // An hour, less a minute and the time of an invocation as margin, and ten seconds for the start.
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([3_600_000 - 63_000 - 10_000]);
    timers[0]?.run();
    await expect
      .poll(async () => (await bed.invoke("f:1")).body.pid, { timeout: 10_000 })
      .not.toBe(first.pid);
    expect((await bed.invoke("f:1")).body.type).toBe("provisioned-concurrency");
    expect((await get()).AvailableProvisionedConcurrentExecutions).toBe(1);
  });

  it("fails with a reason when the initialisation does, and is tried again when it is written again", async () => {
    let crashes = true;
    await open(TYPE, {
      faults: {
        init: (_name, version) => ({ delayMs: 0, crashes: crashes && version === "1" }),
        invocation: () => "none",
        environmentLifetimeMs: () => Infinity,
      },
    });
    await put("1", 1);
    await status().toBe("FAILED");
    expect(await get()).toMatchObject({
      StatusReason: "FUNCTION_ERROR_INIT_FAILURE",
      AvailableProvisionedConcurrentExecutions: 0,
    });
    expect(bed.warnings).toEqual([
      expect.stringContaining("An environment of f:1 could not be started ahead"),
    ]);
    crashes = false;
    await put("1", 1);
    await status().toBe("READY");
  });

  it("leaves no process behind when the cloud closes while it starts them", async () => {
    await open(`require("node:fs").writeFileSync(process.env.FLAG, String(process.pid)); ${TYPE}`);
    const flag = `${bed.dir}/pid`;
    await bed.lambda.operations.UpdateFunctionConfiguration(
      { FunctionName: "f", Environment: { Variables: { FLAG: flag } } },
      ACCOUNT_CONTEXT,
    );
    await bed.lambda.operations.PublishVersion({ FunctionName: "f" }, ACCOUNT_CONTEXT);
    await put("2", 1);
    await bed.lambda.close();
    expect(existsSync(flag)).toBe(false);
  });

  it("ends with its configuration", async () => {
    await open();
    await put("1", 1);
    await status().toBe("READY");
    await bed.lambda.operations.DeleteProvisionedConcurrencyConfig(
      { FunctionName: "f", Qualifier: "1" },
      ACCOUNT_CONTEXT,
    );
    expect(await refusal(get())).toMatchObject({
      code: "ProvisionedConcurrencyConfigNotFoundException",
      httpStatus: 404,
      message: "No Provisioned Concurrency Config found for this function",
    });
    expect((await bed.invoke("f:1")).body.type).toBe("on-demand");
  });

  it("is there again after a restart", async () => {
    const store = memoryStore();
    const collections = new Map<string, unknown>();
    const disk: typeof store = {
      collection: <T>(name: string) => {
        const known = collections.get(name) ?? store.collection<T>(name);
        collections.set(name, known);
        return known as ReturnType<typeof store.collection<T>>;
      },
    };
    await open(TYPE, { store: disk });
    await put("1", 1);
    await status().toBe("READY");
    const { dir } = bed;
    await bed.lambda.close();
    const before = bed;
    bed = openTestBed({ store: disk, dir });
    await status().toBe("READY");
    expect((await bed.invoke("f:1")).body.type).toBe("provisioned-concurrency");
    await before.close();
  });
});

describe("provisioned concurrency of an alias", () => {
  it("is that of the version that the alias names, and moves with it", async () => {
    await open();
    await publish();
    await alias("live", "1");
    await put("live", 1);
    await expect.poll(async () => (await get("live")).Status, { timeout: 10_000 }).toBe("READY");
    expect((await bed.invoke("f:live")).body.type).toBe("provisioned-concurrency");
    await bed.lambda.operations.UpdateAlias(
      { FunctionName: "f", Name: "live", FunctionVersion: "2" },
      ACCOUNT_CONTEXT,
    );
    await expect
      .poll(async () => (await get("live")).AvailableProvisionedConcurrentExecutions, { timeout: 10_000 })
      .toBe(1);
    expect((await bed.invoke("f:live")).body.type).toBe("provisioned-concurrency");
    expect((await bed.invoke("f:1")).body.type).toBe("on-demand");
  });

  it("is refused while the alias has weights", async () => {
    await open();
    await publish();
    await alias("live", "1", { "2": 0.1 });
    expect(await refusal(put("live", 1))).toMatchObject({
      code: "InvalidParameterValueException",
      message: "Alias with weights can not be used with Provisioned Concurrency",
    });
  });

  it("and that of its version exclude each other", async () => {
    await open();
    await publish();
    await alias("live", "1");
    await put("live", 1);
    expect(await refusal(put("1", 1))).toMatchObject({
      code: "ResourceConflictException",
      message: "Version is pointed by a Provisioned Concurrency alias",
    });
    await put("2", 1);
    expect(
      await refusal(
        bed.lambda.operations.UpdateAlias(
          { FunctionName: "f", Name: "live", FunctionVersion: "2" },
          ACCOUNT_CONTEXT,
        ),
      ),
    ).toMatchObject({ message: "Invalid alias configuration for Provisioned Concurrency" });
    await alias("next", "2");
    expect(await refusal(put("next", 1))).toMatchObject({
      code: "ResourceConflictException",
      message:
        "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    });
  });
});
