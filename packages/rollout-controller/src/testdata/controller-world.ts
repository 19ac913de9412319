import { judgeFor, type LatencyPercentiles, type ReleaseRequest } from "@switchyard/rollout";
import { createInMemoryPorts, type InMemoryPorts } from "@switchyard/rollout/testing";
import type { CommandDeps } from "../command.ts";
import type { LogLine } from "../log.ts";
import { createPlans } from "../plans.ts";

/** Test support: the controller over a world in memory, with everyone on version 6 and a version 7 that exists. */
export interface ControllerWorld extends InMemoryPorts {
  readonly deps: CommandDeps;
  readonly log: readonly LogLine[];
  readonly setHistory: (history: LatencyPercentiles | Error) => void;
  /** From now on the record cannot be read any more after so many readings. */
  readonly breakLoadAfter: (readings: number) => void;
}

export const REQUEST: ReleaseRequest = {
  version: "7",
  digest: "code-of-7",
  plan: "quick",
  start: "manual",
  by: "a deployment",
  why: "deployment of stack local",
};

const NO_HISTORY: LatencyPercentiles = { p50: 0, p75: 0, p90: 0, p95: 0, p99: 0, samples: 0 };

export function openController(): ControllerWorld {
  const world = createInMemoryPorts({ routing: { primary: "6" }, versions: ["6", "7"], judgeFor });
  const log: LogLine[] = [];
  let history: LatencyPercentiles | Error = NO_HISTORY;
  let readingsLeft = Number.POSITIVE_INFINITY;
  world.setTime(1_750_000_000_000);
  const { releases } = world.ports;
  return {
    ...world,
    log,
    deps: {
      ports: {
        ...world.ports,
        releases: {
          ...releases,
          load: async () => {
            readingsLeft -= 1;
            if (readingsLeft < 0) throw new Error("the table cannot be read");
            return releases.load();
          },
        },
      },
      plans: createPlans({
        limits: { errorRate: 0.02, responseTimeMs: 30_000, coldStartMs: 2_000 },
        history: async () => {
          if (history instanceof Error) throw history;
          return history;
        },
        onUnchanged: (why) => void log.push({ level: "info", event: "thresholds-unchanged", why }),
      }),
      digest: async (version) => (world.alias.hasVersion(version) ? `code-of-${version}` : undefined),
      writeLog: (line) => void log.push(line),
    },
    setHistory: (next) => {
      history = next;
    },
    breakLoadAfter: (readings) => {
      readingsLeft = readings;
    },
  };
}
