import type { CloudControl } from "@switchyard/local-cloud";
import type { CpuByMemory } from "./ports.ts";

/** CPU by memory on a local cloud. */
export function cpuOfCloud({ configureCpu }: Pick<CloudControl, "configureCpu">): CpuByMemory {
  return {
    limit: async (functionName) => {
      const answer = await configureCpu({ functionName, cpu: "by-memory" });
      return answer.kind === "set" ? { kind: "limited" } : answer;
    },
    unlimit: async (functionName) => void (await configureCpu({ functionName, cpu: "unlimited" })),
  };
}
