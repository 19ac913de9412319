import type { CpuGroup } from "@switchyard/local-cloud/cpu-limit";
import { type Program, startEnvironment } from "../environments/environment.ts";
import { readUsage } from "../environments/process-usage.ts";

/** One cold start. Undefined is what this platform does not tell. */
export interface Start {
  /** From before the process was made until it asked for work. */
  readonly initMs: number;
  /** From when it was given the event until its answer was there. */
  readonly invokeMs: number;
  /** Of all of the process until its answer was there. */
  readonly cpuMs: number | undefined;
  readonly peakMemoryMb: number | undefined;
}

export interface StartOptions {
  /** Throws when the answer, or what the program wrote until then, says that something else was measured. */
  readonly check: (answer: string, output: string) => void;
  /** The CPU that the environment has from the end of INIT on; without it there is no limit. */
  readonly burst?: { readonly group: CpuGroup; readonly cpus: number };
}

/**
 * Starts a program, gives it one event, and ends it. What the driver does between INIT and the event, such as to limit the
 * CPU, is in neither time: the program waits meanwhile, as it does on Lambda.
 */
export async function measureStart(
  program: Program,
  event: string,
  { check, burst }: StartOptions,
): Promise<Start> {
  const environment = await startEnvironment(program);
  try {
    if (burst !== undefined) {
      burst.group.limit(burst.cpus);
      burst.group.add(environment.pid);
    }
    let usage = readUsage(environment.pid);
    const { body, sentAtMs, answeredAtMs } = await environment.invoke(event, () => {
      usage = readUsage(environment.pid);
    });
    check(body, environment.output());
    return {
      initMs: environment.readyAtMs - environment.startedAtMs,
      invokeMs: answeredAtMs - sentAtMs,
      cpuMs: usage.cpuMs,
      peakMemoryMb: usage.peakMemoryMb,
    };
  } finally {
    burst?.group.unlimit();
    await environment.stop();
  }
}
