import type { CloudFaults, VersionFaults } from "./settings.ts";

/** Numbers from 0 to below 1 that decide about one thing, as many as one asks for. */
export type Draw = (purpose: string) => number;

const NONE: VersionFaults = {};

export function faultsOf(faults: CloudFaults, functionName: string, version: string): VersionFaults {
  const key = `${functionName}:${version}`;
  return Object.hasOwn(faults.versions, key) ? (faults.versions[key] ?? NONE) : NONE;
}

/** How a call of Lambda Invoke by a function goes wrong. */
export interface CallFault {
  readonly fails: boolean;
  /** Extra time before the whole is multiplied. */
  readonly extraMs: number;
  readonly factor: number;
}

/** Decides about one call by a version's environment. A call fails when either cause makes it fail. */
export function callFault({ shared }: CloudFaults, version: VersionFaults, draw: Draw): CallFault {
  const { downstreamErrors = 0, downstreamLatencyMs } = shared;
  return {
    fails: draw("shared") < downstreamErrors || draw("version") < (version.downstreamErrors ?? 0),
    extraMs: downstreamLatencyMs === undefined ? 0 : logNormal(downstreamLatencyMs, draw),
    factor: version.downstreamSlow ?? 1,
  };
}

/** Time still to wait when the call itself has taken `takenMs`. */
export function remainingMs({ extraMs, factor }: Omit<CallFault, "fails">, takenMs: number): number {
  return (takenMs + extraMs) * factor - takenMs;
}

/** Decides about one invocation of a version. */
export function invocationFault(
  { throttle = 0, timeouts = 0 }: VersionFaults,
  draw: Draw,
): "none" | "throttle" | "timeout" {
  if (draw("throttle") < throttle) return "throttle";
  return draw("timeout") < timeouts ? "timeout" : "none";
}

/** Versions whose new environments would start otherwise than before, as `<function name>:<version>`. */
export function changedInits(before: CloudFaults, after: CloudFaults): readonly string[] {
  const keys = new Set([...Object.keys(before.versions), ...Object.keys(after.versions)]);
  const initOf = ({ versions }: CloudFaults, key: string): string => {
    const { initDelayMs = 0, crashInInit = false } = versions[key] ?? NONE;
    return `${initDelayMs} ${crashInInit}`;
  };
  return [...keys].filter((key) => initOf(before, key) !== initOf(after, key));
}

/** Box and Muller's transform makes a normal deviate of two draws. */
function logNormal(
  { median, spread }: { readonly median: number; readonly spread: number },
  draw: Draw,
): number {
  const radius = Math.sqrt(-2 * Math.log(1 - draw("radius")));
  return median * Math.exp(spread * radius * Math.cos(2 * Math.PI * draw("angle")));
}
