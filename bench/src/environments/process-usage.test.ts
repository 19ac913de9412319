import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { readUsage } from "./process-usage.ts";

it.runIf(existsSync("/proc/self/schedstat"))("tells what this process has used, as Node tells it", () => {
  const { cpuMs = 0, memoryMb = 0, peakMemoryMb = 0 } = readUsage(process.pid);
  const { user, system } = process.cpuUsage();
  // Threads that have ended count for Node alone; its ticks are coarser.
  expect(cpuMs).toBeGreaterThan(0);
  expect(cpuMs).toBeLessThan((user + system) / 1_000 + 100);
  expect(memoryMb).toBeGreaterThan(10);
  expect(peakMemoryMb).toBeGreaterThanOrEqual(memoryMb);
});

it("says nothing of a process that is not there", () => {
  expect(readUsage(2 ** 30)).toEqual({ cpuMs: undefined, memoryMb: undefined, peakMemoryMb: undefined });
});
