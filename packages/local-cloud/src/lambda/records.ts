/** What the function service keeps, one record per function, replaced as a whole at every change. */

export type Architecture = "arm64" | "x86_64";
export type SystemLogLevel = "DEBUG" | "INFO" | "WARN";
export type ApplicationLogLevel = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";

export interface ImageOverrides {
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
  readonly workingDirectory?: string;
}

export type FunctionCode =
  | {
      readonly kind: "image";
      /** As given; may name a tag. */
      readonly imageUri: string;
      /** Pinned when the code was set: a tag that moves does not change a function. */
      readonly digest: string;
    }
  | {
      readonly kind: "zip";
      /** Hex SHA-256 of the archive; its files lie in `<dir>/code/<sha256>`. */
      readonly sha256: string;
      readonly sizeBytes: number;
    };

export interface Logging {
  readonly format: "Text" | "JSON";
  readonly applicationLevel?: ApplicationLogLevel;
  readonly systemLevel?: SystemLogLevel;
  readonly group: string;
}

/** What PublishVersion makes immutable. */
export interface FunctionSettings {
  readonly role: string;
  readonly memoryMb: number;
  readonly timeoutS: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly architecture: Architecture;
  readonly ephemeralStorageMb: number;
  readonly tracing: "Active" | "PassThrough";
  readonly logging: Logging;
  /** For zip packages. */
  readonly runtime?: string;
  readonly handler?: string;
  /** Queue or topic for events that were given up. */
  readonly deadLetterArn?: string;
  /** For images. */
  readonly imageOverrides?: ImageOverrides;
  readonly code: FunctionCode;
}

export interface FunctionVersion {
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly description: string;
  readonly settings: FunctionSettings;
  readonly revisionId: string;
  readonly lastModifiedMs: number;
  /** Fingerprint of the `$LATEST` that was published: publishing it again makes no new version. */
  readonly publishedFrom?: string;
}

export interface AliasRecord {
  readonly name: string;
  readonly description: string;
  readonly functionVersion: string;
  /** Share of requests, 0..1, of at most one other version. */
  readonly weights: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

export interface EventInvokeConfig {
  readonly retries?: number;
  readonly maximumAgeS?: number;
  /** ARN of the destination for failures. */
  readonly onFailure?: string;
  readonly lastModifiedMs: number;
}

export interface ProvisionedConfig {
  readonly requested: number;
  readonly lastModifiedMs: number;
}

/** A resource policy: one for the function and one for each version and alias that has any. */
export interface PolicyRecord {
  readonly revisionId: string;
  readonly statements: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Principal: "*" | { readonly Service: string } | { readonly AWS: string };
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface FunctionRecord {
  readonly name: string;
  readonly latest: FunctionVersion;
  /** Published versions in the order of their numbers. */
  readonly versions: readonly FunctionVersion[];
  readonly aliases: readonly AliasRecord[];
  /** By qualifier; empty string for the function itself. */
  readonly policies: Readonly<Record<string, PolicyRecord>>;
  readonly reservedConcurrency?: number;
  /** By qualifier: environments that are kept ready for a version, or for the one that an alias names first. */
  readonly provisionedConcurrency?: Readonly<Record<string, ProvisionedConfig>>;
  /** By qualifier, `$LATEST` for the function itself: what becomes of asynchronous invocations. */
  readonly eventInvoke?: Readonly<Record<string, EventInvokeConfig>>;
  readonly tags: Readonly<Record<string, string>>;
}
