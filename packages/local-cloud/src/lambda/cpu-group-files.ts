import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../errors.ts";
import type { CpuGroupPlace } from "./cpu-group-place.ts";

/** Files of one group, in the words of either version of the kernel's interface. The folder must be there. */
export interface CpuGroupFiles {
  /** Makes the new group one that processes can be in. */
  readonly prepare: () => void;
  /** `quotaUs` of CPU time in each period; undefined takes the limit away. */
  readonly writeQuota: (quotaUs: number | undefined) => void;
  /** Those of the processes in the group, or of their threads. */
  readonly members: () => readonly string[];
}

/**
 * Linux's own is 100 ms. Within a period a group runs at full speed until its time is used up, so a call shorter than
 * that would never be slowed down.
 */
const PERIOD_US = 20_000;

export function cpuGroupFiles({ version, folder: parent }: CpuGroupPlace, folder: string): CpuGroupFiles {
  const lines = (file: string): readonly string[] =>
    readFileSync(join(folder, file), "utf8").split("\n").filter(Boolean);
  const write = (file: string, text: string): void => writeExisting(join(folder, file), text);
  if (version === 1) {
    return {
      prepare: () => undefined,
      writeQuota: (quotaUs) => {
        write("cpu.cfs_period_us", String(PERIOD_US));
        write("cpu.cfs_quota_us", String(quotaUs ?? -1));
      },
      members: () => lines("cgroup.procs"),
    };
  }
  return {
    prepare: () => {
      // A group that holds processes, as ours does, may have only threaded groups below it.
      write("cgroup.type", "threaded");
      const control = join(parent, "cgroup.subtree_control");
      if (!readFileSync(control, "utf8").split(/\s+/).includes("cpu")) writeExisting(control, "+cpu");
    },
    writeQuota: (quotaUs) => write("cpu.max", `${quotaUs ?? "max"} ${PERIOD_US}`),
    // The list of processes of a threaded group cannot be read.
    members: () => lines("cgroup.threads"),
  };
}

/** Microseconds of CPU time in each period. Throws `RangeError` for less than the kernel can hold a group to. */
export function quotaUsOf(cpus: number): number {
  const quotaUs = Math.round(cpus * PERIOD_US);
  if (!(quotaUs >= 1_000) || !Number.isFinite(quotaUs)) {
    throw new RangeError(
      `A group can be limited to 0.05 CPUs and more, but not to ${cpus}. Give it a larger share.`,
    );
  }
  return quotaUs;
}

/** Moves a process into the group of a folder. One that is gone already is nothing to move. */
export function moveInto(folder: string, pid: string): void {
  try {
    writeExisting(join(folder, "cgroup.procs"), pid);
  } catch (error) {
    if (systemCode(error) !== "ESRCH") throw error;
  }
}

/** How often the group had used up its time before a period was over, since it was made. */
export function readThrottledPeriods(folder: string): number {
  const count = /^nr_throttled (\d+)$/m.exec(readFileSync(join(folder, "cpu.stat"), "utf8"))?.[1];
  if (count === undefined) throw new Error(`${folder}/cpu.stat has no line nr_throttled.`);
  return Number(count);
}

/** In a folder that is no group there is no such file, and none must come to be. */
function writeExisting(path: string, text: string): void {
  writeFileSync(path, text, { flag: "r+" });
}
