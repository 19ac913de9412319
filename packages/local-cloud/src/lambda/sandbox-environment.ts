import type { ClockScale } from "../clock.ts";
import type { LambdaFaults, SessionCredentials } from "../ports.ts";
import type { RunnableCode } from "./code-packages.ts";
import type { FunctionVersion } from "./records.ts";

export interface EnvironmentRequest {
  readonly functionName: string;
  readonly version: FunctionVersion;
  readonly code: RunnableCode;
  readonly credentials: SessionCredentials;
  readonly region: string;
  readonly logStream: string;
  /** `host:port` of the sandbox's Runtime API. */
  readonly runtimeApi: string;
  readonly endpointUrl: string;
  readonly clockScale: ClockScale;
  readonly initialization: InitializationType;
  readonly initFault: ReturnType<LambdaFaults["init"]>;
}

/** How an environment came to be: for an invocation that waits for it, or ahead. */
export type InitializationType = "on-demand" | "provisioned-concurrency";

/** Under this name the process is given the cloud's time; runtime-clock.cjs takes it out of the environment. */
const CLOCK_VARIABLE = "_LOCAL_RUNTIME_CLOCK";
/** Likewise what goes wrong before the handler is loaded; runtime-shim.cjs takes it out. */
const INIT_FAULT_VARIABLE = "_LOCAL_RUNTIME_INIT_FAULT";

/**
 * The whole environment of a function's process; nothing of this machine's environment is in it. Later
 * groups win: defaults that a function may change, the image's ENV, the function's own, Lambda's own.
 */
export function sandboxEnvironment(request: EnvironmentRequest): Record<string, string> {
  const { settings } = request.version;
  const { LD_LIBRARY_PATH: _imagePaths, ...imageEnvironment } = request.code.imageEnvironment;
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin:/opt/bin",
    LANG: "en_US.UTF-8",
    ...imageEnvironment,
    // The image asks for its own local time, Lambda always gives UTC.
    TZ: ":UTC",
    HOME: "/tmp",
    ...settings.environment,
    _HANDLER: request.code.handler,
    AWS_ENDPOINT_URL: request.endpointUrl,
    AWS_REGION: request.region,
    AWS_DEFAULT_REGION: request.region,
    AWS_EXECUTION_ENV: request.code.executionEnvironment,
    AWS_ACCESS_KEY_ID: request.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: request.credentials.secretAccessKey,
    AWS_SESSION_TOKEN: request.credentials.sessionToken,
    AWS_LAMBDA_FUNCTION_NAME: request.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: request.version.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: request.initialization,
    AWS_LAMBDA_LOG_GROUP_NAME: settings.logging.group,
    AWS_LAMBDA_LOG_STREAM_NAME: request.logStream,
    AWS_LAMBDA_LOG_FORMAT: settings.logging.format,
    ...(settings.logging.applicationLevel === undefined
      ? {}
      : { AWS_LAMBDA_LOG_LEVEL: settings.logging.applicationLevel }),
    AWS_LAMBDA_RUNTIME_API: request.runtimeApi,
    LAMBDA_TASK_ROOT: request.code.taskRoot,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    ...(isMachineTime(request.clockScale) ? {} : { [CLOCK_VARIABLE]: JSON.stringify(request.clockScale) }),
    ...(request.initFault.delayMs === 0 && !request.initFault.crashes
      ? {}
      : { [INIT_FAULT_VARIABLE]: JSON.stringify(request.initFault) }),
  };
}

function isMachineTime({ machineOriginMs, cloudOriginMs, speed }: ClockScale): boolean {
  return speed === 1 && machineOriginMs === cloudOriginMs;
}
