import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CpuGroup, findCpuLimiter } from "./cpu-limit.ts";
import { openSandbox, type Sandbox, type SandboxOptions } from "./sandbox.ts";
import { cpuByMemory } from "./sandbox-cpu.ts";

const INVOCATION = {
  requestId: "00000000-0000-4000-8000-000000000000",
  payload: Buffer.from("{}"),
  functionArn: "arn:aws:lambda:us-east-1:000000000000:function:f",
  deadlineMs: 2_000_000_000_000,
  traceId: "t",
};
/** Uses 200 ms of CPU time when it is loaded and for each event. */
const BUSY = `const work = () => { const used = () => process.cpuUsage().user + process.cpuUsage().system;
  for (const end = used() + 200_000; used() < end; ); };
work(); exports.handler = async () => work();`;

let workingDir: string;
let sandbox: Sandbox;
beforeEach(() => {
  workingDir = mkdtempSync(join(tmpdir(), "switchyard-sandbox-"));
  writeFileSync(join(workingDir, "index.cjs"), BUSY);
});
afterEach(async () => {
  await sandbox?.stop();
  rmSync(workingDir, { recursive: true });
});

const open = async (cpu: NonNullable<SandboxOptions["cpu"]>): Promise<void> => {
  sandbox = await openSandbox({
    runtime: { kind: "client" },
    workingDir,
    environment: (runtimeApi) => ({
      AWS_LAMBDA_RUNTIME_API: runtimeApi,
      LAMBDA_TASK_ROOT: workingDir,
      _HANDLER: "index.handler",
      AWS_LAMBDA_FUNCTION_NAME: "f",
      AWS_LAMBDA_FUNCTION_VERSION: "1",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/f",
      AWS_LAMBDA_LOG_STREAM_NAME: "s",
    }),
    onLine: () => undefined,
    cpu,
    timeoutMs: 10_000,
    nowMs: Date.now,
    onIdleExit: () => undefined,
  });
};

describe("a sandbox with a limit by memory", () => {
  it("initialises at full speed, and is held to its share afterwards", async (context) => {
    const limiter = findCpuLimiter();
    if (limiter.kind === "unavailable") return context.skip(limiter.reason);
    let group: CpuGroup | undefined;
    await open(
      cpuByMemory(() => {
        group = limiter.open("test");
        return group;
      }, 512),
    );
    expect((await sandbox.boot("r", 10_000)).kind).toBe("ready");
    expect(group?.throttledPeriods()).toBe(0);
    expect((await sandbox.run(INVOCATION, 10_000)).kind).toBe("answered");
    expect(group?.throttledPeriods()).toBeGreaterThan(5);
  });

  it.each(["started", "initialised"] as const)(
    "does not run when it cannot be limited once %s",
    async (step) => {
      const log: string[] = [];
      await open({
        started: () => void log.push("started"),
        initialised: () => void log.push("initialised"),
        close: () => void log.push("close"),
        [step]: () => {
          throw new Error("The kernel refuses.");
        },
      });
      await expect(sandbox.boot("r", 10_000)).rejects.toThrow("The kernel refuses.");
      expect(sandbox.isReady()).toBe(false);
      await sandbox.stop();
      expect(log).toEqual(step === "started" ? ["close"] : ["started", "close"]);
    },
  );
});
