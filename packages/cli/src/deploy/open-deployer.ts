import { checkStack } from "@switchyard/infra-policy";
import type { CloudControl } from "@switchyard/local-cloud";
import type { CommandLine } from "../command-line.ts";
import { showProgress } from "../local/progress.ts";
import { runningCloud } from "../local/session.ts";
import { prepareDeployment } from "../prepare.ts";
import { stateDir } from "../projects.ts";
import { cloudOf } from "../target-cloud.ts";
import type { StackDeployer } from "./deployer.ts";
import { localDeployer } from "./local-deployer.ts";
import { pulumiDeployer } from "./pulumi-deployer.ts";

/** A deployer with the cloud that it deploys to; undefined for AWS. */
export interface OpenDeployer {
  readonly deployer: StackDeployer;
  readonly cloud: CloudControl | undefined;
}

/** For a stage: by the running local cloud or by the Pulumi CLI. Builds first what the programs ship. */
export async function openDeployer(stage: string, { env, terminal }: CommandLine): Promise<OpenDeployer> {
  if (cloudOf(stage, env) === "aws") {
    await prepareDeployment();
    return {
      deployer: pulumiDeployer({ program: "pulumi", env, onLine: (line) => terminal.err(`  ${line}`) }),
      cloud: undefined,
    };
  }
  const cloud = await runningCloud(stateDir(env));
  await prepareDeployment();
  return {
    cloud,
    deployer: localDeployer({
      cloud,
      // What a preview cannot know is checked once more by what is deployed.
      checkPolicies: (resources) =>
        checkStack(
          resources.map(({ inputs, ...rest }) => ({ ...rest, props: inputs })),
          { unknown: "skip" },
        ).map(({ rule, urn, message }) => `${rule}: ${urn}: ${message}`),
      onEvent: showProgress(terminal),
      close: () => cloud.close(),
    }),
  };
}
