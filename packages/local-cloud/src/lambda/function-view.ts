import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { type CodePackages, pinned } from "./code-packages.ts";
import { functionArn } from "./function-names.ts";
import type { FunctionRecord, FunctionVersion } from "./records.ts";
import { base64OfHex } from "./zip-packages.ts";

/**
 * A version as the API shows it. `qualified` says whether the ARN carries the version: AWS leaves
 * `$LATEST` off unless the caller asked for it by qualifier.
 */
export function configurationView(
  region: string,
  record: FunctionRecord,
  version: FunctionVersion,
  codePackages: CodePackages,
  qualified = version.version !== "$LATEST",
): FunctionConfiguration {
  const { settings } = version;
  const present = codePackages.exists(settings.code);
  return {
    FunctionName: record.name,
    FunctionArn: functionArn(region, record.name, qualified ? version.version : undefined),
    Role: settings.role,
    ...(settings.runtime === undefined ? {} : { Runtime: settings.runtime as "nodejs24.x" }),
    ...(settings.handler === undefined ? {} : { Handler: settings.handler }),
    CodeSize: settings.code.kind === "zip" ? settings.code.sizeBytes : 0,
    CodeSha256: codeSha256(version),
    Description: version.description,
    Timeout: settings.timeoutS,
    MemorySize: settings.memoryMb,
    LastModified: new Date(version.lastModifiedMs).toISOString().replace("Z", "+0000"),
    Version: version.version,
    ...(Object.keys(settings.environment).length === 0
      ? {}
      : { Environment: { Variables: { ...settings.environment } } }),
    ...(settings.deadLetterArn === undefined
      ? {}
      : { DeadLetterConfig: { TargetArn: settings.deadLetterArn } }),
    TracingConfig: { Mode: settings.tracing },
    RevisionId: version.revisionId,
    ...(present
      ? { State: "Active" as const }
      : {
          State: "Failed" as const,
          StateReason: "The image of the function is not in the registry any more.",
          StateReasonCode: "ImageDeleted" as const,
        }),
    LastUpdateStatus: "Successful",
    PackageType: settings.code.kind === "image" ? "Image" : "Zip",
    ...imageConfigView(version),
    Architectures: [settings.architecture],
    EphemeralStorage: { Size: settings.ephemeralStorageMb },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    LoggingConfig: {
      LogFormat: settings.logging.format,
      LogGroup: settings.logging.group,
      ...(settings.logging.applicationLevel === undefined
        ? {}
        : { ApplicationLogLevel: settings.logging.applicationLevel }),
      ...(settings.logging.systemLevel === undefined ? {} : { SystemLogLevel: settings.logging.systemLevel }),
    },
  };
}

/** Hex digest for images, base64 for zip packages, as AWS shows them. */
export function codeSha256(version: FunctionVersion): string {
  const { code } = version.settings;
  return code.kind === "image" ? code.digest.replace(/^sha256:/, "") : base64OfHex(code.sha256);
}

export function codeLocationView(version: FunctionVersion) {
  const { code } = version.settings;
  return code.kind === "image"
    ? {
        RepositoryType: "ECR",
        ImageUri: code.imageUri,
        ResolvedImageUri: pinned(code.imageUri, code.digest),
      }
    : { RepositoryType: "S3" };
}

function imageConfigView(version: FunctionVersion): Pick<FunctionConfiguration, "ImageConfigResponse"> {
  const overrides = version.settings.imageOverrides;
  if (overrides === undefined || Object.keys(overrides).length === 0) return {};
  return {
    ImageConfigResponse: {
      ImageConfig: {
        ...(overrides.entryPoint === undefined ? {} : { EntryPoint: [...overrides.entryPoint] }),
        ...(overrides.command === undefined ? {} : { Command: [...overrides.command] }),
        ...(overrides.workingDirectory === undefined ? {} : { WorkingDirectory: overrides.workingDirectory }),
      },
    },
  };
}
