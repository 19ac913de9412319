import type { Logging } from "./records.ts";
import type { FunctionFailure } from "./sandbox.ts";
import type { InitializationType } from "./sandbox-environment.ts";

/** What Lambda itself writes to a function's log, as text or JSON by the function's logging settings. */
export interface PlatformLines {
  readonly initStart: () => string | undefined;
  readonly initReport: (init: FailedInit) => string | undefined;
  readonly start: (requestId: string) => string | undefined;
  /** Text only: JSON logs have no END. */
  readonly end: (requestId: string) => string | undefined;
  readonly report: (report: Report) => string | undefined;
}

export interface FailedInit {
  readonly durationMs: number;
  readonly status: "timeout" | "error";
  readonly errorType: string;
}

export interface Report {
  readonly requestId: string;
  readonly durationMs: number;
  readonly memoryMb: number;
  readonly maxMemoryMb: number | undefined;
  /** On cold starts. */
  readonly initDurationMs: number | undefined;
  readonly failure: { readonly status: "timeout" | "error"; readonly errorType: string } | undefined;
}

export interface PlatformLineOptions {
  readonly logging: Logging;
  readonly version: string;
  readonly functionArn: string;
  readonly region: string;
  readonly nowMs: () => number;
  readonly initialization: InitializationType;
}

export function createPlatformLines(options: PlatformLineOptions): PlatformLines {
  return options.logging.format === "JSON" ? jsonLines(options) : textLines(options);
}

/** What is said about an initialisation that came to nothing. */
export function failedInitLine(
  lines: PlatformLines,
  failure: FunctionFailure,
  durationMs: number,
): string | undefined {
  const { status = "error", errorType = "Runtime.Unknown" } = failure.sandbox ?? {};
  return lines.initReport({ durationMs, status, errorType });
}

/** AWS bills the initialisation of a cold start since August 2025. */
function billedMs(report: Report): number {
  return Math.ceil(report.durationMs + (report.initDurationMs ?? 0));
}

function runtimeVersion(region: string) {
  return {
    name: `nodejs:${process.versions.node.split(".")[0]}.local`,
    arn: `arn:aws:lambda:${region}::runtime:local`,
  };
}

function textLines({ version, region }: PlatformLineOptions): PlatformLines {
  const runtime = runtimeVersion(region);
  return {
    initStart: () => `INIT_START Runtime Version: ${runtime.name}\tRuntime Version ARN: ${runtime.arn}`,
    initReport: ({ durationMs, status, errorType }) =>
      `INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms\tPhase: init\tStatus: ${status}${status === "error" ? `\tError Type: ${errorType}` : ""}`,
    start: (requestId) => `START RequestId: ${requestId} Version: ${version}`,
    end: (requestId) => `END RequestId: ${requestId}`,
    report: (report) =>
      [
        `REPORT RequestId: ${report.requestId}`,
        `Duration: ${report.durationMs.toFixed(2)} ms`,
        `Billed Duration: ${billedMs(report)} ms`,
        `Memory Size: ${report.memoryMb} MB`,
        ...(report.maxMemoryMb === undefined ? [] : [`Max Memory Used: ${report.maxMemoryMb} MB`]),
        ...(report.initDurationMs === undefined
          ? []
          : [`Init Duration: ${report.initDurationMs.toFixed(2)} ms`]),
        ...failureParts(report),
        "",
      ].join("\t"),
  };
}

function failureParts({ failure }: Report): readonly string[] {
  if (failure === undefined) return [];
  if (failure.status === "timeout") return ["Status: timeout"];
  return ["Status: error", `Error Type: ${failure.errorType}`];
}

/** The Telemetry API's records. Levels as AWS maps them: failures are WARN, the rest INFO. */
function jsonLines({
  logging,
  version,
  functionArn,
  region,
  nowMs,
  initialization,
}: PlatformLineOptions): PlatformLines {
  const runtime = runtimeVersion(region);
  const line = (level: "INFO" | "WARN", type: string, record: object): string | undefined =>
    level === "INFO" && logging.systemLevel === "WARN"
      ? undefined
      : JSON.stringify({ time: new Date(nowMs()).toISOString(), type: `platform.${type}`, record });
  const round = (ms: number): number => Number(ms.toFixed(3));
  return {
    initStart: () =>
      line("INFO", "initStart", {
        initializationType: initialization,
        phase: "init",
        runtimeVersion: runtime.name,
        runtimeVersionArn: runtime.arn,
        functionArn,
        functionVersion: version,
      }),
    initReport: ({ durationMs, status, errorType }) =>
      line("WARN", "initReport", {
        initializationType: initialization,
        phase: "init",
        status,
        errorType,
        metrics: { durationMs: round(durationMs) },
      }),
    start: (requestId) => line("INFO", "start", { requestId, functionArn, version }),
    end: () => undefined,
    report: (report) =>
      line(report.failure === undefined ? "INFO" : "WARN", "report", {
        requestId: report.requestId,
        status: report.failure?.status ?? "success",
        ...(report.failure === undefined ? {} : { errorType: report.failure.errorType }),
        metrics: {
          durationMs: round(report.durationMs),
          billedDurationMs: billedMs(report),
          memorySizeMB: report.memoryMb,
          ...(report.maxMemoryMb === undefined ? {} : { maxMemoryUsedMB: report.maxMemoryMb }),
          ...(report.initDurationMs === undefined ? {} : { initDurationMs: round(report.initDurationMs) }),
        },
      }),
  };
}
