import { AwsError } from "../aws-error.ts";
import type { MetricDatum } from "../ports.ts";
import { memoryStore } from "../store.ts";
import { createScheduler, type SchedulerService } from "./scheduler.ts";

/** 2026-11-23 12:00:00 UTC, a Monday. */
export const NOON = Date.UTC(2026, 10, 23, 12);
export const MINUTE = 60_000;
export const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:tick";
export const QUEUE = "arn:aws:sqs:us-east-1:000000000000:dead-letters";
/** The one role that the scheduler may assume. */
export const ROLE = "arn:aws:iam::000000000000:role/tick";

interface DeadLetter {
  readonly queueArn: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly principalService: string | undefined;
  readonly sourceArn: string;
}

/** A scheduler over a clock that moves only when a test moves it; timers run when their time has come. */
export function openWorld() {
  let nowMs = NOON;
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>();
  const collections = new Map<string, unknown>();
  const inner = memoryStore();
  const store = {
    collection: <T>(name: string) => {
      const known = collections.get(name) ?? inner.collection<T>(name);
      collections.set(name, known);
      return known as ReturnType<typeof inner.collection<T>>;
    },
  };
  const invocations: { readonly atMs: number; readonly dueMs: number; readonly payload: unknown }[] = [];
  const failures: AwsError[] = [];
  const denied = new Set<string>();
  const deadLetters: DeadLetter[] = [];
  const warnings: string[] = [];
  const metrics: MetricDatum[] = [];

  const open = () => {
    const service = createScheduler({
      store,
      region: "us-east-1",
      clock: {
        nowMs: () => nowMs,
        timer: (delayMs, run) => {
          const timer = { atMs: nowMs + delayMs, run };
          timers.add(timer);
          return () => void timers.delete(timer);
        },
      },
      authority: {
        assumeRole: (roleArn, _session, principal) => {
          if (roleArn !== ROLE || principal !== "scheduler.amazonaws.com") {
            throw new AwsError("AccessDeniedException", `${principal} may not assume ${roleArn}`, 403);
          }
          return { accessKeyId: "ASIA", secretAccessKey: "", sessionToken: roleArn, expiresAtMs: 0 };
        },
        authenticate: (_key, token = "") => ({ kind: "role", roleArn: token, sessionName: "s" }),
        authorize: (_caller, action, resource) => {
          if (denied.has(action)) {
            throw new AwsError("AccessDeniedException", `not allowed: ${action} on ${resource}`, 403);
          }
        },
      },
      targets: {
        invokeFunction: async (arn, payload) => {
          if (arn !== FUNCTION) throw new AwsError("ResourceNotFoundException", "Function not found", 404);
          const parsed: unknown = JSON.parse(Buffer.from(payload).toString());
          const { time } = parsed as { time?: string };
          invocations.push({ atMs: nowMs, dueMs: Date.parse(time ?? ""), payload: parsed });
          const failure = failures.shift();
          if (failure !== undefined) throw failure;
        },
      },
      queues: {
        send: (queueArn, body, attributes, principalService, sourceArn) =>
          void deadLetters.push({ queueArn, body, attributes, principalService, sourceArn }),
      },
      metrics: { put: (datum) => void metrics.push(datum) },
      onWarning: (message) => void warnings.push(message),
    });
    service.start();
    return service;
  };
  let service: SchedulerService = open();

  return {
    get operations() {
      return service.operations;
    },
    wire: service.wire,
    invocations,
    failures,
    denied,
    deadLetters,
    warnings,
    dueTimes: () => invocations.map(({ dueMs }) => dueMs),
    payloads: () => invocations.map(({ payload }) => payload),
    counted: (name: string) => metrics.filter((datum) => datum.name === name).length,
    /** Ends the scheduler and opens it again at a later time. */
    restartAt: (atMs: number) => {
      service.close();
      nowMs = atMs;
      service = open();
    },
    /** Lets the clock run, and everything that it sets off come to its end. */
    runUntil: async (untilMs: number) => {
      for (;;) {
        const [next] = [...timers].toSorted((a, b) => a.atMs - b.atMs);
        if (next === undefined || next.atMs > untilMs) break;
        timers.delete(next);
        nowMs = Math.max(nowMs, next.atMs);
        next.run();
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      nowMs = untilMs;
    },
    close: () => service.close(),
  };
}

export type World = ReturnType<typeof openWorld>;
