import { beforeEach, describe, expect, it } from "vitest";
import { AwsError } from "../aws-error.ts";
import type { LambdaPort } from "./ports.ts";
import { created, providerOver, refusals } from "./testing.ts";

type Config = Awaited<ReturnType<LambdaPort["GetProvisionedConcurrencyConfig"]>>;

/** Configurations by function and qualifier. Provisioned concurrency is under way once, then as it ends. */
function fakeConfigs() {
  const written: [operation: string, input: object][] = [];
  const provisioned = new Map<string, Config>();
  const events = new Map<string, Awaited<ReturnType<LambdaPort["GetFunctionEventInvokeConfig"]>>>();
  let end: Config = { Status: "READY" };
  const keyOf = ({
    FunctionName,
    Qualifier,
  }: {
    FunctionName?: string | undefined;
    Qualifier?: string | undefined;
  }) => `${FunctionName}:${Qualifier}`;
  const gone = (code: string): never => {
    throw new AwsError(code, "none", 404);
  };
  const operations: Partial<LambdaPort> = {
    PutProvisionedConcurrencyConfig: (input) => {
      written.push(["PutProvisionedConcurrencyConfig", input]);
      const config = { RequestedProvisionedConcurrentExecutions: input.ProvisionedConcurrentExecutions };
      provisioned.set(keyOf(input), { ...config, Status: "IN_PROGRESS" });
      return {};
    },
    GetProvisionedConcurrencyConfig: (input) => {
      const now = provisioned.get(keyOf(input)) ?? gone("ProvisionedConcurrencyConfigNotFoundException");
      provisioned.set(keyOf(input), { ...now, ...end });
      return now;
    },
    DeleteProvisionedConcurrencyConfig: (input) => {
      written.push(["DeleteProvisionedConcurrencyConfig", input]);
      provisioned.delete(keyOf(input));
    },
    PutFunctionEventInvokeConfig: (input) => {
      written.push(["PutFunctionEventInvokeConfig", input]);
      const { DestinationConfig, MaximumEventAgeInSeconds, MaximumRetryAttempts } = input;
      events.set(keyOf(input), { DestinationConfig, MaximumEventAgeInSeconds, MaximumRetryAttempts });
      return {};
    },
    GetFunctionEventInvokeConfig: (input) => events.get(keyOf(input)) ?? gone("ResourceNotFoundException"),
    DeleteFunctionEventInvokeConfig: (input) => void events.delete(keyOf(input)),
  };
  return { operations, written, endWith: (config: Config) => (end = config) };
}

let lambda: ReturnType<typeof fakeConfigs>;
let provider: ReturnType<typeof providerOver>;
beforeEach(() => {
  lambda = fakeConfigs();
  provider = providerOver({ lambda: lambda.operations });
});

describe("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig", () => {
  const TYPE = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig";
  const inputs = { functionName: "router", qualifier: "7", provisionedConcurrentExecutions: 2 };

  it("is there when the environments are ready", async () => {
    const config = await created(provider, TYPE, inputs);
    expect(config.id).toBe("router,7");
    expect(config.outputs).toEqual({ ...inputs, region: "us-east-1" });
    lambda.written.length = 0;
    const wanted = { ...inputs, provisionedConcurrentExecutions: 3 };
    expect(await provider.update(config, wanted, ["provisionedConcurrentExecutions"])).toMatchObject({
      provisionedConcurrentExecutions: 3,
    });
    await provider.delete(config);
    expect(lambda.written).toEqual([
      [
        "PutProvisionedConcurrencyConfig",
        { FunctionName: "router", Qualifier: "7", ProvisionedConcurrentExecutions: 3 },
      ],
      ["DeleteProvisionedConcurrencyConfig", { FunctionName: "router", Qualifier: "7" }],
    ]);
    expect(await provider.read(config, config.id)).toBeUndefined();
  });

  it("fails with the service's reason when they cannot be", async () => {
    lambda.endWith({ Status: "FAILED", StatusReason: "FUNCTION_ERROR_INIT_FAILURE" });
    await expect(created(provider, TYPE, inputs)).rejects.toThrow(
      "The provisioned concurrency of router:7 could not be made ready: FUNCTION_ERROR_INIT_FAILURE.",
    );
  });

  it("stays when the program says that it outlives its resource", async () => {
    const config = await created(provider, TYPE, { ...inputs, skipDestroy: true });
    await provider.delete(config);
    expect(await provider.read(config, config.id)).toMatchObject(inputs);
  });
});

describe("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", () => {
  const TYPE = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
  const destinationConfig = { onFailure: { destination: "arn:aws:sqs:us-east-1:000000000000:dead" } };

  it("sets everything at each change: what the program leaves out is AWS's default", async () => {
    const inputs = { functionName: "router", destinationConfig, maximumRetryAttempts: 0 };
    const config = await created(provider, TYPE, inputs);
    expect(config.outputs).toEqual({ ...inputs, region: "us-east-1" });
    await provider.update(config, { functionName: "router", maximumEventAgeInSeconds: 120 }, [
      "destinationConfig",
    ]);
    expect(lambda.written.at(-1)).toEqual([
      "PutFunctionEventInvokeConfig",
      {
        FunctionName: "router",
        Qualifier: undefined,
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: 120,
        DestinationConfig: { OnFailure: { Destination: undefined } },
      },
    ]);
    await provider.delete(config);
    expect(await provider.read(config, config.id)).toBeUndefined();
  });

  it("refuses a destination for success", async () => {
    const onSuccess = { destination: "arn:aws:sqs:us-east-1:000000000000:done" };
    expect(
      await refusals(provider, TYPE, { functionName: "router", destinationConfig: { onSuccess } }),
    ).toEqual([expect.stringContaining("onSuccess")]);
  });
});
