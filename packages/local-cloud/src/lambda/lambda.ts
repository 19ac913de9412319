import { availableParallelism } from "node:os";
import { join } from "node:path";
import * as schemas from "@aws-sdk/client-lambda";
import { AwsError } from "../aws-error.ts";
import { type ClockScale, REAL_TIME } from "../clock.ts";
import type {
  Authority,
  Clock,
  EventInvoker,
  FunctionInvoker,
  ImageSource,
  LambdaFaults,
  LogSink,
  MetricSink,
  QueueSink,
  TopicSink,
} from "../ports.ts";
import type { Store } from "../store.ts";
import type { WireService } from "../wire/service.ts";
import { type AliasOperations, createAliasOperations } from "./alias-operations.ts";
import { createAsyncInvocations } from "./async-invocations.ts";
import { createCodePackages } from "./code-packages.ts";
import { type ConcurrencyOperations, createConcurrencyOperations } from "./concurrency-operations.ts";
import { type CpuSettings, createCpuSettings } from "./cpu-settings.ts";
import { createEnvironments, type VersionName } from "./environments.ts";
import { createEventInvokeOperations, type EventInvokeOperations } from "./event-invoke-operations.ts";
import { createExecute } from "./execution.ts";
import { createFailureDelivery } from "./failure-delivery.ts";
import { createFunctionOperations, type FunctionOperations } from "./function-operations.ts";
import { openFunctionStore } from "./function-store.ts";
import { createInvocationMetrics } from "./invocation-metrics.ts";
import { createInvocations, type Invocations } from "./invoke-operation.ts";
import { lambdaPermissions } from "./permissions.ts";
import { createPolicyOperations, type PolicyOperations } from "./policy-operations.ts";
import { createProvisionedEnvironments } from "./provisioned-environments.ts";
import { createProvisionedOperations, type ProvisionedOperations } from "./provisioned-operations.ts";
import { createSandboxPool } from "./sandbox-pool.ts";
import { createStartGate } from "./start-gate.ts";
import { createTagOperations, type TagOperations } from "./tag-operations.ts";
import { createVersionOperations, type VersionOperations } from "./version-operations.ts";
import { openZipPackages } from "./zip-packages.ts";

export interface LambdaLimits {
  /** Sandboxes of one function at a time, beside those that are provisioned: what a laptop can bear. */
  readonly sandboxes: number;
  /** Environments that one function may keep ready. */
  readonly provisioned: number;
  /** How long an invocation waits for one before it is throttled. AWS would not wait; it has more machines. */
  readonly waitMs: number;
  /** How long an environment rests before it goes, by the machine's time. */
  readonly idleMs: number;
  readonly initMs: number;
  /** Processes that start at a time. */
  readonly starts: number;
  /** Pauses before the further attempts of an asynchronous invocation, by the clock. */
  readonly asyncRetryDelaysMs: readonly number[];
}

const DEFAULT_LIMITS: LambdaLimits = {
  // Two versions under load. Each takes about 60 MB.
  sandboxes: 40,
  provisioned: 20,
  waitMs: 20_000,
  idleMs: 300_000,
  initMs: 10_000,
  starts: Math.max(4, 2 * availableParallelism()),
  asyncRetryDelaysMs: [1_000, 2_000],
};

/** AWS's own. At the machine's speed nobody wants to wait that long. */
const AWS_RETRY_DELAYS_MS = [60_000, 120_000];

export interface LambdaDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** The clock as functions are shown it; the machine's by default. */
  readonly clockScale?: ClockScale;
  /** Data folder; zip packages lie in `<dir>/code`. */
  readonly dir: string;
  readonly region: string;
  readonly authority: Authority;
  readonly logs: LogSink;
  readonly metrics: MetricSink;
  readonly images: ImageSource;
  /** Where events go that were given up; without them there is no queue and no topic. */
  readonly queues?: QueueSink;
  readonly topics?: TopicSink;
  /** AWS endpoint of the local cloud, given to functions as `AWS_ENDPOINT_URL`. */
  readonly endpointUrl: () => string;
  /** What goes wrong on purpose; nothing by default. */
  readonly faults?: LambdaFaults;
  readonly random?: () => number;
  readonly limits?: Partial<LambdaLimits>;
  /** Told about things that no caller sees, such as a role that may not write logs. */
  readonly onWarning?: (message: string) => void;
}

export type LambdaOperations = FunctionOperations &
  VersionOperations &
  AliasOperations &
  PolicyOperations &
  ConcurrencyOperations &
  ProvisionedOperations &
  EventInvokeOperations &
  TagOperations &
  Pick<Invocations, "Invoke">;

export interface Lambda {
  readonly operations: LambdaOperations;
  readonly wire: WireService;
  readonly invoker: FunctionInvoker;
  readonly eventInvoker: EventInvoker;
  /** Starts the environments that functions keep ready; to be called once `endpointUrl` is known. */
  readonly start: () => void;
  /** The version whose environment holds an access key. */
  readonly versionHolding: (accessKeyId: string) => VersionName | undefined;
  /** Lets the environments of a version end after what they do, and new ones take their place. */
  readonly retire: (functionName: string, version: string) => void;
  /** Sets how much of the CPU new environments of a function may use. */
  readonly configureCpu: CpuSettings["configure"];
  /** Kills every sandbox and drops waiting asynchronous invocations. */
  readonly close: () => Promise<void>;
}

/** AWS Lambda: functions, versions, weighted aliases and invocations in real processes. */
export function createLambda(deps: LambdaDeps): Lambda {
  const { speed } = deps.clockScale ?? REAL_TIME;
  const limits = {
    ...DEFAULT_LIMITS,
    ...(speed > 1 ? { asyncRetryDelaysMs: AWS_RETRY_DELAYS_MS } : {}),
    ...deps.limits,
  };
  const onWarning = deps.onWarning ?? (() => undefined);
  const faults = deps.faults ?? NO_FAULTS;
  const store = openFunctionStore(deps.store, deps.clock, deps.region, (name) => provisioned.sync(name));
  const codePackages = createCodePackages(deps.images, openZipPackages(join(deps.dir, "code")));
  // A rest is memory of the machine's, so it lasts by the machine's time: environments that went every few seconds would
  // come back in storms.
  const pool = createSandboxPool({ ...limits, idleMs: limits.idleMs * speed }, deps.clock);
  const starts = createStartGate(limits.starts);
  const cpu = createCpuSettings({
    functionExists: (functionName) => store.find(functionName) !== undefined,
    retire: (functionName) => {
      pool.retire(functionName);
      provisioned.retry(functionName);
    },
  });
  const environments = createEnvironments({ ...deps, codePackages, faults, cpu, onWarning });
  const provisioned = createProvisionedEnvironments({
    store,
    pool,
    clock: deps.clock,
    environments,
    starts,
    speed,
    onWarning,
  });
  const metrics = createInvocationMetrics(deps.metrics);
  const asyncInvocations = createAsyncInvocations({
    clock: deps.clock,
    retryDelaysMs: limits.asyncRetryDelaysMs,
    onWarning,
  });
  const execute = createExecute({
    pool,
    metrics,
    nowMs: deps.clock.nowMs,
    region: deps.region,
    initMs: limits.initMs,
    starts,
    environmentFor: (record, version) => environments.requestFor(record, version, "on-demand"),
    provisionedState: provisioned.stateOf,
    faults,
  });
  const { Invoke, invoker, eventInvoker, enqueueFor } = createInvocations({
    store,
    execute,
    async: asyncInvocations,
    deliverFailure: createFailureDelivery({
      authority: deps.authority,
      queues: deps.queues ?? NO_QUEUES,
      topics: deps.topics ?? NO_TOPICS,
      invoke: (functionArn, payload) => enqueueFor(functionArn, payload),
      metrics,
      nowMs: deps.clock.nowMs,
      onWarning,
    }),
    random: deps.random ?? Math.random,
  });
  const operations: LambdaOperations = {
    ...createFunctionOperations({
      store,
      codePackages,
      authority: deps.authority,
      retire: pool.retire,
    }),
    ...createVersionOperations(store, codePackages),
    ...createAliasOperations(store),
    ...createPolicyOperations(store),
    ...createConcurrencyOperations(store),
    ...createProvisionedOperations({
      store,
      stateOf: provisioned.stateOf,
      retry: provisioned.retry,
      limit: limits.provisioned,
    }),
    ...createEventInvokeOperations(store, deps.authority),
    ...createTagOperations(store),
    Invoke,
  };
  return {
    operations,
    invoker,
    eventInvoker,
    wire: {
      signingName: "lambda",
      schemas,
      operations: { ...operations },
      permissions: (operation, input) => lambdaPermissions(deps.region, operation, input),
    },
    start: provisioned.start,
    versionHolding: environments.versionHolding,
    retire: (functionName, version) => {
      pool.retire(functionName, version);
      provisioned.retry(functionName, version);
    },
    configureCpu: cpu.configure,
    close: async () => {
      asyncInvocations.close();
      await Promise.all([provisioned.close(), pool.close()]);
    },
  };
}

const NO_QUEUES: QueueSink = {
  send: (queueArn) => {
    throw new AwsError("QueueDoesNotExist", `There is no queue ${queueArn}.`, 400);
  },
};

const NO_TOPICS: TopicSink = {
  publish: (topicArn) => {
    throw new AwsError("NotFoundException", `There is no topic ${topicArn}.`, 404);
  },
};

const NO_FAULTS: LambdaFaults = {
  init: () => ({ delayMs: 0, crashes: false }),
  invocation: () => "none",
  environmentLifetimeMs: () => Infinity,
};
