import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createApiGateway } from "./api-gateway/api-gateway.ts";
import { createBedrock } from "./bedrock/bedrock.ts";
import { createForward } from "./bedrock/forward.ts";
import type { BedrockSettings } from "./bedrock/settings.ts";
import { type ClockScale, checkSpeed, openClock } from "./clock.ts";
import { createCloudWatch } from "./cloudwatch/cloudwatch.ts";
import { createDynamoDb } from "./dynamodb/dynamodb.ts";
import {
  type DeployEvent,
  type DeployResult,
  deploy,
  destroy,
  readStackOutputs,
  type StackOutputs,
} from "./engine/deploy.ts";
import { requireNames } from "./engine/stack-files.ts";
import { createFaults } from "./faults/faults.ts";
import type { CloudFaults, FaultsChange } from "./faults/settings.ts";
import { createIam } from "./iam/iam.ts";
import { createImages } from "./images/images.ts";
import type { CpuAnswer, CpuChange } from "./lambda/cpu-settings.ts";
import { createLambda } from "./lambda/lambda.ts";
import { listen, onPreferredPort } from "./listen.ts";
import { takeLock } from "./lock.ts";
import { createLogs } from "./logs/logs.ts";
import type { Notice } from "./ports.ts";
import { type DeploymentCall, recordCalls } from "./recorded-calls.ts";
import { createAwsProvider } from "./resources/provider.ts";
import { createScheduler } from "./scheduler/scheduler.ts";
import { createSns } from "./sns/sns.ts";
import { createSqs } from "./sqs/sqs.ts";
import { openStore } from "./store.ts";
import { createWireServer } from "./wire/server.ts";
import { ACCOUNT_CONTEXT } from "./wire/service.ts";

export interface CloudOptions {
  /** Folder that holds everything the cloud remembers. One process at a time. */
  readonly dir: string;
  readonly region?: string;
  /** Preferred port of the AWS endpoint; another free one is taken when it is in use. 0 = any. */
  readonly awsPort?: number;
  /** Preferred port of the APIs that API Gateway serves. 0 = any. */
  readonly apiPort?: number;
  /** How much faster than the machine's time the cloud's runs, 1 (the default) to 600. Measured durations stay real. */
  readonly speed?: number;
  /** Called with things a person should know that belong to no request, in one sentence each. */
  readonly onWarning?: (message: string) => void;
  /** Called with each call to AWS that deployments make. */
  readonly onDeploymentCall?: (call: DeploymentCall) => void;
}

/** A stack of a Pulumi project. */
export interface StackCommand {
  /** Folder with Pulumi.yaml. */
  readonly projectDir: string;
  readonly stack: string;
  /** Show what would happen and change nothing. */
  readonly dryRun?: boolean;
  /**
   * Config values over those in the stack's file, as with `pulumi up -c key=value`; nothing is written to the file.
   * A value is text, or JSON where the program reads an object. A key without namespace belongs to the project.
   */
  readonly config?: Readonly<Record<string, string>>;
  readonly onEvent: (event: DeployEvent) => void;
  readonly signal?: AbortSignal;
}

/** Where the cloud listens. */
export interface CloudEndpoints {
  /** AWS endpoint for SDKs and the AWS CLI. */
  readonly awsUrl: string;
  /** Base URL of deployed APIs. */
  readonly apiUrl: string;
  readonly region: string;
}

/** What one can do with a local cloud, in this process or over its control port. */
export interface CloudControl {
  readonly endpoints: CloudEndpoints;
  /** How the cloud's time follows from the machine's: `cloudTime(clock, Date.now())`. */
  readonly clock: ClockScale;
  readonly deploy: (command: StackCommand) => Promise<DeployResult>;
  readonly destroy: (command: StackCommand) => Promise<DeployResult>;
  /** Outputs of a deployed stack by `project/stack`; undefined when it was never deployed. */
  readonly outputs: (project: string, stack: string) => Promise<StackOutputs | undefined>;
  readonly bedrock: () => Promise<BedrockSettings>;
  /** Changes the given settings of the Bedrock stand-in and returns all. */
  readonly configureBedrock: (change: Partial<BedrockSettings>) => Promise<BedrockSettings>;
  readonly faults: () => Promise<CloudFaults>;
  /** Takes a merge patch of what goes wrong on purpose (`null` takes a fault away) and returns all. */
  readonly configureFaults: (change: FaultsChange) => Promise<CloudFaults>;
  /** Sets how much of the CPU new environments of a function may use, until the cloud stops; idle ones end. */
  readonly configureCpu: (change: CpuChange) => Promise<CpuAnswer>;
  /** The last messages that were published to topics, oldest first: nothing of them leaves the local cloud. */
  readonly notices: () => Promise<readonly Notice[]>;
  /** Ends every child process and releases the state. */
  readonly close: () => Promise<void>;
}

/** Opens a cloud over a state folder: composition root of the local cloud. */
export async function openCloud(options: CloudOptions): Promise<CloudControl> {
  const region = options.region ?? "us-east-1";
  // Before the lock is taken, which would have to be given back.
  checkSpeed(options.speed ?? 1);
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const unlock = takeLock(join(options.dir, "cloud.lock"), `The local cloud in ${options.dir} is run`);
  const within = (name: string): string => join(options.dir, name);
  const store = openStore(within("services"));
  const clock = openClock(store, options.speed);
  let awsUrl = "";
  let apiUrl = "";

  const cloudWatch = createCloudWatch({
    store,
    clock,
    dir: within("metrics"),
    region,
    actions: {
      invokeFunction: (functionArn, payload, sourceArn) =>
        lambda.eventInvoker.enqueue({
          functionArn,
          payload,
          sourceArn,
          principal: "lambda.alarms.cloudwatch.amazonaws.com",
        }),
      publish: (topicArn, subject, message, sourceArn) =>
        sns.sink.publish(topicArn, subject, message, "cloudwatch.amazonaws.com", sourceArn),
    },
    ...(options.onWarning === undefined ? {} : { onWarning: options.onWarning }),
  });
  const faults = createFaults({
    store,
    clock,
    versionHolding: (accessKeyId) => lambda.versionHolding(accessKeyId),
    onInitChange: (functionName, version) => lambda.retire(functionName, version),
  });
  const metrics = faults.metricsInto(cloudWatch.sink);
  const logs = createLogs({ store, clock, dir: within("logs"), region, metrics });
  const iam = createIam({ store, clock });
  const bedrock = createBedrock({ clock, store, region, forward: createForward({ region }) });
  const images = createImages({ store, dir: options.dir, region, clock });
  const dynamoDb = createDynamoDb({ store, clock, dir: within("dynamodb"), region });
  const sqs = createSqs({
    store,
    clock,
    dir: within("sqs"),
    region,
    metrics: cloudWatch.sink,
    endpointUrl: () => awsUrl,
  });
  const lambda = createLambda({
    store,
    clock,
    clockScale: clock.scale,
    dir: within("lambda"),
    region,
    authority: iam.authority,
    logs: logs.sink,
    metrics,
    images: images.source,
    faults: faults.lambda,
    queues: sqs.sink,
    topics: { publish: (...notice) => sns.sink.publish(...notice) },
    endpointUrl: () => awsUrl,
    ...(options.onWarning === undefined ? {} : { onWarning: options.onWarning }),
  });
  const sns = createSns({
    store,
    clock,
    dir: within("sns"),
    region,
    invoker: lambda.eventInvoker,
    queues: sqs.sink,
    ...(options.onWarning === undefined ? {} : { onWarning: options.onWarning }),
  });
  const scheduler = createScheduler({
    store,
    clock,
    region,
    authority: iam.authority,
    targets: {
      invokeFunction: async (FunctionName, Payload) => {
        await lambda.operations.Invoke({ FunctionName, Payload, InvocationType: "Event" }, ACCOUNT_CONTEXT);
      },
    },
    queues: sqs.sink,
    metrics: cloudWatch.sink,
    ...(options.onWarning === undefined ? {} : { onWarning: options.onWarning }),
  });
  const apiGateway = createApiGateway({
    store,
    clock,
    region,
    invoker: lambda.invoker,
    metrics: cloudWatch.sink,
    authority: iam.authority,
    logs: logs.sink,
    publicUrl: () => apiUrl,
  });

  const services = [
    iam.wire,
    iam.stsWire,
    lambda.wire,
    images.wire,
    logs.wire,
    cloudWatch.wire,
    bedrock.wire,
    apiGateway.wire,
    dynamoDb.wire,
    sqs.wire,
    sns.wire,
    scheduler.wire,
  ];
  const ports = store.collection<number>("ports");
  const wire = await onPreferredPort(
    options.awsPort ?? ports.get("aws") ?? DEFAULT_AWS_PORT,
    (port) =>
      createWireServer({
        services,
        authority: iam.authority,
        region,
        port,
        nowMs: clock.nowMs,
        intercept: faults.intercept,
      }),
    options.onWarning,
  );
  awsUrl = wire.url;
  lambda.start();
  scheduler.start();
  const api = await onPreferredPort(
    options.apiPort ?? ports.get("api") ?? DEFAULT_API_PORT,
    (port) => listen(apiGateway.handle, port),
    options.onWarning,
  );
  apiUrl = api.url;
  // A port that was asked for this once is nothing to remember.
  if (options.awsPort === undefined) ports.set("aws", Number(new URL(awsUrl).port));
  if (options.apiPort === undefined) ports.set("api", Number(new URL(apiUrl).port));

  const { onDeploymentCall } = options;
  const provider = createAwsProvider({
    iam: recordCalls(iam.operations, iam.wire, onDeploymentCall),
    lambda: recordCalls(lambda.operations, lambda.wire, onDeploymentCall),
    apiGateway: recordCalls(apiGateway.operations, apiGateway.wire, onDeploymentCall),
    logs: recordCalls(logs.operations, logs.wire, onDeploymentCall),
    cloudWatch: recordCalls(cloudWatch.operations, cloudWatch.wire, onDeploymentCall),
    dynamoDb: recordCalls(dynamoDb.operations, dynamoDb.wire, onDeploymentCall),
    sqs: recordCalls(sqs.operations, sqs.wire, onDeploymentCall),
    sns: recordCalls(sns.operations, sns.wire, onDeploymentCall),
    scheduler: recordCalls(scheduler.operations, scheduler.wire, onDeploymentCall),
    images: { ...recordCalls(images.operations, images.wire, onDeploymentCall), build: images.build },
    region,
    apiUrl: () => apiUrl,
  });
  const stateFile = (project: string, stack: string): string =>
    within(join("stacks", project, `${stack}.json`));
  const engineOf = (command: StackCommand) => ({
    ...command,
    provider,
    stateFile,
    fixedConfig: { "aws:region": region },
    configOverrides: command.config ?? {},
    dryRun: command.dryRun ?? false,
  });

  return {
    endpoints: { awsUrl, apiUrl, region },
    clock: clock.scale,
    deploy: (command) => deploy(engineOf(command)),
    destroy: (command) => destroy(engineOf(command)),
    outputs: async (project, stack) => {
      requireNames(project, stack);
      return readStackOutputs(stateFile(project, stack));
    },
    bedrock: async () => bedrock.settings(),
    configureBedrock: async (change) => bedrock.configure(change),
    faults: async () => faults.settings(),
    configureFaults: async (change) => faults.configure(change),
    configureCpu: async (change) => lambda.configureCpu(change),
    notices: async () => sns.published(),
    close: async () => {
      scheduler.close();
      sqs.close();
      await Promise.all([wire.close(), api.close(), lambda.close()]);
      faults.close();
      await Promise.all([logs.close(), cloudWatch.close(), apiGateway.close()]);
      clock.close();
      unlock();
    },
  };
}

/** Ports that nothing well known uses; neighbours, so that a person recognises them. */
const DEFAULT_AWS_PORT = 4599;
const DEFAULT_API_PORT = 4600;
