/** What the services of the local cloud need from one another. One service never imports another. */

/** The one clock. Epoch milliseconds. Services never call `Date.now()`. */
export interface Clock {
  readonly nowMs: () => number;
}

/** Who sends a request. */
export type Caller =
  /** The account's own credentials: any access key that the local cloud has not issued itself. */
  | { readonly kind: "account" }
  /** A session of an IAM role, for example a Lambda execution environment. */
  | { readonly kind: "role"; readonly roleArn: string; readonly sessionName: string };

/** Temporary credentials of a role session. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAtMs: number;
}

/** Who may do what. Implemented by `iam/`. */
export interface Authority {
  /**
   * Opens a session of a role for an AWS service, as Lambda does for an execution environment.
   * Throws `AwsError` when the role does not exist or its trust policy does not allow `service`.
   */
  readonly assumeRole: (roleArn: string, sessionName: string, service: string) => SessionCredentials;
  /** The caller behind an access key. Throws `AwsError` for an issued key that expired or a wrong token. */
  readonly authenticate: (accessKeyId: string, sessionToken: string | undefined) => Caller;
  /** Throws `AwsError("AccessDeniedException", …, 403)` with AWS's sentence unless the caller may do it. */
  readonly authorize: (caller: Caller, action: string, resource: string) => void;
}

/** One or more values of a metric at a time. */
export interface MetricDatum {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  readonly unit: string;
  readonly timestampMs: number;
  /** 1 for high resolution, else 60. */
  readonly storageResolutionS: 1 | 60;
}

/** Where metrics go. Implemented by `cloudwatch/`. */
export interface MetricSink {
  readonly put: (datum: MetricDatum) => void;
}

/** Where log lines go. Implemented by `logs/`, which also turns EMF lines into metrics. */
export interface LogSink {
  /** Creates group and stream as needed. A message is one log event, without its final line break. */
  readonly write: (group: string, stream: string, timestampMs: number, message: string) => void;
}

/** A call of a function by another service of the account. */
export interface ServiceInvocation {
  /** Full ARN, with version or alias when one is meant. */
  readonly functionArn: string;
  readonly payload: Uint8Array;
  /** Service principal, for example `apigateway.amazonaws.com`; the function's policy must allow it. */
  readonly principal: string;
  /** ARN of the resource on whose behalf the call is made. */
  readonly sourceArn: string;
}

/** What came back from a function. */
export interface InvocationResult {
  readonly payload: Uint8Array;
  /** `Handled` or `Unhandled` when the function failed; the payload then holds the error object. */
  readonly functionError?: string;
  readonly executedVersion: string;
}

/** Calls functions. Implemented by `lambda/`. Throws `AwsError` when the call itself is refused. */
export interface FunctionInvoker {
  readonly invoke: (invocation: ServiceInvocation) => Promise<InvocationResult>;
}

/** Queues asynchronous calls of functions by other services. Implemented by `lambda/`. */
export interface EventInvoker {
  /** Returns once the event is queued. Throws `AwsError` when there is no such function, or its policy refuses. */
  readonly enqueue: (invocation: ServiceInvocation) => void;
}

/** Carries out what an alarm asks for when its state changes. */
export interface AlarmActions {
  /**
   * Queues an asynchronous invocation on behalf of the alarm `sourceArn`. Throws `AwsError` when there is no such
   * function, or its policy does not let CloudWatch alarms invoke it.
   */
  readonly invokeFunction: (functionArn: string, payload: Uint8Array, sourceArn: string) => void;
}

/** A container image as the local cloud keeps it. */
export interface StoredImage {
  readonly digest: string;
  /** Folder that stands for the image's root file system (only what the Dockerfile added). */
  readonly rootDir: string;
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDir: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Reads images. Implemented by `images/`. */
export interface ImageSource {
  /** Throws `AwsError("InvalidParameterValueException", …)` when the image is not there. */
  readonly resolve: (imageUri: string) => StoredImage;
}
