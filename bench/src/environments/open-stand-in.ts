import { fork } from "node:child_process";
import { once } from "node:events";
import type { StandInAddress } from "./aws-stand-in.ts";

export interface StandIn extends StandInAddress {
  readonly close: () => void;
}

/** Starts AWS's stand-in in a process of its own, so that its work is not the driver's. `agent` is what its model chooses. */
export async function openStandIn(agent: string): Promise<StandIn> {
  const child = fork(new URL("aws-stand-in.ts", import.meta.url), [agent]);
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`AWS's stand-in ended with code ${code} before it listened`);
  });
  ended.catch(() => {});
  const [address] = (await Promise.race([once(child, "message"), ended])) as [StandInAddress];
  return { ...address, close: () => child.disconnect() };
}
