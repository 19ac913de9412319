import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { cloudTime } from "@switchyard/local-cloud";
import { lambdaClient } from "../local/aws-clients.ts";
import { runningCloud } from "../local/session.ts";
import { deployedRouter, LOCAL_STACK } from "../local/stack.ts";
import type { Stage } from "../release/target.ts";
import { CommandError } from "../terminal.ts";
import { cpuOfCloud } from "./local-cpu.ts";
import type { CpuByMemory } from "./ports.ts";
import { type Template, templateOf } from "./template.ts";

/** Where a stage's router runs. */
export interface Target {
  readonly client: LambdaClient;
  readonly functionName: string;
  readonly cpu: CpuByMemory;
  /** Whether somebody gets a bill for it. */
  readonly costsMoney: boolean;
  /** Between two looks at what is being made. */
  readonly pollMs: number;
  /** By the clock of whoever stamps the functions. */
  readonly nowMs: () => number;
}

/** The router of the running local cloud, or on AWS with the region and the credentials of the environment. */
export async function openTarget(stage: Stage, dir: string): Promise<Target> {
  if (stage !== LOCAL_STACK) {
    return {
      client: new LambdaClient({}),
      functionName: `switchyard-${stage}-router`,
      cpu: { limit: async () => ({ kind: "limited" }), unlimit: async () => undefined },
      costsMoney: true,
      pollMs: 1000,
      nowMs: Date.now,
    };
  }
  const cloud = await runningCloud(dir);
  const { functionName } = await deployedRouter(cloud);
  return {
    client: lambdaClient(cloud.endpoints),
    functionName,
    cpu: cpuOfCloud(cloud),
    costsMoney: false,
    pollMs: 50,
    nowMs: () => cloudTime(cloud.clock, Date.now()),
  };
}

/** The version behind a qualifier; exit code 3 when there is none. */
export async function readTemplate(
  { client, functionName }: Pick<Target, "client" | "functionName">,
  qualifier: string,
  signal: AbortSignal,
): Promise<Template> {
  const command = new GetFunctionCommand({ FunctionName: functionName, Qualifier: qualifier });
  const found = await client.send(command, { abortSignal: signal }).catch((error: unknown) => {
    const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
    if (name === "ResourceNotFoundException") {
      throw new CommandError(
        `There is no ${functionName} with ${qualifier}. Deploy the stage first, and check the region and --qualifier.`,
        3,
      );
    }
    throw new CommandError(`${functionName} could not be read: ${name}: ${message}`);
  });
  return templateOf(found);
}
