import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cloudTime } from "./clock.ts";
import { type CloudControl, openCloud } from "./cloud.ts";

let dir: string;
let cloud: CloudControl;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "cloud-"));
  cloud = await openCloud({ dir: join(dir, "state"), awsPort: 0, apiPort: 0 });
});
afterEach(async () => {
  await cloud.close();
  rmSync(dir, { recursive: true });
});

describe("the outputs of a stack", () => {
  it("are undefined when it was never deployed", async () => {
    expect(await cloud.outputs("shop", "dev")).toBeUndefined();
  });

  it("are never read from a file outside the folder of the stacks", async () => {
    writeFileSync(join(dir, "x.json"), "{}");
    await expect(cloud.outputs("../..", "x")).rejects.toThrow("'../..' is no name for a project");
    await expect(cloud.outputs("..", "x")).rejects.toThrow("'..' is no name for a project");
    await expect(cloud.outputs("shop", "../../../x")).rejects.toThrow("'../../../x' is no name for a stack");
  });
});

describe("the time of a cloud", () => {
  it("goes on where it was, faster or slower than before", async () => {
    const fastDir = join(dir, "fast");
    const open = (speed?: number) =>
      openCloud({ dir: fastDir, awsPort: 0, apiPort: 0, ...(speed === undefined ? {} : { speed }) });
    const timeOf = ({ clock }: CloudControl) => cloudTime(clock, Date.now());
    const fast = await open(600);
    const startMs = timeOf(fast);
    await expect.poll(() => timeOf(fast) - startMs).toBeGreaterThan(60_000);
    await fast.close();
    const slow = await open();
    const nowMs = timeOf(slow);
    await slow.close();
    expect(slow.clock.speed).toBe(1);
    expect(nowMs).toBeGreaterThanOrEqual(startMs + 60_000);
    // The clock that was closed would still run at its own pace; the new one is not ahead of it.
    expect(nowMs).toBeLessThanOrEqual(timeOf(fast));
  });

  it("cannot run slower than the machine's, which leaves nothing behind", async () => {
    const options = { dir: join(dir, "bad"), awsPort: 0, apiPort: 0 };
    await expect(openCloud({ ...options, speed: 0.5 })).rejects.toThrow("must be 1 to 600, found 0.5");
    await (await openCloud(options)).close();
  });
});

describe("config values of one deployment", () => {
  const projectDir = join(import.meta.dirname, "engine/testdata/configured");
  const outputsWith = async (config?: Readonly<Record<string, string>>) => {
    const result = await cloud.deploy({
      projectDir,
      stack: "dev",
      onEvent: () => undefined,
      ...(config === undefined ? {} : { config }),
    });
    if (result.kind === "failed") throw new Error(result.problems.join(", "));
    return Object.fromEntries(Object.entries(result.outputs).map(([name, { value }]) => [name, value]));
  };

  // Generous: on a busy machine a program takes seconds to start.
  it("win over the stack's file, for that deployment alone", { timeout: 60_000 }, async () => {
    const config = { size: "2", "configured:release": '{"plan":"careful"}' };
    expect(await outputsWith(config)).toEqual({ size: 2, release: { plan: "careful" } });
    expect(await outputsWith()).toEqual({ size: 1, release: { plan: "quick" } });
  });
});
