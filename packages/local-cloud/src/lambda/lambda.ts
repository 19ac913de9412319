import { join } from "node:path";
import * as schemas from "@aws-sdk/client-lambda";
import type {
  Authority,
  Clock,
  EventInvoker,
  FunctionInvoker,
  ImageSource,
  LogSink,
  MetricSink,
} from "../ports.ts";
import type { Store } from "../store.ts";
import type { WireService } from "../wire/service.ts";
import { type AliasOperations, createAliasOperations } from "./alias-operations.ts";
import { createAsyncInvocations } from "./async-invocations.ts";
import { createCodePackages } from "./code-packages.ts";
import { type ConcurrencyOperations, createConcurrencyOperations } from "./concurrency-operations.ts";
import { createEnvironments } from "./environments.ts";
import { createExecute } from "./execution.ts";
import { createFunctionOperations, type FunctionOperations } from "./function-operations.ts";
import { openFunctionStore } from "./function-store.ts";
import { createInvocationMetrics } from "./invocation-metrics.ts";
import { createInvocations, type Invocations } from "./invoke-operation.ts";
import { lambdaPermissions } from "./permissions.ts";
import { createPolicyOperations, type PolicyOperations } from "./policy-operations.ts";
import { createSandboxPool } from "./sandbox-pool.ts";
import { createTagOperations, type TagOperations } from "./tag-operations.ts";
import { createVersionOperations, type VersionOperations } from "./version-operations.ts";
import { openZipPackages } from "./zip-packages.ts";

export interface LambdaLimits {
  /** Sandboxes of one function at a time: what a laptop can bear. */
  readonly sandboxes: number;
  /** How long an invocation waits for one before it is throttled. AWS would not wait; it has more machines. */
  readonly waitMs: number;
  readonly idleMs: number;
  readonly initMs: number;
  /** Pauses before the further attempts of an asynchronous invocation. */
  readonly asyncRetryDelaysMs: readonly number[];
}

const DEFAULT_LIMITS: LambdaLimits = {
  sandboxes: 10,
  waitMs: 20_000,
  idleMs: 300_000,
  initMs: 10_000,
  asyncRetryDelaysMs: [1_000, 2_000],
};

export interface LambdaDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** Data folder; zip packages lie in `<dir>/code`. */
  readonly dir: string;
  readonly region: string;
  readonly authority: Authority;
  readonly logs: LogSink;
  readonly metrics: MetricSink;
  readonly images: ImageSource;
  /** AWS endpoint of the local cloud, given to functions as `AWS_ENDPOINT_URL`. */
  readonly endpointUrl: () => string;
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
  TagOperations &
  Pick<Invocations, "Invoke">;

export interface Lambda {
  readonly operations: LambdaOperations;
  readonly wire: WireService;
  readonly invoker: FunctionInvoker;
  readonly eventInvoker: EventInvoker;
  /** Kills every sandbox and drops waiting asynchronous invocations. */
  readonly close: () => Promise<void>;
}

/** AWS Lambda: functions, versions, weighted aliases and invocations in real processes. */
export function createLambda(deps: LambdaDeps): Lambda {
  const limits = { ...DEFAULT_LIMITS, ...deps.limits };
  const onWarning = deps.onWarning ?? (() => undefined);
  const store = openFunctionStore(deps.store, deps.clock, deps.region);
  const codePackages = createCodePackages(deps.images, openZipPackages(join(deps.dir, "code")));
  const pool = createSandboxPool(limits);
  const asyncInvocations = createAsyncInvocations(limits.asyncRetryDelaysMs, onWarning);
  const execute = createExecute({
    pool,
    metrics: createInvocationMetrics(deps.metrics),
    nowMs: deps.clock.nowMs,
    region: deps.region,
    initMs: limits.initMs,
    environmentFor: createEnvironments({ ...deps, codePackages, onWarning }),
  });
  const { Invoke, invoker, eventInvoker } = createInvocations({
    store,
    execute,
    async: asyncInvocations,
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
    close: () => {
      asyncInvocations.close();
      return pool.close();
    },
  };
}
