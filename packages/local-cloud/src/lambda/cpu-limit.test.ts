import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cpuGroupPlace } from "./cpu-group-place.ts";
import { type CpuGroup, findCpuLimiter } from "./cpu-limit.ts";

describe("findCpuLimiter", () => {
  it.each([1, 2] as const)(
    "cannot limit anything in a folder that is no control group, version %d",
    (version) => {
      const folder = mkdtempSync(join(tmpdir(), "switchyard-no-group-"));
      expect(findCpuLimiter({ version, folder })).toEqual({
        kind: "unavailable",
        reason: expect.stringContaining(
          `CPU time cannot be limited, because the control group ${folder} does not let this process make groups: ENOENT`,
        ),
      });
      expect(readdirSync(folder)).toEqual([]);
      rmdirSync(folder);
    },
  );
});

const limiter = findCpuLimiter();

describe("a group of processes", () => {
  let group: CpuGroup;
  const children: ChildProcess[] = [];
  // What limits here is the kernel, so there is nothing to see on a system that does not let us.
  beforeEach((context) => {
    if (limiter.kind === "unavailable") return context.skip(limiter.reason);
    group = limiter.open("test");
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    }
    group?.close();
  });

  /** A program that says so once it is running and after each 100 ms of CPU time, without end. */
  async function busy() {
    const used = "process.cpuUsage().user + process.cpuUsage().system";
    const child = spawn(
      process.execPath,
      [
        "-e",
        `for (let next = 0; ; ) if (${used} > next) { next += 100_000; require("fs").writeSync(1, "x"); }`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    children.push(child);
    await once(child.stdout, "data");
    if (child.pid === undefined) throw new Error("The program did not start.");
    return { pid: child.pid, moreWork: () => once(child.stdout, "data") };
  }
  const opened = (name: string) => {
    if (limiter.kind === "unavailable") throw new Error(limiter.reason);
    return limiter.open(name);
  };
  const ownFolder = () => {
    const [mounts, groups] = ["/proc/self/mountinfo", "/proc/self/cgroup"].map((file) =>
      readFileSync(file, "utf8"),
    );
    return cpuGroupPlace(mounts ?? "", groups ?? "")?.folder ?? "";
  };
  const groupOf = (pid: number) => readFileSync(`/proc/${pid}/cgroup`, "utf8");

  it("is stopped by the kernel when its time is used up, and only while it is limited", async () => {
    const { pid, moreWork } = await busy();
    group.add(pid);
    await moreWork();
    await moreWork();
    expect(group.throttledPeriods()).toBe(0);
    group.limit(0.25);
    await expect.poll(() => group.throttledPeriods()).toBeGreaterThan(2);
    group.unlimit();
    await moreWork();
    const before = group.throttledPeriods();
    await moreWork();
    expect(group.throttledPeriods()).toBe(before);
  });

  it("lets its processes go on without a limit when it ends", async () => {
    const { pid, moreWork } = await busy();
    group.add(pid);
    const inGroup = groupOf(pid);
    group.limit(0.05);
    group.close();
    await moreWork();
    expect([groupOf(pid) === groupOf(process.pid), inGroup === groupOf(process.pid)]).toEqual([true, false]);
  });

  it("leaves out a process that is gone", () => {
    expect(() => group.add(2 ** 22 + 1)).not.toThrow();
  });

  it.each([0, -1, 0.04, Number.NaN, Infinity])("cannot be limited to %d CPUs", (cpus) => {
    expect(() => group.limit(cpus)).toThrow(
      `A group can be limited to 0.05 CPUs and more, but not to ${cpus}. Give it a larger share.`,
    );
  });

  it("is removed by the next process when its own is gone, and stays as long as that lives", () => {
    const folder = ownFolder();
    const own = readdirSync(folder).find((name) => name.endsWith(".test")) ?? "";
    const leftOver = own.replace(/-\d+[.]/, "-1.");
    // A process in another container has numbers of its own.
    const elsewhere = leftOver.replace(/[.]\d+-/, ".1-");
    mkdirSync(join(folder, leftOver));
    mkdirSync(join(folder, elsewhere));
    findCpuLimiter();
    const found = readdirSync(folder);
    rmdirSync(join(folder, elsewhere));
    expect([found.includes(own), found.includes(leftOver), found.includes(elsewhere)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it("may have the name of another one, but no name with a path in it", () => {
    opened("test").close();
    expect(() => opened("../test")).toThrow(
      'The name of a group is 1 to 64 letters, digits and hyphens; found "../test".',
    );
  });
});
