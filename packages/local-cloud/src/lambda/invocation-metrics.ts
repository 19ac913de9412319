import type { MetricSink } from "../ports.ts";

/** What CloudWatch hears about the invocations of one account (`AWS/Lambda`). */
export interface InvocationMetrics {
  /** An invocation begins. Call the result once, when it is over. */
  readonly begin: (target: InvokedTarget, startedAtMs: number) => (outcome: InvocationOutcome) => void;
  readonly provisioned: (target: InvokedTarget, atMs: number, use: ProvisionedUse) => void;
  /** Counts one of what happens to asynchronous events. */
  readonly count: (name: string, target: InvokedTarget, atMs: number) => void;
  readonly throttled: (target: InvokedTarget, atMs: number) => void;
}

export interface InvokedTarget {
  readonly functionName: string;
  /** Version or alias in the request, when there was one. */
  readonly qualifier: string | undefined;
  /** Set when the qualifier is an alias. */
  readonly executedVersion: string | undefined;
}

/** How a version with provisioned concurrency served an invocation. */
export interface ProvisionedUse {
  /** False when all environments that were started ahead were busy, so that another one was started. */
  readonly served: boolean;
  /** Environments that are there. */
  readonly allocated: number;
  /** Those that have an invocation, this one's included. */
  readonly inUse: number;
}

export interface InvocationOutcome {
  readonly durationMs: number;
  readonly failed: boolean;
}

type Dimensions = Readonly<Record<string, string>>;

export function createInvocationMetrics(sink: MetricSink): InvocationMetrics {
  const running = new Map<string, number>();

  function put(name: string, unit: string, dimensions: Dimensions, timestampMs: number, value: number): void {
    sink.put({
      namespace: "AWS/Lambda",
      name,
      dimensions,
      values: [value],
      unit,
      timestampMs,
      storageResolutionS: 60,
    });
  }

  return {
    begin: (target, startedAtMs) => {
      const sets = dimensionSets(target);
      for (const dimensions of sets) {
        const key = JSON.stringify(dimensions);
        const concurrent = (running.get(key) ?? 0) + 1;
        running.set(key, concurrent);
        put("ConcurrentExecutions", "Count", dimensions, startedAtMs, concurrent);
      }
      return ({ durationMs, failed }) => {
        for (const dimensions of sets) {
          const key = JSON.stringify(dimensions);
          running.set(key, (running.get(key) ?? 1) - 1);
          // Lambda stamps all of them with the start of the invocation.
          put("Invocations", "Count", dimensions, startedAtMs, 1);
          put("Errors", "Count", dimensions, startedAtMs, failed ? 1 : 0);
          put("Throttles", "Count", dimensions, startedAtMs, 0);
          put("Duration", "Milliseconds", dimensions, startedAtMs, durationMs);
        }
      };
    },
    provisioned: (target, atMs, { served, allocated, inUse }) => {
      for (const dimensions of dimensionSets(target)) {
        const name = served
          ? "ProvisionedConcurrencyInvocations"
          : "ProvisionedConcurrencySpilloverInvocations";
        put(name, "Count", dimensions, atMs, 1);
        put("ProvisionedConcurrentExecutions", "Count", dimensions, atMs, inUse);
        if (allocated > 0) {
          put("ProvisionedConcurrencyUtilization", "None", dimensions, atMs, Math.min(1, inUse / allocated));
        }
      }
    },
    count: (name, target, atMs) => {
      for (const dimensions of dimensionSets(target)) put(name, "Count", dimensions, atMs, 1);
    },
    throttled: (target, atMs) => {
      for (const dimensions of dimensionSets(target)) put("Throttles", "Count", dimensions, atMs, 1);
    },
  };
}

/** The sets under which AWS publishes: account, function, function and qualifier, and the version behind an alias. */
function dimensionSets(target: InvokedTarget): readonly Dimensions[] {
  const { functionName: FunctionName, qualifier, executedVersion } = target;
  const Resource = qualifier === undefined ? FunctionName : `${FunctionName}:${qualifier}`;
  return [
    {},
    { FunctionName },
    { FunctionName, Resource },
    ...(executedVersion === undefined ? [] : [{ FunctionName, Resource, ExecutedVersion: executedVersion }]),
  ];
}
