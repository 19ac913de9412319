import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { AwsError } from "../aws-error.ts";
import type { Clock, Interceptor, LambdaFaults, MetricSink } from "../ports.ts";
import type { Store } from "../store.ts";
import { delayedMetrics } from "./delayed-metrics.ts";
import { callFault, changedInits, type Draw, faultsOf, invocationFault, remainingMs } from "./rules.ts";
import { type CloudFaults, changedFaults, NO_FAULTS } from "./settings.ts";

export interface FaultsDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** The version whose environment holds an access key; undefined for every other key. */
  readonly versionHolding: (
    accessKeyId: string,
  ) => { readonly functionName: string; readonly version: string } | undefined;
  /** The environments of a version would start otherwise from now on. */
  readonly onInitChange: (functionName: string, version: string) => void;
  /** 0 to below 1. */
  readonly random?: () => number;
  /** Waits real time: latencies do not run faster with the clock. */
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/** What goes wrong on purpose: its settings, and where it does its work. */
export interface FaultsService {
  readonly settings: () => CloudFaults;
  /** Takes a merge patch and returns all. Settings survive a restart. */
  readonly configure: (change: unknown) => CloudFaults;
  /** For the wire: makes calls of functions by functions slow, or fail. */
  readonly intercept: Interceptor;
  readonly lambda: LambdaFaults;
  /** A sink before another one, where values are late or get lost. */
  readonly metricsInto: (sink: MetricSink) => MetricSink;
  /** Lets the values that are still late arrive. */
  readonly close: () => void;
}

export function createFaults(deps: FaultsDeps): FaultsService {
  const { clock, random = Math.random } = deps;
  const sleep = deps.sleep ?? ((ms: number) => delay(ms, undefined, { ref: false }));
  const kept = deps.store.collection<CloudFaults>("faults");
  const settings = (): CloudFaults => kept.get("faults") ?? NO_FAULTS;
  const metrics = delayedMetrics({ clock, random, settings: () => settings().shared });

  const intercept: Interceptor = async (call, run) => {
    if (call.signingName !== "lambda" || call.operation !== "Invoke") return run();
    const caller = deps.versionHolding(call.accessKeyId);
    if (caller === undefined) return run();
    const now = settings();
    const fault = callFault(
      now,
      faultsOf(now, caller.functionName, caller.version),
      drawFor(call.invocationId, random),
    );
    if (fault.fails) {
      await sleep(remainingMs(fault, 0));
      throw new AwsError("ServiceException", "The local cloud was told to let this call fail.", 500, {
        Type: "Service",
      });
    }
    const startedMs = performance.now();
    const result = await run();
    const waitMs = remainingMs(fault, performance.now() - startedMs);
    if (waitMs > 0) await sleep(waitMs);
    return result;
  };

  return {
    settings,
    configure: (change) => {
      const before = settings();
      const after = changedFaults(before, change);
      kept.set("faults", after);
      for (const key of changedInits(before, after)) {
        const [functionName = "", version = ""] = key.split(":");
        deps.onInitChange(functionName, version);
      }
      return after;
    },
    intercept,
    lambda: {
      init: (functionName, version) => {
        const { initDelayMs = 0, crashInInit = false } = faultsOf(settings(), functionName, version);
        return { delayMs: initDelayMs, crashes: crashInInit };
      },
      invocation: (functionName, version) =>
        invocationFault(faultsOf(settings(), functionName, version), random),
      environmentLifetimeMs: () => settings().shared.environmentLifetimeMs ?? Infinity,
    },
    metricsInto: metrics.into,
    close: metrics.flush,
  };
}

/** An SDK sends the same id with each attempt of a call: what fails, fails however often it is tried. */
function drawFor(invocationId: string | undefined, random: () => number): Draw {
  if (invocationId === undefined) return random;
  return (purpose) =>
    createHash("sha256").update(`${invocationId} ${purpose}`).digest().readUIntBE(0, 6) / 2 ** 48;
}
