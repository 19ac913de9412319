import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { saysNotFound, type VersionTraits } from "./deploy-guard.ts";
import { servesOf } from "./router-environment.ts";
import type { StageConfig } from "./stage-config.ts";

interface VersionInService extends VersionTraits {
  readonly serves: StageConfig["serves"];
}

/** The version of an alias, before anything is deployed; undefined before the first deployment. */
export async function versionInService(
  parent: pulumi.Resource,
  functionName: string,
  aliasName: string,
): Promise<VersionInService | undefined> {
  try {
    const found = await aws.lambda.getFunction({ functionName, qualifier: aliasName }, { parent });
    return {
      roleArn: found.role,
      deadLetterArn: deadLetterArnOf(found.deadLetterConfig),
      serves: servesOf(found.environment),
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (saysNotFound(message)) return undefined;
    throw new pulumi.RunError(
      `Expected to read the version of ${functionName} behind ${aliasName}, to be sure that a new one can share the alias; found: ${message}`,
    );
  }
}

/** Without a target the provider gives nothing or an empty text. */
function deadLetterArnOf(
  config: aws.types.output.lambda.GetFunctionDeadLetterConfig | undefined,
): string | undefined {
  return config === undefined || config.targetArn === "" ? undefined : config.targetArn;
}
