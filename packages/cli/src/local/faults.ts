import type { FaultsChange } from "@switchyard/local-cloud";

/** What `local fault` was asked for. */
export interface FaultOptions {
  readonly version?: string;
  readonly shared?: true;
  readonly errors?: number;
  readonly slow?: number;
  readonly coldMs?: number;
  readonly crash?: true;
  readonly timeouts?: number;
  readonly throttle?: number;
  readonly latencyMs?: number;
  readonly latencySpread?: number;
  readonly metricsDelayS?: number;
  readonly metricsLost?: number;
  readonly environmentLifetimeS?: number;
}

export type FaultOrder =
  | { readonly kind: "change"; readonly change: FaultsChange }
  | { readonly kind: "show" }
  | { readonly kind: "wrong"; readonly problems: readonly string[] };

type Name = Exclude<keyof FaultOptions, "version" | "shared">;

const OF_A_VERSION: readonly Name[] = ["errors", "slow", "coldMs", "crash", "timeouts", "throttle"];
const SHARED: readonly Name[] = [
  "errors",
  "latencyMs",
  "latencySpread",
  "metricsDelayS",
  "metricsLost",
  "environmentLifetimeS",
];
/** Of the median: a latency without any spread hides what a guardrail sees. */
const USUAL_SPREAD = 0.5;

/** What the options mean for the cloud; every option that has no meaning here is told. */
export function readFaults(options: FaultOptions, functionName: string): FaultOrder {
  const { version, shared } = options;
  const given = Object.keys(options).filter((name): name is Name => name !== "version" && name !== "shared");
  if (given.length === 0 && version === undefined && shared === undefined) return { kind: "show" };
  const problems = problemsOf(options, given);
  if (problems.length > 0) return { kind: "wrong", problems };
  // What is named without a fault is well again; what is named with one keeps the others that it has.
  const change =
    given.length === 0 ? null : version === undefined ? sharedFaults(options) : versionFaults(options);
  return {
    kind: "change",
    change:
      version === undefined ? { shared: change } : { versions: { [`${functionName}:${version}`]: change } },
  };
}

function problemsOf({ version, shared, latencyMs, latencySpread }: FaultOptions, given: readonly Name[]) {
  if (version !== undefined && shared !== undefined) return ["expected --version or --shared, found both"];
  if (version === undefined && shared === undefined) {
    return ["expected --version or --shared, to say whose fault it is"];
  }
  const possible = shared === undefined ? OF_A_VERSION : SHARED;
  const whose = shared === undefined ? "a version" : "what all versions share";
  return [
    ...given
      .filter((name) => !possible.includes(name))
      .map((name) => `${optionName(name)} is no fault of ${whose}`),
    ...(latencySpread !== undefined && latencyMs === undefined
      ? ["--latency-spread is part of --latency-ms"]
      : []),
  ];
}

function versionFaults({ errors, slow, coldMs, crash, timeouts, throttle }: FaultOptions) {
  return {
    ...(errors === undefined ? {} : { downstreamErrors: errors }),
    ...(slow === undefined ? {} : { downstreamSlow: slow }),
    ...(coldMs === undefined ? {} : { initDelayMs: coldMs }),
    ...(crash === undefined ? {} : { crashInInit: crash }),
    ...(timeouts === undefined ? {} : { timeouts }),
    ...(throttle === undefined ? {} : { throttle }),
  };
}

function sharedFaults(options: FaultOptions) {
  const { errors, latencyMs, latencySpread, metricsDelayS, metricsLost, environmentLifetimeS } = options;
  return {
    ...(errors === undefined ? {} : { downstreamErrors: errors }),
    ...(latencyMs === undefined
      ? {}
      : { downstreamLatencyMs: { median: latencyMs, spread: latencySpread ?? USUAL_SPREAD } }),
    ...(metricsDelayS === undefined ? {} : { metricsDelayMs: metricsDelayS * 1000 }),
    ...(metricsLost === undefined ? {} : { metricsLost }),
    ...(environmentLifetimeS === undefined ? {} : { environmentLifetimeMs: environmentLifetimeS * 1000 }),
  };
}

function optionName(name: Name): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
