import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createApiGateway } from "./api-gateway/api-gateway.ts";
import { createBedrock } from "./bedrock/bedrock.ts";
import { createForward } from "./bedrock/forward.ts";
import type { BedrockSettings } from "./bedrock/settings.ts";
import { createCloudWatch } from "./cloudwatch/cloudwatch.ts";
import {
  type DeployEvent,
  type DeployResult,
  deploy,
  destroy,
  readStackOutputs,
  type StackOutputs,
} from "./engine/deploy.ts";
import { requireNames } from "./engine/stack-files.ts";
import { systemCode } from "./errors.ts";
import { createIam } from "./iam/iam.ts";
import { createImages } from "./images/images.ts";
import { createLambda } from "./lambda/lambda.ts";
import { takeLock } from "./lock.ts";
import { createLogs } from "./logs/logs.ts";
import type { Clock } from "./ports.ts";
import { createAwsProvider } from "./resources/provider.ts";
import { openStore } from "./store.ts";
import { createWireServer } from "./wire/server.ts";

export interface CloudOptions {
  /** Folder that holds everything the cloud remembers. One process at a time. */
  readonly dir: string;
  readonly region?: string;
  /** Preferred port of the AWS endpoint; another free one is taken when it is in use. 0 = any. */
  readonly awsPort?: number;
  /** Preferred port of the APIs that API Gateway serves. 0 = any. */
  readonly apiPort?: number;
  /** Called with things a person should know that belong to no request, in one sentence each. */
  readonly onWarning?: (message: string) => void;
}

/** A stack of a Pulumi project. */
export interface StackCommand {
  /** Folder with Pulumi.yaml. */
  readonly projectDir: string;
  readonly stack: string;
  /** Show what would happen and change nothing. */
  readonly dryRun?: boolean;
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
  readonly deploy: (command: StackCommand) => Promise<DeployResult>;
  readonly destroy: (command: StackCommand) => Promise<DeployResult>;
  /** Outputs of a deployed stack by `project/stack`; undefined when it was never deployed. */
  readonly outputs: (project: string, stack: string) => Promise<StackOutputs | undefined>;
  readonly bedrock: () => Promise<BedrockSettings>;
  /** Changes the given settings of the Bedrock stand-in and returns all. */
  readonly configureBedrock: (change: Partial<BedrockSettings>) => Promise<BedrockSettings>;
  /** Ends every child process and releases the state. */
  readonly close: () => Promise<void>;
}

const CLOCK: Clock = { nowMs: () => Date.now() };

/** Opens a cloud over a state folder: composition root of the local cloud. */
export async function openCloud(options: CloudOptions): Promise<CloudControl> {
  const region = options.region ?? "us-east-1";
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const unlock = takeLock(join(options.dir, "cloud.lock"), `The local cloud in ${options.dir} is run`);
  const within = (name: string): string => join(options.dir, name);
  const store = openStore(within("services"));
  let awsUrl = "";
  let apiUrl = "";

  const cloudWatch = createCloudWatch({
    store,
    clock: CLOCK,
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
    },
    ...(options.onWarning === undefined ? {} : { onWarning: options.onWarning }),
  });
  const logs = createLogs({ store, clock: CLOCK, dir: within("logs"), region, metrics: cloudWatch.sink });
  const iam = createIam({ store, clock: CLOCK });
  const bedrock = createBedrock({ clock: CLOCK, store, region, forward: createForward({ region }) });
  const images = createImages({ store, dir: options.dir, region, clock: CLOCK });
  const lambda = createLambda({
    store,
    clock: CLOCK,
    dir: within("lambda"),
    region,
    authority: iam.authority,
    logs: logs.sink,
    metrics: cloudWatch.sink,
    images: images.source,
    endpointUrl: () => awsUrl,
    ...(options.onWarning === undefined ? {} : { onWarning: options.onWarning }),
  });
  const apiGateway = createApiGateway({
    store,
    clock: CLOCK,
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
  ];
  const ports = store.collection<number>("ports");
  const wire = await onPreferredPort(
    options.awsPort ?? ports.get("aws") ?? DEFAULT_AWS_PORT,
    (port) => createWireServer({ services, authority: iam.authority, region, port }),
    options.onWarning,
  );
  awsUrl = wire.url;
  const api = await onPreferredPort(
    options.apiPort ?? ports.get("api") ?? DEFAULT_API_PORT,
    (port) => listen(apiGateway.handle, port),
    options.onWarning,
  );
  apiUrl = api.url;
  // A port that was asked for this once is nothing to remember.
  if (options.awsPort === undefined) ports.set("aws", Number(new URL(awsUrl).port));
  if (options.apiPort === undefined) ports.set("api", Number(new URL(apiUrl).port));

  const provider = createAwsProvider({
    iam: iam.operations,
    lambda: lambda.operations,
    apiGateway: apiGateway.operations,
    logs: logs.operations,
    cloudWatch: cloudWatch.operations,
    images: { ...images.operations, build: images.build },
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
    dryRun: command.dryRun ?? false,
  });

  return {
    endpoints: { awsUrl, apiUrl, region },
    deploy: (command) => deploy(engineOf(command)),
    destroy: (command) => destroy(engineOf(command)),
    outputs: async (project, stack) => {
      requireNames(project, stack);
      return readStackOutputs(stateFile(project, stack));
    },
    bedrock: async () => bedrock.settings(),
    configureBedrock: async (change) => bedrock.configure(change),
    close: async () => {
      await Promise.all([wire.close(), api.close(), lambda.close()]);
      await Promise.all([logs.close(), cloudWatch.close(), apiGateway.close()]);
      unlock();
    },
  };
}

/** Ports that nothing well known uses; neighbours, so that a person recognises them. */
const DEFAULT_AWS_PORT = 4599;
const DEFAULT_API_PORT = 4600;

interface Listener {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Listens on the preferred port, or on any free one when another program has it. */
async function onPreferredPort(
  preferred: number,
  open: (port: number) => Promise<Listener>,
  onWarning: (message: string) => void = () => undefined,
): Promise<Listener> {
  try {
    return await open(preferred);
  } catch (error) {
    if (systemCode(error) !== "EADDRINUSE") throw error;
    const other = await open(0);
    onWarning(
      `Port ${preferred} is taken by another program; ${other.url} is used instead, so saved addresses no longer fit.`,
    );
    return other;
  }
}

function listen(handle: Parameters<typeof createServer>[1], port: number): Promise<Listener> {
  const server = createServer(handle);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const { port: actual } = server.address() as AddressInfo;
      resolve({
        url: `http://127.0.0.1:${actual}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}
