import { AwsError } from "../aws-error.ts";
import { messageOf } from "../errors.ts";
import type { CpuGroup } from "./cpu-limit.ts";

/** The share of the CPU that one sandbox has. Each function throws `ServiceException` when the kernel refuses. */
export interface SandboxCpu {
  /** A process of the sandbox has started. While it initialises it is not limited. */
  readonly started: (pid: number) => void;
  /** The process is initialised: from now on it is limited. */
  readonly initialised: () => void;
  /** The processes of the sandbox are gone. */
  readonly close: () => void;
}

/** Lambda gives a function one virtual CPU for this much memory, and in proportion for more and less. */
const MB_PER_CPU = 1_769;

/** Limits a sandbox as Lambda does: by its memory, and not before the initialisation is over. */
export function cpuByMemory(openGroup: () => CpuGroup, memoryMb: number): SandboxCpu {
  let group: CpuGroup | undefined;
  return {
    started: (pid) =>
      refusedByKernel(() => {
        group ??= openGroup();
        group.unlimit();
        group.add(pid);
      }),
    initialised: () => refusedByKernel(() => group?.limit(memoryMb / MB_PER_CPU)),
    close: () => {
      group?.close();
      group = undefined;
    },
  };
}

/** To run on at full speed would be to measure something else than was asked for. */
function refusedByKernel(run: () => void): void {
  try {
    run();
  } catch (error) {
    throw new AwsError(
      "ServiceException",
      `The local cloud was told to limit the function's CPU by its memory, and cannot: ${messageOf(error)}. Set it to unlimited, or let the local cloud make control groups.`,
      500,
      { Type: "Service" },
    );
  }
}
