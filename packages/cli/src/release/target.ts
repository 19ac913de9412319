import { readdirSync } from "node:fs";
import { LambdaClient } from "@aws-sdk/client-lambda";
import type { CloudControl } from "@switchyard/local-cloud";
import type { CommandLine } from "../command-line.ts";
import { lambdaClient } from "../local/aws-clients.ts";
import { runningCloud } from "../local/session.ts";
import { LOCAL_STACK } from "../local/stack.ts";
import { ROUTER, stateDir } from "../projects.ts";
import { cloudOf } from "../target-cloud.ts";
import type { ReleaseController } from "./controller.ts";
import { lambdaController } from "./lambda-controller.ts";

/** The stages that have a file. */
export const STAGES: readonly string[] = readdirSync(ROUTER.dir)
  .flatMap((file) => /^Pulumi[.]([a-z][a-z0-9]*)[.]yaml$/.exec(file)?.[1] ?? [])
  .toSorted();
export type Stage = string;

const POLL_MS = 2000;
const FASTEST_POLL_MS = 200;

/**
 * The release controller of a stage: on the running local cloud, or on AWS with the region and the credentials that
 * every AWS tool takes from the environment. An order is sent once: whether a lost one was carried out, status tells.
 */
export async function openController(
  stage: Stage,
  { env }: Pick<CommandLine, "env">,
): Promise<ReleaseController> {
  if (cloudOf(stage, env) === "aws")
    return lambdaController(new LambdaClient({ maxAttempts: 1 }), stage, POLL_MS);
  return localController(await runningCloud(stateDir(env)), stage);
}

/** The release controller on a local cloud. Where time runs faster, there is news more often. */
export function localController(
  { endpoints, clock }: Pick<CloudControl, "endpoints" | "clock">,
  stage: Stage = LOCAL_STACK,
): ReleaseController {
  const pollMs = Math.max(FASTEST_POLL_MS, POLL_MS / clock.speed);
  return lambdaController(lambdaClient(endpoints), stage, pollMs);
}
