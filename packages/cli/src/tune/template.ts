import type { CreateFunctionCommandInput, GetFunctionCommandOutput } from "@aws-sdk/client-lambda";
import { CommandError } from "../terminal.ts";

/** A published version, and what a copy of it is made with. */
export interface Template {
  readonly functionName: string;
  readonly version: string;
  readonly architecture: string;
  readonly memoryMb: number;
  readonly timeoutS: number;
  /** May hold secrets: never shown. */
  readonly environment: Readonly<Record<string, string>>;
  /** All but the name, the memory and the description. */
  readonly copy: CopySettings;
}

export type CopySettings = Omit<CreateFunctionCommandInput, "FunctionName" | "MemorySize" | "Description">;

/** Tells a copy from functions that somebody wants to keep. */
const COPY_TAG = { "switchyard-temporary": "tune" };

/**
 * What a version consists of, as `GetFunction` shows it. Code is named by digest, so that a tag that moves changes
 * nothing. Throws where a copy would not be the same as the version.
 */
export function templateOf({ Configuration, Code, Tags }: GetFunctionCommandOutput): Template {
  const { FunctionName, Version, Role, MemorySize, Timeout, Architectures } = Configuration ?? {};
  const [architecture] = Architectures ?? [];
  const imageUri = Code?.ResolvedImageUri;
  if (
    Configuration === undefined ||
    FunctionName === undefined ||
    Version === undefined ||
    Role === undefined ||
    MemorySize === undefined ||
    Timeout === undefined ||
    architecture === undefined
  ) {
    throw new CommandError("Expected Lambda to describe the version in full, found only a part of it.");
  }
  if (imageUri === undefined) {
    throw new CommandError(
      `Expected ${FunctionName} to be made from a container image, found package type ${Configuration.PackageType ?? "unknown"}: only images can be copied.`,
    );
  }
  if (Configuration.Environment?.Error !== undefined) {
    throw new CommandError(
      `The environment of ${FunctionName} cannot be read (${Configuration.Environment.Error.ErrorCode ?? "no reason given"}): whoever copies it needs kms:Decrypt on its key.`,
    );
  }
  const environment = Configuration.Environment?.Variables ?? {};
  return {
    functionName: FunctionName,
    version: Version,
    architecture,
    memoryMb: MemorySize,
    timeoutS: Timeout,
    environment,
    copy: {
      PackageType: "Image",
      Code: { ImageUri: imageUri },
      Role,
      Timeout,
      Architectures: [architecture],
      Environment: { Variables: environment },
      Tags: { ...ownTags(Tags), ...COPY_TAG },
      ...placeOf(Configuration),
    },
  };
}

/** Settings that some stages have and others do not. Nobody else writes to a copy's dead letters: it is called and waited for. */
function placeOf(
  configuration: NonNullable<GetFunctionCommandOutput["Configuration"]>,
): CopySettings | object {
  const { ImageConfigResponse, EphemeralStorage, LoggingConfig, TracingConfig, KMSKeyArn } = configuration;
  const { SubnetIds = [], SecurityGroupIds = [], Ipv6AllowedForDualStack } = configuration.VpcConfig ?? {};
  const files = configuration.FileSystemConfigs ?? [];
  return {
    ...(ImageConfigResponse?.ImageConfig === undefined
      ? {}
      : { ImageConfig: ImageConfigResponse.ImageConfig }),
    ...(EphemeralStorage === undefined ? {} : { EphemeralStorage }),
    // The router's own log group: its role may write to no other.
    ...(LoggingConfig === undefined ? {} : { LoggingConfig }),
    ...(TracingConfig === undefined ? {} : { TracingConfig }),
    ...(KMSKeyArn === undefined ? {} : { KMSKeyArn }),
    ...(files.length === 0 ? {} : { FileSystemConfigs: files }),
    ...(SubnetIds.length === 0
      ? {}
      : {
          VpcConfig: {
            SubnetIds,
            SecurityGroupIds,
            ...(Ipv6AllowedForDualStack === undefined ? {} : { Ipv6AllowedForDualStack }),
          },
        }),
  };
}

/** Tags that AWS itself has set cannot be given. */
function ownTags(tags: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags ?? {}).filter(([key]) => !key.startsWith("aws:")));
}
