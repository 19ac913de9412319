import { randomBytes } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import type { LambdaFaults } from "../ports.ts";
import { tooManyRequests } from "./errors.ts";
import type { InvocationMetrics, InvokedTarget } from "./invocation-metrics.ts";
import { createPlatformLines, failedInitLine } from "./platform-lines.ts";
import { versionsProvided } from "./provisioned-configs.ts";
import type { ProvisionedState } from "./provisioned-environments.ts";
import type { FunctionRecord, FunctionVersion } from "./records.ts";
import type { FunctionFailure, RunOutcome } from "./sandbox.ts";
import type { EnvironmentRequest, Lease, SandboxPool } from "./sandbox-pool.ts";
import type { StartGate } from "./start-gate.ts";

/** One invocation of one version. */
export interface ExecutionRequest {
  readonly record: FunctionRecord;
  readonly version: FunctionVersion;
  /** As the caller named it. */
  readonly qualifier: string | undefined;
  readonly viaAlias: boolean;
  /** ARN as the caller named it: the function sees it in its context. */
  readonly functionArn: string;
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly clientContext?: string | undefined;
}

export interface ExecutionResult {
  readonly payload: Buffer;
  readonly failed: boolean;
  /** Last 4 KB of the log, base64. */
  readonly logTail: string;
}

export interface ExecutionDeps {
  readonly pool: SandboxPool;
  readonly metrics: InvocationMetrics;
  readonly nowMs: () => number;
  readonly region: string;
  /** Longest initialisation, in ms, before Lambda gives up and tries again within the invocation. */
  readonly initMs: number;
  readonly starts: StartGate;
  readonly environmentFor: (record: FunctionRecord, version: FunctionVersion) => EnvironmentRequest;
  readonly provisionedState: (functionName: string, version: string) => ProvisionedState | undefined;
  readonly faults: LambdaFaults;
}

/** Runs an invocation. Throws `AwsError` when it is throttled or cannot begin; a failed function is a result. */
export type Execute = (request: ExecutionRequest) => Promise<ExecutionResult>;

export function createExecute(deps: ExecutionDeps): Execute {
  /** Invocations under way, by function: what reserved concurrency limits. */
  const running = new Map<string, number>();
  /** Environments started ahead that have an invocation, by function and version. */
  const provisionedInUse = new Map<string, number>();

  /** Counts what a version with provisioned concurrency does. The result is called when the invocation is over. */
  function countProvisioned(
    request: ExecutionRequest,
    target: InvokedTarget,
    { provided }: Lease,
  ): () => void {
    const { record, version } = request;
    if (!versionsProvided(record).has(version.version)) return () => undefined;
    const key = `${record.name}:${version.version}`;
    const inUse = (provisionedInUse.get(key) ?? 0) + Number(provided);
    provisionedInUse.set(key, inUse);
    const allocated = deps.provisionedState(record.name, version.version)?.allocated ?? 0;
    deps.metrics.provisioned(target, deps.nowMs(), { served: provided, allocated, inUse });
    return () => provisionedInUse.set(key, (provisionedInUse.get(key) ?? 1) - Number(provided));
  }

  return async (request) => {
    const { record, version } = request;
    const target = {
      functionName: record.name,
      qualifier: request.qualifier,
      executedVersion: request.viaAlias ? version.version : undefined,
    };
    const fault = deps.faults.invocation(record.name, version.version);
    const concurrent = running.get(record.name) ?? 0;
    if (fault === "throttle") {
      deps.metrics.throttled(target, deps.nowMs());
      throw tooManyRequests("ConcurrentInvocationLimitExceeded");
    }
    if (record.reservedConcurrency !== undefined && concurrent >= record.reservedConcurrency) {
      deps.metrics.throttled(target, deps.nowMs());
      throw tooManyRequests("ReservedFunctionConcurrentInvocationLimitExceeded");
    }
    running.set(record.name, concurrent + 1);
    try {
      const lease = await deps.pool.acquire(deps.environmentFor(record, version));
      const release = countProvisioned(request, target, lease);
      try {
        const finish = deps.metrics.begin(target, deps.nowMs());
        const { outcome, logTail } = await runIn(lease, request, deps, fault === "timeout");
        finish({ durationMs: outcome.durationMs, failed: outcome.kind === "failed" });
        return outcome.kind === "failed"
          ? { payload: outcome.failure.payload, failed: true, logTail }
          : { payload: outcome.payload, failed: false, logTail };
      } finally {
        release();
        lease.release();
      }
    } catch (error) {
      if (error instanceof AwsError && error.code === "TooManyRequestsException") {
        deps.metrics.throttled(target, deps.nowMs());
      }
      throw error;
    } finally {
      running.set(record.name, (running.get(record.name) ?? 1) - 1);
    }
  };
}

async function runIn(
  { environment: { sandbox, log }, provided }: Lease,
  request: ExecutionRequest,
  deps: ExecutionDeps,
  hangs: boolean,
): Promise<{ readonly outcome: RunOutcome; readonly logTail: string }> {
  const { requestId } = request;
  const { settings, version } = request.version;
  const lines = createPlatformLines({
    logging: settings.logging,
    version,
    functionArn: request.functionArn,
    region: deps.region,
    nowMs: deps.nowMs,
    initialization: provided ? "provisioned-concurrency" : "on-demand",
  });
  const say = (line: string | undefined): void => {
    if (line !== undefined) log.write(line);
  };
  const timeoutMs = settings.timeoutS * 1000;
  let initDurationMs: number | undefined;
  /** Time of the invocation that a second initialisation has used up. */
  let usedMs = 0;
  let failure: FunctionFailure | undefined;

  log.startTail();
  if (sandbox.isReady()) {
    say(lines.start(requestId));
  } else {
    say(lines.initStart());
    const boot = await deps.starts.run(() => sandbox.boot(requestId, deps.initMs));
    if (boot.kind === "ready") initDurationMs = boot.durationMs;
    else say(failedInitLine(lines, boot.failure, boot.durationMs));
    say(lines.start(requestId));
    if (boot.kind === "failed") {
      // As on AWS, an initialisation that failed is run again within the time of the invocation.
      const second = await deps.starts.run(() => sandbox.boot(requestId, timeoutMs));
      usedMs = second.durationMs;
      if (second.kind === "failed") failure = second.failure;
    }
  }
  const leftMs = timeoutMs - usedMs;
  const outcome: RunOutcome =
    failure === undefined
      ? afterInit(await sandbox.run(invocationOf(request, leftMs, deps.nowMs()), leftMs, hangs), usedMs)
      : { kind: "failed", durationMs: Math.min(usedMs, timeoutMs), failure };

  const sandboxFailure = outcome.kind === "failed" ? outcome.failure.sandbox : undefined;
  if (settings.logging.format === "Text") say(sandboxFailure?.logLine);
  say(lines.end(requestId));
  say(
    lines.report({
      requestId,
      durationMs: outcome.durationMs,
      initDurationMs,
      memoryMb: settings.memoryMb,
      maxMemoryMb: sandbox.maxMemoryMb(),
      failure: sandboxFailure,
    }),
  );
  return { outcome, logTail: log.takeTail() };
}

function afterInit(outcome: RunOutcome, usedMs: number): RunOutcome {
  return { ...outcome, durationMs: outcome.durationMs + usedMs };
}

function invocationOf(request: ExecutionRequest, limitMs: number, nowMs: number) {
  return {
    requestId: request.requestId,
    payload: request.payload,
    functionArn: request.functionArn,
    clientContext: request.clientContext,
    // The runtime compares the deadline with the clock of the machine, not with the cloud's.
    deadlineMs: Math.round(Date.now() + limitMs),
    traceId: newTraceId(nowMs),
  };
}

/** Not sampled: there is no X-Ray here to send segments to. */
function newTraceId(nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString("hex")};Parent=${randomBytes(8).toString("hex")};Sampled=0`;
}
