import type {
  CreateFunctionCommandInput,
  LoggingConfig,
  UpdateFunctionConfigurationCommandInput,
} from "@aws-sdk/client-lambda";
import { invalidParameter, refuseUnsupported } from "./errors.ts";
import type {
  ApplicationLogLevel,
  Architecture,
  FunctionSettings,
  ImageOverrides,
  Logging,
  SystemLogLevel,
} from "./records.ts";

/** Node.js runtimes that run on the Node.js of this machine. */
const RUNTIMES = ["nodejs22.x", "nodejs24.x"];
const ENVIRONMENT_LIMIT_BYTES = 4096;

/** Set by Lambda itself, so a function may not. */
const RESERVED_KEYS = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_LAMBDA_MAX_CONCURRENCY",
  "AWS_LAMBDA_RUNTIME_API",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
]);

const UNSUPPORTED = [
  "VpcConfig",
  "KMSKeyArn",
  "Layers",
  "FileSystemConfigs",
  "CodeSigningConfigArn",
  "SnapStart",
  "TenancyConfig",
  "CapacityProviderConfig",
  "DurableConfig",
  "PublishTo",
];

type SettingsInput = CreateFunctionCommandInput | UpdateFunctionConfigurationCommandInput;

/** The settings that apply when neither the request nor the function says otherwise. */
export function defaultSettings(name: string): Omit<FunctionSettings, "role" | "code"> {
  return {
    memoryMb: 128,
    timeoutS: 3,
    environment: {},
    architecture: "x86_64",
    ephemeralStorageMb: 512,
    tracing: "PassThrough",
    logging: { format: "Text", group: `/aws/lambda/${name}` },
  };
}

/**
 * Applies what the request names to the settings so far; the rest stays. Throws `InvalidParameterValueException`
 * for values outside AWS's ranges and for whatever the local cloud does not carry out.
 */
export function applySettings<T extends Omit<FunctionSettings, "role" | "code">>(
  before: T,
  input: SettingsInput,
  packageType: "Image" | "Zip",
): T {
  refuseUnsupported(input, UNSUPPORTED);
  return {
    ...before,
    ...(input.MemorySize === undefined
      ? {}
      : { memoryMb: range("memorySize", input.MemorySize, 128, 10_240) }),
    ...(input.Timeout === undefined ? {} : { timeoutS: range("timeout", input.Timeout, 1, 900) }),
    ...(input.EphemeralStorage?.Size === undefined
      ? {}
      : { ephemeralStorageMb: range("ephemeralStorage.size", input.EphemeralStorage.Size, 512, 10_240) }),
    ...(input.Environment === undefined
      ? {}
      : { environment: environmentOf(input.Environment.Variables ?? {}) }),
    ...(input.TracingConfig?.Mode === undefined
      ? {}
      : {
          tracing: oneOf("tracingConfig.mode", input.TracingConfig.Mode, ["Active", "PassThrough"] as const),
        }),
    ...(input.LoggingConfig === undefined ? {} : { logging: loggingOf(before.logging, input.LoggingConfig) }),
    ...(input.DeadLetterConfig === undefined
      ? {}
      : // AWS takes an empty ARN for none; left out, the settings are those of a function that never had one.
        { deadLetterArn: input.DeadLetterConfig.TargetArn || undefined }),
    ...(packageType === "Image" ? imageSettings(input) : zipSettings(before, input)),
  };
}

export function architectureOf(architectures: readonly string[] | undefined): Architecture {
  const [architecture = "x86_64", ...more] = architectures ?? [];
  if (more.length > 0) throw invalidParameter("A function has exactly one architecture.");
  return oneOf("architectures", architecture, ["arm64", "x86_64"] as const);
}

function imageSettings(input: SettingsInput): { readonly imageOverrides?: ImageOverrides } {
  if (input.Runtime !== undefined || input.Handler !== undefined) {
    throw invalidParameter(
      "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.",
    );
  }
  if (input.ImageConfig === undefined) return {};
  const { EntryPoint, Command, WorkingDirectory } = input.ImageConfig;
  return {
    imageOverrides: {
      ...(EntryPoint === undefined || EntryPoint.length === 0 ? {} : { entryPoint: EntryPoint }),
      ...(Command === undefined || Command.length === 0 ? {} : { command: Command }),
      ...(WorkingDirectory === undefined || WorkingDirectory === ""
        ? {}
        : { workingDirectory: WorkingDirectory }),
    },
  };
}

function zipSettings(
  before: Pick<FunctionSettings, "runtime" | "handler">,
  input: SettingsInput,
): { readonly runtime: string; readonly handler: string } {
  if (input.ImageConfig !== undefined && Object.keys(input.ImageConfig).length > 0) {
    throw invalidParameter(
      "Please do not provide ImageConfig when creating a function with packageType Zip.",
    );
  }
  const runtime = input.Runtime ?? before.runtime;
  const handler = input.Handler ?? before.handler;
  if (runtime === undefined || handler === undefined) {
    throw invalidParameter(
      "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
    );
  }
  if (!RUNTIMES.includes(runtime)) {
    throw invalidParameter(
      `Value ${runtime} at 'runtime' failed to satisfy constraint: the local cloud runs ${RUNTIMES.join(" and ")}`,
    );
  }
  if (!/^[^\s]{1,128}$/.test(handler)) {
    throw invalidParameter(
      `Value '${handler}' at 'handler' failed to satisfy constraint: expected file.export`,
    );
  }
  return { runtime, handler };
}

function environmentOf(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const keys = Object.keys(variables);
  const badKey = keys.find((key) => !/^[a-zA-Z]\w+$/.test(key) && !RESERVED_KEYS.has(key));
  if (badKey !== undefined) {
    throw invalidParameter(
      `1 validation error detected: Value '${badKey}' at 'environment.variables' failed to satisfy constraint: Map keys must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+`,
    );
  }
  const reserved = keys.filter((key) => RESERVED_KEYS.has(key));
  if (reserved.length > 0) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  }
  // The values may be secret, so unlike AWS the message does not repeat them.
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  if (bytes > ENVIRONMENT_LIMIT_BYTES) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. Measured: ${bytes} bytes`,
    );
  }
  return variables;
}

const APPLICATION_LEVELS: readonly ApplicationLogLevel[] = [
  "TRACE",
  "DEBUG",
  "INFO",
  "WARN",
  "ERROR",
  "FATAL",
];
const SYSTEM_LEVELS: readonly SystemLogLevel[] = ["DEBUG", "INFO", "WARN"];

function loggingOf(before: Logging, config: LoggingConfig): Logging {
  const format = oneOf("loggingConfig.logFormat", config.LogFormat ?? before.format, [
    "Text",
    "JSON",
  ] as const);
  const group = config.LogGroup ?? before.group;
  if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(group)) {
    throw invalidParameter(`Value '${group}' at 'loggingConfig.logGroup' failed to satisfy constraint`);
  }
  if (format === "Text") {
    if (config.ApplicationLogLevel !== undefined || config.SystemLogLevel !== undefined) {
      throw invalidParameter("To use log levels, set LogFormat to JSON.");
    }
    return { format, group };
  }
  return {
    format,
    group,
    applicationLevel: oneOf(
      "loggingConfig.applicationLogLevel",
      config.ApplicationLogLevel ?? before.applicationLevel ?? "INFO",
      APPLICATION_LEVELS,
    ),
    systemLevel: oneOf(
      "loggingConfig.systemLogLevel",
      config.SystemLogLevel ?? before.systemLevel ?? "INFO",
      SYSTEM_LEVELS,
    ),
  };
}

function range(name: string, value: number, minimum: number, maximum: number): number {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  const [word, bound] = value < minimum ? ["greater", minimum] : ["less", maximum];
  throw invalidParameter(
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must have value ${word} than or equal to ${bound}`,
  );
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw invalidParameter(
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(", ")}]`,
  );
}
