import { randomBytes } from "node:crypto";
import { arnOf } from "../account.ts";
import { AwsError } from "../aws-error.ts";
import { type ClockScale, REAL_TIME } from "../clock.ts";
import type { Authority, Clock, LambdaFaults, LogSink, SessionCredentials } from "../ports.ts";
import type { CodePackages } from "./code-packages.ts";
import type { CpuSettings } from "./cpu-settings.ts";
import { conflict } from "./errors.ts";
import type { FunctionRecord, FunctionVersion } from "./records.ts";
import { openSandbox } from "./sandbox.ts";
import { type InitializationType, sandboxEnvironment } from "./sandbox-environment.ts";
import { createSandboxLog } from "./sandbox-log.ts";
import type { EnvironmentRequest } from "./sandbox-pool.ts";

export interface EnvironmentDeps {
  readonly authority: Authority;
  readonly clock: Clock;
  /** The clock as functions are shown it; the machine's by default. */
  readonly clockScale?: ClockScale;
  readonly codePackages: CodePackages;
  readonly faults: LambdaFaults;
  /** Limits the CPU time of environments; without it nothing does. */
  readonly cpu?: Pick<CpuSettings, "forSandbox">;
  readonly endpointUrl: () => string;
  readonly logs: LogSink;
  readonly region: string;
  readonly onWarning: (message: string) => void;
}

/** The version that an environment runs. */
export interface VersionName {
  readonly functionName: string;
  readonly version: string;
}

/** What the environments of the account are, and whose credentials they hold. */
export interface Environments {
  /** Describes, for the pool, the environment of a version: its code, role session, log and process. */
  readonly requestFor: (
    record: FunctionRecord,
    version: FunctionVersion,
    initialization: InitializationType,
  ) => EnvironmentRequest;
  /** The version whose environment holds an access key. */
  readonly versionHolding: (accessKeyId: string) => VersionName | undefined;
}

/** Credentials must outlive the invocation by this much, or the sandbox is replaced first. */
const CREDENTIALS_MARGIN_MS = 60_000;

export function createEnvironments(deps: EnvironmentDeps): Environments {
  const warned = new Set<string>();
  const holders = new Map<string, VersionName>();
  const { clockScale = REAL_TIME } = deps;

  function openSession(role: string, functionName: string): SessionCredentials {
    try {
      return deps.authority.assumeRole(role, functionName, "lambda.amazonaws.com");
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new AwsError(
        "AccessDeniedException",
        "The role defined for the function cannot be assumed by Lambda.",
        403,
      );
    }
  }

  /** Lambda writes logs as the function's role, so the role needs leave. */
  function mayWriteLogs(functionName: string, role: string, group: string, stream: string): boolean {
    const resource = arnOf("logs", deps.region, `log-group:${group}:log-stream:${stream}`);
    const caller = { kind: "role", roleArn: role, sessionName: functionName } as const;
    try {
      deps.authority.authorize(caller, "logs:CreateLogStream", resource);
      deps.authority.authorize(caller, "logs:PutLogEvents", resource);
      return true;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const about = `${functionName} ${role}`;
      if (!warned.has(about)) {
        warned.add(about);
        deps.onWarning(
          `Function ${functionName} writes no logs: its role ${role} needs logs:CreateLogStream and logs:PutLogEvents on ${arnOf("logs", deps.region, `log-group:${group}:*`)}.`,
        );
      }
      return false;
    }
  }

  const requestFor: Environments["requestFor"] = (record, version, initialization) => {
    const { settings } = version;
    const name: VersionName = { functionName: record.name, version: version.version };
    return {
      ...name,
      key: `${record.name}:${version.version}:${version.revisionId}`,
      usableForMs: ({ openedAtMs, credentialsExpireAtMs }) => {
        // An invocation takes its time by the machine, credentials expire by the cloud's clock.
        const neededMs = settings.timeoutS * 1000 * clockScale.speed + CREDENTIALS_MARGIN_MS;
        // Where time runs so fast that no session would be long enough, half of it must be.
        const marginMs = Math.min(neededMs, (credentialsExpireAtMs - openedAtMs) / 2);
        const endMs = openedAtMs + deps.faults.environmentLifetimeMs();
        return Math.min(credentialsExpireAtMs - marginMs, endMs) - deps.clock.nowMs();
      },
      open: async (onIdleExit) => {
        if (!deps.codePackages.exists(settings.code)) {
          throw conflict(
            "The operation cannot be performed at this time. The function is currently in the following state: Failed",
          );
        }
        const code = deps.codePackages.open(settings);
        const credentials = openSession(settings.role, record.name);
        const { group } = settings.logging;
        const openedAtMs = deps.clock.nowMs();
        const stream = logStreamName(openedAtMs, version.version);
        const log = createSandboxLog(
          (line) => deps.logs.write(group, stream, deps.clock.nowMs(), line),
          () => mayWriteLogs(record.name, settings.role, group, stream),
        );
        const cpu = deps.cpu?.forSandbox(record.name, settings.memoryMb);
        const sandbox = await openSandbox({
          runtime: code.runtime,
          ...(cpu === undefined ? {} : { cpu }),
          workingDir: code.workingDir,
          environment: (runtimeApi) =>
            sandboxEnvironment({
              functionName: record.name,
              version,
              code,
              credentials,
              region: deps.region,
              logStream: stream,
              runtimeApi,
              endpointUrl: deps.endpointUrl(),
              clockScale,
              initialization,
              initFault: deps.faults.init(record.name, version.version),
            }),
          onLine: log.write,
          timeoutMs: settings.timeoutS * 1000,
          nowMs: deps.clock.nowMs,
          onIdleExit,
        });
        const { accessKeyId, expiresAtMs } = credentials;
        holders.set(accessKeyId, name);
        const stop = (): Promise<void> => {
          holders.delete(accessKeyId);
          return sandbox.stop();
        };
        return { sandbox: { ...sandbox, stop }, log, openedAtMs, credentialsExpireAtMs: expiresAtMs };
      },
    };
  };
  return { requestFor, versionHolding: (accessKeyId) => holders.get(accessKeyId) };
}

function logStreamName(nowMs: number, version: string): string {
  const day = new Date(nowMs).toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[${version}]${randomBytes(16).toString("hex")}`;
}
