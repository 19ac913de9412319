import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findCpuLimiter } from "./cpu-limit.ts";
import { openTestBed, refusal, type TestBed } from "./testing.ts";

/** Tells its process and the control groups that it is in. */
const WHERE = `exports.handler = async () => ({
  pid: process.pid, group: require("node:fs").readFileSync("/proc/self/cgroup", "utf8"),
});`;

let bed: TestBed;
beforeEach(async () => {
  bed = openTestBed();
  await bed.create("f", WHERE, { MemorySize: 512 });
});
afterEach(() => bed.close());

const groupOf = async () => (await bed.invoke("f")).body;

describe("a function whose CPU is set by its memory", () => {
  it("runs in a group of its own from its next environment on, until that is taken back", async (context) => {
    const limiter = findCpuLimiter();
    if (limiter.kind === "unavailable") return context.skip(limiter.reason);
    const before = await groupOf();
    bed.lambda.configureCpu({ functionName: "f", cpu: "by-memory" });
    const limited = await groupOf();
    expect(limited.pid).not.toBe(before.pid);
    expect(limited.group).toMatch(/[/]switchyard[.][^/]+[.]sandbox$/m);
    expect(await groupOf()).toEqual(limited);
    bed.lambda.configureCpu({ functionName: "f", cpu: "unlimited" });
    expect((await groupOf()).group).toBe(before.group);
  });

  it("must exist", async () => {
    const change = async () => bed.lambda.configureCpu({ functionName: "g", cpu: "by-memory" });
    expect(await refusal(change())).toMatchObject({
      code: "ResourceNotFoundException",
      message: "Function not found: g",
    });
  });
});
