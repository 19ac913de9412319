/** What the services of the local cloud need from one another. One service never imports another. */

/** The one clock. Epoch milliseconds of cloud time, which may run faster than the machine's. Services never call `Date.now()`. */
export interface Clock {
  readonly nowMs: () => number;
  /** Runs something once, `delayMs` of cloud time from now. Returns what cancels it. Keeps no process alive. */
  readonly timer: (delayMs: number, run: () => void) => () => void;
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
  /** Publishes a notice on behalf of the alarm. Throws `AwsError` when there is no such topic, or it refuses. */
  readonly publish: (topicArn: string, subject: string, message: string, sourceArn: string) => void;
}

/** What goes wrong on purpose with the functions of the account. Implemented by `faults/`. */
export interface LambdaFaults {
  /** Asked for each environment that starts: what happens before the handler is loaded. */
  readonly init: (
    functionName: string,
    version: string,
  ) => { readonly delayMs: number; readonly crashes: boolean };
  /** Asked for each invocation. */
  readonly invocation: (functionName: string, version: string) => "none" | "throttle" | "timeout";
  /** At this age, in cloud time, an environment takes no further invocation. */
  readonly environmentLifetimeMs: () => number;
}

/** A request to an AWS service that has been let in. */
export interface WireCall {
  readonly signingName: string;
  readonly operation: string;
  readonly accessKeyId: string;
  /** Given by SDKs, the same for each attempt of a call. */
  readonly invocationId: string | undefined;
}

/** Stands between a request and the operation that answers it: may be late, or throw `AwsError` in its place. */
export type Interceptor = (call: WireCall, run: () => Promise<unknown>) => Promise<unknown>;

/** What schedules invoke. Implemented by `lambda/`. */
export interface ScheduleTargets {
  /**
   * Queues an asynchronous invocation for a caller whose right has been checked: a schedule's role decides, not the
   * function's policy. Rejects with `AwsError` when there is no such function, or it is throttled.
   */
  readonly invokeFunction: (functionArn: string, payload: Uint8Array) => Promise<void>;
}

/** Queues messages for other services. Implemented by `sqs/`. */
export interface QueueSink {
  /**
   * Throws `AwsError` when there is no such queue, or it refuses the message.
   * @param principalService decided upon by the queue's policy, for example `sns.amazonaws.com`. Undefined for a service
   * that acts under a role and has checked that the role may `sqs:SendMessage`, as Lambda and the scheduler do.
   * @param sourceArn the resource on whose behalf the message is sent
   */
  readonly send: (
    queueArn: string,
    body: string,
    attributes: Readonly<Record<string, string>>,
    principalService: string | undefined,
    sourceArn: string,
  ) => void;
}

/** Publishes messages for other services. Implemented by `sns/`. */
export interface TopicSink {
  /**
   * Throws `AwsError` when there is no such topic, or its policy refuses.
   * @param principalService as for `QueueSink`, with the topic's policy and `sns:Publish`
   * @param sourceArn the resource on whose behalf the message is published
   */
  readonly publish: (
    topicArn: string,
    subject: string | undefined,
    message: string,
    principalService: string | undefined,
    sourceArn: string,
  ) => void;
}

/** A message that was published to a topic, whoever received it. */
export interface Notice {
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
  readonly atMs: number;
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
