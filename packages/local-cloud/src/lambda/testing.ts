import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { AwsError } from "../aws-error.ts";
import { MACHINE } from "../clock.ts";
import type { Authority, ImageSource, MetricDatum } from "../ports.ts";
import { memoryStore, type Store } from "../store.ts";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { createLambda, type Lambda, type LambdaDeps } from "./lambda.ts";

export const ROLE = "arn:aws:iam::000000000000:role/worker";
export const OTHER_ROLE = "arn:aws:iam::000000000000:role/other";
/** 2026-01-02T03:04:05.000Z */
export const NOW_MS = 1_767_323_045_000;

export interface LogEvent {
  readonly group: string;
  readonly stream: string;
  readonly timestampMs: number;
  readonly message: string;
}

/** A Lambda service with its neighbours in memory, for tests. */
export interface TestBed {
  readonly lambda: Lambda;
  readonly dir: string;
  readonly store: Store;
  readonly events: LogEvent[];
  readonly metrics: MetricDatum[];
  readonly warnings: string[];
  /** What the fake authority denies, by action. */
  readonly denied: Set<string>;
  readonly time: { nowMs: number };
  /** Lifetime of role sessions, in ms. */
  readonly sessions: { lifetimeMs: number };
  readonly messages: () => readonly string[];
  /** Creates a function from the text of an index.cjs. */
  readonly create: (name: string, code: string, settings?: object) => Promise<FunctionConfiguration>;
  readonly invoke: (name: string, event?: unknown, options?: object) => Promise<InvokeAnswer>;
  readonly close: () => Promise<void>;
}

export interface InvokeAnswer {
  readonly status: number | undefined;
  readonly error: string | undefined;
  readonly version: string | undefined;
  readonly logTail: string;
  // oxlint-disable-next-line no-explicit-any -- whatever the handler in the test returns
  readonly body: any;
}

export function openTestBed(overrides: Partial<LambdaDeps> = {}): TestBed {
  const dir = mkdtempSync(join(tmpdir(), "switchyard-lambda-"));
  const events: LogEvent[] = [];
  const metrics: MetricDatum[] = [];
  const warnings: string[] = [];
  const denied = new Set<string>();
  const time = { nowMs: NOW_MS };
  const sessions = { lifetimeMs: 3_600_000 };
  let sessionCount = 0;

  const authority: Authority = {
    assumeRole: (roleArn) => {
      if (roleArn !== ROLE && roleArn !== OTHER_ROLE) throw new AwsError("AccessDenied", "no", 403);
      sessionCount += 1;
      return {
        accessKeyId: `ASIA${sessionCount}`,
        secretAccessKey: "secret",
        sessionToken: "token",
        expiresAtMs: time.nowMs + sessions.lifetimeMs,
      };
    },
    authenticate: () => ({ kind: "account" }),
    authorize: (_caller, action) => {
      if (denied.has(action)) throw new AwsError("AccessDeniedException", "no", 403);
    },
  };
  const images: ImageSource = {
    resolve: (uri) => {
      throw new AwsError("InvalidParameterValueException", `Source image ${uri} does not exist.`);
    },
  };
  const store = overrides.store ?? memoryStore();
  const lambda = createLambda({
    store,
    dir,
    region: "us-east-1",
    clock: { nowMs: () => time.nowMs, timer: MACHINE.timer },
    authority,
    images,
    logs: {
      write: (group, stream, timestampMs, message) =>
        void events.push({ group, stream, timestampMs, message }),
    },
    metrics: { put: (datum) => void metrics.push(datum) },
    endpointUrl: () => "http://127.0.0.1:4566",
    onWarning: (message) => void warnings.push(message),
    ...overrides,
  });
  lambda.start();
  return {
    lambda,
    dir,
    store,
    events,
    metrics,
    warnings,
    denied,
    time,
    sessions,
    messages: () => events.map((event) => event.message),
    create: (name, code, settings = {}) =>
      lambda.operations.CreateFunction(
        {
          FunctionName: name,
          Role: ROLE,
          Runtime: "nodejs24.x",
          Handler: "index.handler",
          Code: { ZipFile: zipOf({ "index.cjs": code }) },
          ...settings,
        },
        ACCOUNT_CONTEXT,
      ),
    invoke: async (name, event = {}, options = {}) => {
      const answer = await lambda.operations.Invoke(
        { FunctionName: name, Payload: Buffer.from(JSON.stringify(event)), ...options },
        ACCOUNT_CONTEXT,
      );
      const text = Buffer.from(answer.Payload ?? []).toString("utf8");
      return {
        status: answer.StatusCode,
        error: answer.FunctionError,
        version: answer.ExecutedVersion,
        logTail: Buffer.from(answer.LogResult ?? "", "base64").toString("utf8"),
        body: text === "" ? undefined : JSON.parse(text),
      };
    },
    close: async () => {
      await lambda.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

/** The error that a call ends with, for tests of refusals. */
export async function refusal(call: Promise<unknown>): Promise<AwsError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
  throw new Error("Expected the call to be refused, but it succeeded.");
}
