import { type Call, readCall } from "./call.ts";
import type { TrialFunctions } from "./ports.ts";

export interface TrialPlan {
  /** Each once. */
  readonly sizesMb: readonly number[];
  /** Environments for each size: so many cold starts. */
  readonly coldStarts: number;
  /** Warm calls of each size, over all of its environments. */
  readonly invocations: number;
  /** Payloads, taken in turn; every size gets the same ones. */
  readonly payloads: readonly string[];
  /** In [0, 1): the order of the sizes in each round. */
  readonly random: () => number;
}

/** The calls of one environment. */
export interface EnvironmentCalls {
  /** Undefined where Lambda had started the environment before it was called. */
  readonly cold: Call | undefined;
  readonly warm: readonly Call[];
}

export interface Failure {
  readonly memoryMb: number;
  readonly why: string;
}

/** What was measured of one size. */
export interface SizeTrials {
  readonly memoryMb: number;
  readonly environments: readonly EnvironmentCalls[];
  /** The function did not fit into it. No more calls were made then. */
  readonly outOfMemory: boolean;
}

export interface Trials {
  readonly sizes: readonly SizeTrials[];
  /** Calls that failed, but for those that ran out of memory. */
  readonly failures: readonly Failure[];
}

export interface TrialEvents {
  readonly onProgress: (message: string) => void;
  readonly signal: AbortSignal;
}

/** A router that fails so often is not measured any further: its durations would be those of its failures. */
const MOST_FAILURES = 3;

/**
 * Measures sizes in rounds. In each round each size gets a fresh environment, in an order that is thrown anew, so that
 * what changes with time changes for all of them. Ends early when the router fails.
 */
export async function runTrials(
  plan: TrialPlan,
  functions: TrialFunctions,
  name: string,
  events: TrialEvents,
): Promise<Trials> {
  const environments = new Map<number, EnvironmentCalls[]>(plan.sizesMb.map((size) => [size, []]));
  const tooSmall = new Set<number>();
  const failures: Failure[] = [];
  const isOver = (): boolean => failures.length >= MOST_FAILURES;

  async function call(memoryMb: number, version: string, index: number): Promise<Call | undefined> {
    events.signal.throwIfAborted();
    const payload = plan.payloads[index % plan.payloads.length] ?? "{}";
    const result = readCall(await functions.invoke(name, version, payload));
    if (result.kind === "answered") return result.call;
    if (result.outOfMemory) tooSmall.add(memoryMb);
    else failures.push({ memoryMb, why: result.why });
    return undefined;
  }

  async function measureEnvironment(memoryMb: number, version: string, round: number): Promise<void> {
    const first = await call(memoryMb, version, round);
    const cold = first?.initMs === undefined ? undefined : first;
    const warm: Call[] = [];
    const from = Math.floor((round * plan.invocations) / plan.coldStarts);
    const wanted = Math.floor(((round + 1) * plan.invocations) / plan.coldStarts) - from;
    // Lambda may replace an environment at any time; the call that starts the next one is not warm.
    for (let tries = 0; warm.length < wanted && tries < mostTries(wanted); tries += 1) {
      if (isOver() || tooSmall.has(memoryMb)) break;
      const next = await call(memoryMb, version, from + warm.length);
      if (next !== undefined && next.initMs === undefined) warm.push(next);
    }
    environments.get(memoryMb)?.push({ cold, warm });
  }

  // All before the first call, so that the rounds are close together in time.
  const versions = await publishAll(plan, functions, name, events);
  for (let round = 0; round < plan.coldStarts; round += 1) {
    events.onProgress(`Round ${round + 1} of ${plan.coldStarts} …`);
    for (const memoryMb of shuffled(plan.sizesMb, plan.random)) {
      if (isOver()) break;
      const version = versions.get(memoryMb)?.[round];
      if (version === undefined || tooSmall.has(memoryMb)) continue;
      await measureEnvironment(memoryMb, version, round);
    }
  }
  return {
    sizes: plan.sizesMb.map((memoryMb) => ({
      memoryMb,
      environments: environments.get(memoryMb) ?? [],
      outOfMemory: tooSmall.has(memoryMb),
    })),
    failures,
  };
}

/** Calls that are made at most to have so many warm ones of one environment. */
export function mostTries(wanted: number): number {
  return 2 * wanted;
}

async function publishAll(
  plan: TrialPlan,
  functions: TrialFunctions,
  name: string,
  { onProgress, signal }: TrialEvents,
): Promise<ReadonlyMap<number, readonly string[]>> {
  const versions = new Map<number, readonly string[]>();
  onProgress(`Publishing ${plan.sizesMb.length * plan.coldStarts} versions of it …`);
  for (const memoryMb of plan.sizesMb) {
    const numbers: string[] = [];
    for (let round = 1; round <= plan.coldStarts; round += 1) {
      signal.throwIfAborted();
      numbers.push(await functions.publish(name, memoryMb, `${memoryMb} MB, environment ${round}`));
    }
    versions.set(memoryMb, numbers);
  }
  return versions;
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(Math.floor(random() * left.length), 1));
}
