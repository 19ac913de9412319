import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { Properties } from "../engine/provider.ts";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import type { LambdaPort } from "./ports.ts";
import { required } from "./resource-type.ts";

/** Outputs that a function has whether or not versions were published. */
export function configurationOutputs(configuration: FunctionConfiguration, region: string): Properties {
  const { Environment, EphemeralStorage, ImageConfigResponse, LoggingConfig, TracingConfig } = configuration;
  const image = ImageConfigResponse?.ImageConfig;
  const arn = required(configuration.FunctionArn, "the function's ARN");
  return {
    arn,
    architectures: configuration.Architectures,
    codeSha256: configuration.CodeSha256,
    deadLetterConfig: configuration.DeadLetterConfig && {
      targetArn: configuration.DeadLetterConfig.TargetArn,
    },
    description: configuration.Description,
    environment: Environment?.Variables === undefined ? undefined : { variables: Environment.Variables },
    ephemeralStorage: { size: EphemeralStorage?.Size ?? 512 },
    handler: configuration.Handler,
    imageConfig: image && {
      commands: image.Command,
      entryPoints: image.EntryPoint,
      workingDirectory: image.WorkingDirectory,
    },
    invokeArn: invokeArn(arn, region),
    lastModified: configuration.LastModified,
    loggingConfig: {
      logFormat: LoggingConfig?.LogFormat,
      logGroup: LoggingConfig?.LogGroup,
      applicationLogLevel: LoggingConfig?.ApplicationLogLevel,
      systemLogLevel: LoggingConfig?.SystemLogLevel,
    },
    memorySize: configuration.MemorySize,
    name: configuration.FunctionName,
    packageType: configuration.PackageType,
    region,
    responseStreamingInvokeArn: `arn:aws:apigateway:${region}:lambda:path/2021-11-15/functions/${arn}/response-streaming-invocations`,
    role: configuration.Role,
    runtime: configuration.Runtime,
    sourceCodeHash: configuration.CodeSha256,
    sourceCodeSize: configuration.CodeSize,
    timeout: configuration.Timeout,
    tracingConfig: { mode: TracingConfig?.Mode ?? "PassThrough" },
  };
}

/** Outputs that name a version. */
export function versionOutputs(arn: string, version: string, region: string): Properties {
  const qualifiedArn = `${arn}:${version}`;
  return { version, qualifiedArn, qualifiedInvokeArn: invokeArn(qualifiedArn, region) };
}

/** The version that was published last, or `$LATEST` when none ever was. */
export async function latestVersion(lambda: LambdaPort, name: string): Promise<string> {
  let latest = 0;
  let marker: string | undefined;
  do {
    const page = await lambda.ListVersionsByFunction({ FunctionName: name, Marker: marker }, ACCOUNT_CONTEXT);
    // `$LATEST` is in the list too.
    const numbers = (page.Versions ?? []).map(({ Version }) => Number(Version)).filter(Number.isInteger);
    latest = Math.max(latest, ...numbers);
    marker = page.NextMarker;
  } while (marker !== undefined);
  return latest === 0 ? "$LATEST" : String(latest);
}

/** What API Gateway calls a function, version or alias by. */
export function invokeArn(functionArn: string, region: string): string {
  return `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}
