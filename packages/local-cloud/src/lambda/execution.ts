import { randomBytes } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import { tooManyRequests } from "./errors.ts";
import type { InvocationMetrics } from "./invocation-metrics.ts";
import { createPlatformLines, type PlatformLines } from "./platform-lines.ts";
import type { FunctionRecord, FunctionVersion } from "./records.ts";
import type { FunctionFailure, RunOutcome } from "./sandbox.ts";
import type { Environment, EnvironmentRequest, SandboxPool } from "./sandbox-pool.ts";

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
  readonly environmentFor: (record: FunctionRecord, version: FunctionVersion) => EnvironmentRequest;
}

/** Runs an invocation. Throws `AwsError` when it is throttled or cannot begin; a failed function is a result. */
export type Execute = (request: ExecutionRequest) => Promise<ExecutionResult>;

export function createExecute(deps: ExecutionDeps): Execute {
  /** Invocations under way, by function: what reserved concurrency limits. */
  const running = new Map<string, number>();

  return async (request) => {
    const { record, version } = request;
    const target = {
      functionName: record.name,
      qualifier: request.qualifier,
      executedVersion: request.viaAlias ? version.version : undefined,
    };
    const concurrent = running.get(record.name) ?? 0;
    if (record.reservedConcurrency !== undefined && concurrent >= record.reservedConcurrency) {
      deps.metrics.throttled({ ...target, executedVersion: undefined }, deps.nowMs());
      throw tooManyRequests("ReservedFunctionConcurrentInvocationLimitExceeded");
    }
    running.set(record.name, concurrent + 1);
    try {
      const lease = await deps.pool.acquire(deps.environmentFor(record, version));
      try {
        const finish = deps.metrics.begin(target, deps.nowMs());
        const { outcome, logTail } = await runIn(lease.environment, request, deps);
        finish({ durationMs: outcome.durationMs, failed: outcome.kind === "failed" });
        return outcome.kind === "failed"
          ? { payload: outcome.failure.payload, failed: true, logTail }
          : { payload: outcome.payload, failed: false, logTail };
      } finally {
        lease.release();
      }
    } catch (error) {
      if (error instanceof AwsError && error.code === "TooManyRequestsException") {
        deps.metrics.throttled({ ...target, executedVersion: undefined }, deps.nowMs());
      }
      throw error;
    } finally {
      running.set(record.name, (running.get(record.name) ?? 1) - 1);
    }
  };
}

async function runIn(
  { sandbox, log }: Environment,
  request: ExecutionRequest,
  deps: ExecutionDeps,
): Promise<{ readonly outcome: RunOutcome; readonly logTail: string }> {
  const { requestId } = request;
  const { settings, version } = request.version;
  const lines = createPlatformLines({
    logging: settings.logging,
    version,
    functionArn: request.functionArn,
    region: deps.region,
    nowMs: deps.nowMs,
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
    const boot = await sandbox.boot(requestId, deps.initMs);
    if (boot.kind === "ready") initDurationMs = boot.durationMs;
    else say(initReport(lines, boot.failure, boot.durationMs));
    say(lines.start(requestId));
    if (boot.kind === "failed") {
      // As on AWS, an initialisation that failed is run again within the time of the invocation.
      const second = await sandbox.boot(requestId, timeoutMs);
      usedMs = second.durationMs;
      if (second.kind === "failed") failure = second.failure;
    }
  }
  const leftMs = timeoutMs - usedMs;
  const outcome: RunOutcome =
    failure === undefined
      ? afterInit(await sandbox.run(invocationOf(request, leftMs, deps.nowMs()), leftMs), usedMs)
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

function initReport(lines: PlatformLines, failure: FunctionFailure, durationMs: number): string | undefined {
  const { status = "error", errorType = "Runtime.Unknown" } = failure.sandbox ?? {};
  return lines.initReport({ durationMs, status, errorType });
}

function invocationOf(request: ExecutionRequest, limitMs: number, nowMs: number) {
  return {
    requestId: request.requestId,
    payload: request.payload,
    functionArn: request.functionArn,
    clientContext: request.clientContext,
    // The handler compares the deadline with the clock of the machine, not with the cloud's.
    deadlineMs: Math.round(Date.now() + limitMs),
    traceId: newTraceId(nowMs),
  };
}

/** Not sampled: there is no X-Ray here to send segments to. */
function newTraceId(nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString("hex")};Parent=${randomBytes(8).toString("hex")};Sampled=0`;
}
