import { randomBytes } from "node:crypto";
import { arnOf } from "../account.ts";
import { AwsError } from "../aws-error.ts";
import type { Authority, Clock, LogSink, SessionCredentials } from "../ports.ts";
import type { CodePackages } from "./code-packages.ts";
import { conflict } from "./errors.ts";
import type { FunctionRecord, FunctionVersion } from "./records.ts";
import { openSandbox } from "./sandbox.ts";
import { sandboxEnvironment } from "./sandbox-environment.ts";
import { createSandboxLog } from "./sandbox-log.ts";
import type { EnvironmentRequest } from "./sandbox-pool.ts";

export interface EnvironmentDeps {
  readonly authority: Authority;
  readonly clock: Clock;
  readonly codePackages: CodePackages;
  readonly endpointUrl: () => string;
  readonly logs: LogSink;
  readonly region: string;
  readonly onWarning: (message: string) => void;
}

/** Credentials must outlive the invocation by this much, or the sandbox is replaced first. */
const CREDENTIALS_MARGIN_MS = 60_000;

/** Describes, for the pool, the execution environment of a version: its code, role session, log and process. */
export function createEnvironments(
  deps: EnvironmentDeps,
): (record: FunctionRecord, version: FunctionVersion) => EnvironmentRequest {
  const warned = new Set<string>();

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

  return (record, version) => {
    const { settings } = version;
    return {
      functionName: record.name,
      version: version.version,
      key: `${record.name}:${version.version}:${version.revisionId}`,
      isUsable: ({ credentialsExpireAtMs }) =>
        credentialsExpireAtMs - deps.clock.nowMs() > settings.timeoutS * 1000 + CREDENTIALS_MARGIN_MS,
      open: async (onIdleExit) => {
        if (!deps.codePackages.exists(settings.code)) {
          throw conflict(
            "The operation cannot be performed at this time. The function is currently in the following state: Failed",
          );
        }
        const code = deps.codePackages.open(settings);
        const credentials = openSession(settings.role, record.name);
        const { group } = settings.logging;
        const stream = logStreamName(deps.clock.nowMs(), version.version);
        const log = createSandboxLog(
          (line) => deps.logs.write(group, stream, deps.clock.nowMs(), line),
          () => mayWriteLogs(record.name, settings.role, group, stream),
        );
        const sandbox = await openSandbox({
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
            }),
          onLine: log.write,
          timeoutMs: settings.timeoutS * 1000,
          nowMs: deps.clock.nowMs,
          onIdleExit,
        });
        return { sandbox, log, credentialsExpireAtMs: credentials.expiresAtMs };
      },
    };
  };
}

function logStreamName(nowMs: number, version: string): string {
  const day = new Date(nowMs).toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[${version}]${randomBytes(16).toString("hex")}`;
}
