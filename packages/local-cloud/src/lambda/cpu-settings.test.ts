import { describe, expect, it } from "vitest";
import type { CpuGroup, CpuLimiter } from "./cpu-limit.ts";
import { createCpuSettings } from "./cpu-settings.ts";

/** A kernel that holds groups in memory: the log tells what was asked of it. */
function kernel() {
  const log: string[] = [];
  const open = (name: string): CpuGroup => {
    log.push(`open ${name}`);
    return {
      add: (pid) => void log.push(`add ${pid}`),
      limit: (cpus) => void log.push(`limit ${cpus}`),
      unlimit: () => void log.push("unlimit"),
      throttledPeriods: () => 0,
      close: () => void log.push("close"),
    };
  };
  return { log, limiter: { kind: "available", open } satisfies CpuLimiter };
}

/** An account with the function `f`. */
function settings(limiter: CpuLimiter) {
  const retired: string[] = [];
  const functions = new Set(["f"]);
  const cpu = createCpuSettings({
    functionExists: (name) => functions.has(name),
    retire: (name) => void retired.push(name),
    findLimiter: () => limiter,
  });
  return { cpu, retired, functions };
}

const BY_MEMORY = { functionName: "f", cpu: "by-memory" };
const UNAVAILABLE: CpuLimiter = { kind: "unavailable", reason: "There are no control groups." };

describe("the CPU setting of a function", () => {
  it("is unlimited until it is set", () => {
    expect(settings(kernel().limiter).cpu.forSandbox("f", 128)).toBeUndefined();
  });

  it("gives a sandbox one CPU for 1,769 MB, but not before it is initialised", () => {
    const { log, limiter } = kernel();
    const { cpu } = settings(limiter);
    expect(cpu.configure(BY_MEMORY)).toEqual({ kind: "set", functionName: "f", cpu: "by-memory" });
    const sandbox = cpu.forSandbox("f", 3538);
    expect(log).toEqual([]);
    sandbox?.started(7);
    sandbox?.initialised();
    sandbox?.started(8);
    sandbox?.close();
    sandbox?.close();
    expect(log).toEqual(["open sandbox", "unlimit", "add 7", "limit 2", "unlimit", "add 8", "close"]);
    expect(cpu.forSandbox("g", 3538)).toBeUndefined();
  });

  it("ends the environments that run by another setting", () => {
    const { cpu, retired } = settings(kernel().limiter);
    cpu.configure(BY_MEMORY);
    cpu.configure({ ...BY_MEMORY, cpu: "unlimited" });
    expect(retired).toEqual(["f", "f"]);
    expect(cpu.forSandbox("f", 128)).toBeUndefined();
  });

  it("can be taken back once the function is deleted", () => {
    const { cpu, functions } = settings(kernel().limiter);
    cpu.configure(BY_MEMORY);
    functions.delete("f");
    expect(() => cpu.configure(BY_MEMORY)).toThrow("Function not found: f");
    expect(cpu.configure({ ...BY_MEMORY, cpu: "unlimited" }).kind).toBe("set");
    expect(cpu.forSandbox("f", 128)).toBeUndefined();
  });

  it("is not taken where CPU time cannot be limited, and changes nothing there", () => {
    const { cpu, retired } = settings(UNAVAILABLE);
    expect(cpu.configure(BY_MEMORY)).toEqual({
      kind: "unavailable",
      reason: "There are no control groups.",
    });
    expect([cpu.forSandbox("f", 128), retired]).toEqual([undefined, []]);
  });

  it("can be unlimited everywhere", () => {
    expect(settings(UNAVAILABLE).cpu.configure({ functionName: "f", cpu: "unlimited" })).toEqual({
      kind: "set",
      functionName: "f",
      cpu: "unlimited",
    });
  });

  it.each([
    [{ functionName: "g", cpu: "by-memory" }, "Function not found: g"],
    [{ functionName: "f:1", cpu: "by-memory" }, "functionName: expected the plain name of a function"],
    [{ functionName: "f" }, "cpu: Invalid option"],
    [{ ...BY_MEMORY, cpus: 1 }, 'Unrecognized key: "cpus"'],
    ["f", "Invalid CPU setting. Invalid input: expected object, received string."],
  ])("refuses %j", (change, message) => {
    expect(() => settings(kernel().limiter).cpu.configure(change)).toThrow(message);
  });

  it("lets no sandbox run without its limit when the kernel refuses", () => {
    const { limiter } = kernel();
    const open = (name: string): CpuGroup => ({
      ...limiter.open(name),
      limit: () => {
        throw new Error("EINVAL: invalid argument, write");
      },
    });
    const { cpu } = settings({ kind: "available", open });
    cpu.configure(BY_MEMORY);
    const sandbox = cpu.forSandbox("f", 128);
    sandbox?.started(7);
    expect(() => sandbox?.initialised()).toThrow(
      "The local cloud was told to limit the function's CPU by its memory, and cannot: EINVAL: invalid argument, write. Set it to unlimited, or let the local cloud make control groups.",
    );
  });
});
