import type { Fault, LocalControls } from "@switchyard/console";
import type { CloudControl, VersionFaults } from "@switchyard/local-cloud";
import { createDice } from "@switchyard/rollout";
import { faultLines } from "../local/fault-command.ts";
import { deployedRouter } from "../local/stack.ts";
import { startTraffic, type Traffic } from "../rehearse/traffic.ts";

const FAULTS: Readonly<Record<Fault["kind"], VersionFaults | null>> = {
  errors: { downstreamErrors: 0.5 },
  slow: { downstreamSlow: 3 },
  cold: { initDelayMs: 3000 },
  crash: { crashInInit: true },
  none: null,
};
const NOTHING = "Nothing goes wrong.";

/** The local cloud's faults, and callers that this process plays. */
export function localControls(
  cloud: CloudControl,
  stage: string,
): LocalControls & { readonly close: () => Promise<void> } {
  let traffic: Traffic | undefined;
  let requestsPerMinute = 0;
  const stop = async (): Promise<void> => {
    const old = traffic;
    traffic = undefined;
    await old?.stop();
  };
  return {
    state: async () => ({
      requestsPerMinute,
      faults: faultLines(await cloud.faults()).filter((line) => line !== NOTHING),
    }),
    setFault: async ({ version, kind }) => {
      const { functionName } = await deployedRouter(cloud, stage);
      await cloud.configureFaults({ versions: { [`${functionName}:${version}`]: FAULTS[kind] } });
    },
    setTraffic: async (rate) => {
      const address = await deployedRouter(cloud, stage);
      await stop();
      requestsPerMinute = rate;
      if (rate === 0) return;
      traffic = startTraffic({
        address,
        requestsPerMinute: rate,
        speed: cloud.clock.speed,
        dice: createDice(Date.now() % 2 ** 31),
      });
    },
    close: stop,
  };
}
