import { LambdaClient } from "@aws-sdk/client-lambda";
import type { CloudControl } from "@switchyard/local-cloud";
import { lambdaClient } from "../local/aws-clients.ts";
import { runningCloud } from "../local/session.ts";
import { LOCAL_STACK } from "../local/stack.ts";
import type { ReleaseController } from "./controller.ts";
import { lambdaController } from "./lambda-controller.ts";

export const STAGES = [LOCAL_STACK, "dev", "staging", "prod"] as const;
export type Stage = (typeof STAGES)[number];

const POLL_MS = 2000;
const FASTEST_POLL_MS = 200;

/**
 * The release controller of a stage: of the running local cloud, or on AWS with the region and the credentials that
 * every AWS tool takes from the environment. An order is sent once: whether a lost one was carried out, status tells.
 */
export async function openController(stage: Stage, dir: string): Promise<ReleaseController> {
  if (stage !== LOCAL_STACK) return lambdaController(new LambdaClient({ maxAttempts: 1 }), stage, POLL_MS);
  return localController(await runningCloud(dir));
}

/** The release controller on a local cloud. Where time runs faster, there is news more often. */
export function localController({ endpoints, clock }: CloudControl): ReleaseController {
  const pollMs = Math.max(FASTEST_POLL_MS, POLL_MS / clock.speed);
  return lambdaController(lambdaClient(endpoints), LOCAL_STACK, pollMs);
}
