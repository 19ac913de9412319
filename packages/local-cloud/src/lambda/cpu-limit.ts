import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { messageOf, systemCode } from "../errors.ts";
import { cpuGroupFiles, moveInto, quotaUsOf, readThrottledPeriods } from "./cpu-group-files.ts";
import { type CpuGroupPlace, cpuGroupPlace } from "./cpu-group-place.ts";

/** Processes that share a limit of CPU time. Every function throws the system's error when the kernel refuses. */
export interface CpuGroup {
  /** Takes a process in; what it starts from then on belongs to the group too. One that is gone is left out. */
  readonly add: (pid: number) => void;
  /** Lets the group use so many CPUs on average, 0.05 and more, in periods of 20 ms. Holds at once. */
  readonly limit: (cpus: number) => void;
  readonly unlimit: () => void;
  /** In how many periods so far the group was stopped because its time was used up. */
  readonly throttledPeriods: () => number;
  /** Ends the group, not its processes: those that still run go on without a limit. */
  readonly close: () => void;
}

export type CpuLimiter =
  /** `name` says what the group is for: letters, digits and hyphens, up to 64. */
  | { readonly kind: "available"; readonly open: (name: string) => CpuGroup }
  /** `reason` is a sentence. */
  | { readonly kind: "unavailable"; readonly reason: string };

/**
 * Finds out, by trying, whether this process may limit the CPU time of others: Linux, with a writable control group.
 * Groups that ended processes left behind are removed.
 */
export function findCpuLimiter(place: CpuGroupPlace | undefined = ownPlace()): CpuLimiter {
  if (place === undefined) {
    return {
      kind: "unavailable",
      reason: "CPU time can be limited on Linux only, where control groups for the CPU are mounted.",
    };
  }
  try {
    removeLeftovers(place.folder);
    const probe = openGroup(place, "probe");
    try {
      probe.limit(0.5);
    } finally {
      probe.close();
    }
  } catch (error) {
    return {
      kind: "unavailable",
      reason: `CPU time cannot be limited, because the control group ${place.folder} does not let this process make groups: ${messageOf(error)}.`,
    };
  }
  return { kind: "available", open: (name) => openGroup(place, name) };
}

/** Groups are named after their owner, so that the next process knows which are left over. */
const PREFIX = "switchyard";
const REMOVAL_PAUSE_MS = 50;
const REMOVAL_ATTEMPTS = 20;

function openGroup(place: CpuGroupPlace, name: string): CpuGroup {
  if (!/^[A-Za-z0-9-]{1,64}$/.test(name)) {
    throw new RangeError(
      `The name of a group is 1 to 64 letters, digits and hyphens; found ${JSON.stringify(name)}.`,
    );
  }
  const unique = randomBytes(4).toString("hex");
  const folder = join(place.folder, [PREFIX, ownerOf(process.pid), unique, name].join("."));
  const files = cpuGroupFiles(place, folder);
  mkdirSync(folder);
  try {
    files.prepare();
    files.writeQuota(undefined);
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }

  /** A process that is just ending may hold its group a little longer. */
  function remove(attemptsLeft: number): void {
    try {
      for (const member of files.members()) moveInto(place.folder, member);
      rmdirSync(folder);
    } catch (error) {
      if (systemCode(error) === "ENOENT" || attemptsLeft === 0) return;
      setTimeout(() => remove(attemptsLeft - 1), REMOVAL_PAUSE_MS).unref();
    }
  }

  return {
    add: (pid) => moveInto(folder, String(pid)),
    limit: (cpus) => files.writeQuota(quotaUsOf(cpus)),
    unlimit: () => files.writeQuota(undefined),
    throttledPeriods: () => readThrottledPeriods(folder),
    close: () => remove(REMOVAL_ATTEMPTS),
  };
}

function ownPlace(): CpuGroupPlace | undefined {
  try {
    return cpuGroupPlace(
      readFileSync("/proc/self/mountinfo", "utf8"),
      readFileSync("/proc/self/cgroup", "utf8"),
    );
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Removes the groups of processes that are gone. A group that anything is in stays: the kernel sees to that. */
function removeLeftovers(parent: string): void {
  for (const folder of readdirSync(parent)) {
    const [, namespace, pid, startedAt] =
      new RegExp(`^${PREFIX}[.](\\d+)-(\\d+)-(\\d+)[.]`).exec(folder) ?? [];
    // Of processes in other containers nothing is known here.
    if (pid === undefined || namespace !== processNamespace()) continue;
    if (startOf(Number(pid)) === startedAt) continue;
    try {
      rmdirSync(join(parent, folder));
    } catch (error) {
      if (!["EBUSY", "ENOENT"].includes(systemCode(error) ?? "")) throw error;
    }
  }
}

/** Names a process for good: its number is used again, but not with the same start. */
function ownerOf(pid: number): string {
  return `${processNamespace()}-${pid}-${startOf(pid)}`;
}

function processNamespace(): string | undefined {
  return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0];
}

/** In the kernel's ticks since the machine started; undefined for a process that is gone. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name, which may hold anything; the start is the twenty-second.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ESRCH") return undefined;
    throw error;
  }
}
