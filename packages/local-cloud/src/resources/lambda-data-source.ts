import { z } from "zod";
import type { Properties } from "../engine/provider.ts";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { regionInput, text } from "./inputs.ts";
import { configurationOutputs, latestVersion, versionOutputs } from "./lambda-outputs.ts";
import type { LambdaPort } from "./ports.ts";
import { required, unlessGone } from "./resource-type.ts";

export const GET_FUNCTION = "aws:lambda/getFunction:getFunction";

export function getFunctionArgs(region: string) {
  return z.strictObject({
    functionName: text,
    /** A version or an alias; without it, the version that was published last. */
    qualifier: text.optional(),
    region: regionInput(region),
  });
}

/** `aws.lambda.getFunction`: a function, or the version that a qualifier stands for. */
export async function getFunction(
  lambda: LambdaPort,
  region: string,
  { functionName, qualifier }: z.output<ReturnType<typeof getFunctionArgs>>,
): Promise<Properties> {
  const found = await unlessGone(async () =>
    lambda.GetFunction(
      { FunctionName: functionName, Qualifier: qualifier ?? (await latestVersion(lambda, functionName)) },
      ACCOUNT_CONTEXT,
    ),
  );
  // The words of Pulumi's provider, by which programs tell this from other failures.
  if (found === undefined)
    throw new Error(`reading Lambda Function (${functionName}): couldn't find resource`);

  const configuration = required(found.Configuration, "the function's configuration");
  const arn = required(configuration.FunctionArn, "the function's ARN").split(":").slice(0, 7).join(":");
  const { ephemeralStorage, loggingConfig, ...outputs } = configurationOutputs(
    { ...configuration, FunctionArn: arn },
    region,
  );
  return {
    ...outputs,
    ...versionOutputs(arn, required(configuration.Version, "the version"), region),
    deadLetterConfig: { targetArn: configuration.DeadLetterConfig?.TargetArn ?? "" },
    ephemeralStorages: [ephemeralStorage],
    functionName,
    id: functionName,
    imageUri: found.Code?.ImageUri ?? "",
    loggingConfigs: [loggingConfig],
    qualifier,
    reservedConcurrentExecutions: found.Concurrency?.ReservedConcurrentExecutions ?? -1,
    tags: found.Tags ?? {},
  };
}
