import type { Fault, LocalControls } from "@switchyard/console";
import type { CloudControl, CloudFaults, VersionFaults } from "@switchyard/local-cloud";
import { createDice } from "@switchyard/rollout";
import { deployedRouter } from "../local/stack.ts";
import { startTraffic, type Traffic } from "../rehearse/traffic.ts";

const FAULTS: Readonly<Record<Fault["kind"], VersionFaults | null>> = {
  errors: { downstreamErrors: 0.5 },
  slow: { downstreamSlow: 3 },
  cold: { initDelayMs: 3000 },
  crash: { crashInInit: true },
  none: null,
};
/** One illness at a time: what another switch of the page made is taken back. */
export function changeTo(kind: Fault["kind"]) {
  const well = { downstreamErrors: null, downstreamSlow: null, initDelayMs: null, crashInInit: null };
  const faults = FAULTS[kind];
  return faults === null ? null : { ...well, ...faults };
}

const WORDS: Readonly<Record<Exclude<Fault["kind"], "none">, string>> = {
  errors: "half of its calls fail",
  slow: "its calls take three times as long",
  cold: "it takes three seconds longer to start",
  crash: "it crashes as it starts",
};

/** What is ill, a line each; in the cloud's own words where no switch of the page did it. */
export function faultTexts({ versions, shared }: CloudFaults): readonly string[] {
  return [
    ...Object.entries(versions).map(([whose, faults]) => {
      const [, version = whose] = /:(\d+)$/.exec(whose) ?? [];
      const found = JSON.stringify(faults);
      const kind = (["errors", "slow", "cold", "crash"] as const).find(
        (each) => JSON.stringify(FAULTS[each]) === found,
      );
      return Object.keys(faults).length === 0
        ? []
        : [`Version ${version}: ${kind === undefined ? found : WORDS[kind]}`];
    }),
    Object.keys(shared).length === 0 ? [] : [`All versions: ${JSON.stringify(shared)}`],
  ].flat();
}

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
      faults: faultTexts(await cloud.faults()),
    }),
    setFault: async ({ version, kind }) => {
      const { functionName } = await deployedRouter(cloud, stage);
      await cloud.configureFaults({ versions: { [`${functionName}:${version}`]: changeTo(kind) } });
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
