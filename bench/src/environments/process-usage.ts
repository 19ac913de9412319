import { readdirSync, readFileSync } from "node:fs";

/** What a process has used since it began. Undefined where this platform does not tell: Linux does. */
export interface ProcessUsage {
  /** Milliseconds of processor time, of all its threads that still run. */
  readonly cpuMs: number | undefined;
  readonly peakMemoryMb: number | undefined;
  readonly memoryMb: number | undefined;
}

/** Reads synchronously, so that it is about this moment. */
export function readUsage(pid: number): ProcessUsage {
  const status = read(() => readFileSync(`/proc/${pid}/status`, "utf8"));
  return {
    cpuMs: read(() => cpuMs(pid)),
    peakMemoryMb: memoryOf(status, "VmHWM"),
    memoryMb: memoryOf(status, "VmRSS"),
  };
}

/** To the nanosecond, unlike the ticks of 10 ms in `/proc/PID/stat`, and without any right that a control group needs. */
function cpuMs(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const ns = tasks.map((task) =>
    Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]),
  );
  return ns.reduce((sum, each) => sum + each, 0) / 1e6;
}

function memoryOf(status: string | undefined, field: string): number | undefined {
  const kb = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status ?? "")?.[1];
  return kb === undefined ? undefined : Number(kb) / 1024;
}

function read<T>(from: () => T): T | undefined {
  try {
    return from();
  } catch {
    // Another platform, or the process is gone: whoever needs the number says that it is missing.
    return undefined;
  }
}
