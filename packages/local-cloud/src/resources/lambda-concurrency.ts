import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { regionInput, text } from "./inputs.ts";
import type { LambdaPort } from "./ports.ts";
import { type ResourceType, required, resourceType } from "./resource-type.ts";

const POLL_MS = 100;

/** `aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig`: done when the environments are ready. */
export function provisionedConcurrencyType(lambda: LambdaPort, region: string): ResourceType {
  const inputs = z.strictObject({
    functionName: text,
    qualifier: text,
    provisionedConcurrentExecutions: z.int().min(1),
    skipDestroy: z.boolean().optional(),
    region: regionInput(region),
  });
  const read = (target: Target) => lambda.GetProvisionedConcurrencyConfig(target, ACCOUNT_CONTEXT);
  const put = async (target: Target, ProvisionedConcurrentExecutions: number): Promise<void> => {
    await lambda.PutProvisionedConcurrencyConfig(
      { ...target, ProvisionedConcurrentExecutions },
      ACCOUNT_CONTEXT,
    );
    let config = await read(target);
    while (config.Status === "IN_PROGRESS") {
      await delay(POLL_MS);
      config = await read(target);
    }
    if (config.Status === "READY") return;
    throw new Error(
      `The provisioned concurrency of ${target.FunctionName}:${target.Qualifier} could not be made ready: ${config.StatusReason}. See the function's log.`,
    );
  };
  return resourceType({
    token: "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
    inputs,
    replaceOn: ["functionName", "qualifier"],
    uniqueBy: ["functionName", "qualifier"],
    create: async ({ functionName, qualifier, provisionedConcurrentExecutions }) => {
      await put({ FunctionName: functionName, Qualifier: qualifier }, provisionedConcurrentExecutions);
      return `${functionName},${qualifier}`;
    },
    update: async (id, { provisionedConcurrentExecutions }, touches) => {
      // Whether it outlives its resource concerns the program alone.
      if (touches("provisionedConcurrentExecutions"))
        await put(targetIn(id), provisionedConcurrentExecutions);
    },
    delete: async (id, { skipDestroy = false }) => {
      if (!skipDestroy) await lambda.DeleteProvisionedConcurrencyConfig(targetIn(id), ACCOUNT_CONTEXT);
    },
    describe: async (id) => {
      const { FunctionName: functionName, Qualifier: qualifier } = targetIn(id);
      const config = await read(targetIn(id));
      return {
        functionName,
        qualifier,
        provisionedConcurrentExecutions: required(
          config.RequestedProvisionedConcurrentExecutions,
          "the number of environments",
        ),
        region,
      };
    },
  });
}

/** `aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig`: what becomes of events that fail. */
export function eventInvokeConfigType(lambda: LambdaPort, region: string): ResourceType {
  const inputs = z.strictObject({
    functionName: text,
    qualifier: text.optional(),
    maximumEventAgeInSeconds: z.int().optional(),
    maximumRetryAttempts: z.int().optional(),
    destinationConfig: z
      .strictObject({ onFailure: z.strictObject({ destination: text }).optional() })
      .optional(),
    region: regionInput(region),
  });
  const put = async (config: z.output<typeof inputs>): Promise<void> => {
    await lambda.PutFunctionEventInvokeConfig(
      {
        FunctionName: config.functionName,
        Qualifier: config.qualifier,
        MaximumRetryAttempts: config.maximumRetryAttempts ?? 2,
        MaximumEventAgeInSeconds: config.maximumEventAgeInSeconds,
        DestinationConfig: { OnFailure: { Destination: config.destinationConfig?.onFailure?.destination } },
      },
      ACCOUNT_CONTEXT,
    );
  };
  return resourceType({
    token: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    inputs,
    replaceOn: ["functionName", "qualifier"],
    uniqueBy: ["functionName", "qualifier"],
    create: async (config) => {
      await put(config);
      return `${config.functionName},${config.qualifier ?? ""}`;
    },
    update: async (_id, config) => put(config),
    delete: async (id) => {
      await lambda.DeleteFunctionEventInvokeConfig(targetIn(id), ACCOUNT_CONTEXT);
    },
    describe: async (id) => {
      const { FunctionName: functionName, Qualifier: qualifier } = targetIn(id);
      const config = await lambda.GetFunctionEventInvokeConfig(targetIn(id), ACCOUNT_CONTEXT);
      const destination = config.DestinationConfig?.OnFailure?.Destination;
      return {
        functionName,
        qualifier,
        maximumEventAgeInSeconds: config.MaximumEventAgeInSeconds,
        maximumRetryAttempts: config.MaximumRetryAttempts,
        destinationConfig: destination === undefined ? undefined : { onFailure: { destination } },
        region,
      };
    },
  });
}

interface Target {
  readonly FunctionName: string;
  readonly Qualifier: string | undefined;
}

/** `<function>,<qualifier>`; the qualifier may be empty. */
function targetIn(id: string): Target {
  const [FunctionName = "", qualifier = ""] = id.split(",");
  return { FunctionName, Qualifier: qualifier === "" ? undefined : qualifier };
}
