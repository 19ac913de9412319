import type { Call } from "./call.ts";
import type { Invoked, TrialFunctions } from "./ports.ts";
import type { TuneReport } from "./report.ts";
import type { EnvironmentCalls, SizeTrials } from "./trials.ts";

/** Copies that live in memory, for tests. */
export interface FakeFunctions extends TrialFunctions {
  /** Names of the copies that exist. */
  readonly names: () => readonly string[];
  /** Every invocation as `memory/version`, in order. */
  readonly invoked: readonly string[];
}

interface FakeBehaviour {
  /** What one call computes with a whole CPU, in ms. */
  readonly computeMs: number;
  /** What one call waits for others, in ms. */
  readonly waitMs: number;
  readonly initMs: number;
  /** Memory that the function needs. */
  readonly neededMb: number;
  /** What comes instead of an answer, by the count of invocations so far. */
  readonly instead?: (count: number) => Invoked | undefined;
  /** Throws where the order is refused. */
  readonly onRemove?: (name: string) => void;
}

/** Memory that buys one CPU. */
const CPU_MB = 1769;

/** A Lambda in memory: up to one CPU by memory, an INIT for each version's first call, an end for what does not fit. */
export function fakeFunctions(behaviour: FakeBehaviour): FakeFunctions {
  const copies = new Map<string, { readonly memoryMb: number; readonly label: string; started: boolean }[]>();
  const invoked: string[] = [];
  const find = (name: string) => {
    const versions = copies.get(name);
    if (versions === undefined)
      throw Object.assign(new Error(`no ${name}`), { name: "ResourceNotFoundException" });
    return versions;
  };
  return {
    names: () => [...copies.keys()],
    invoked,
    create: async (name) => {
      if (copies.has(name)) throw new Error(`there is ${name} already`);
      copies.set(name, []);
    },
    publish: async (name, memoryMb, label) => {
      const versions = find(name);
      if (versions.at(-1)?.label !== label) versions.push({ memoryMb, label, started: false });
      return String(versions.length);
    },
    invoke: async (name, version) => {
      const found = find(name)[Number(version) - 1];
      if (found === undefined) throw new Error(`no version ${version}`);
      const instead = behaviour.instead?.(invoked.length);
      invoked.push(`${found.memoryMb}/${version}`);
      if (instead !== undefined) return instead;
      if (behaviour.neededMb > found.memoryMb) return outOfMemory(found.memoryMb);
      const initMs = found.started ? undefined : behaviour.initMs;
      found.started = true;
      const durationMs = behaviour.waitMs + behaviour.computeMs / Math.min(1, found.memoryMb / CPU_MB);
      return answered({ durationMs, initMs, memoryMb: found.memoryMb, maxMemoryMb: behaviour.neededMb });
    },
    remove: async (name) => {
      behaviour.onRemove?.(name);
      copies.delete(name);
    },
  };
}

/** As Lambda reports it. */
export function answered({
  durationMs,
  initMs,
  memoryMb,
  maxMemoryMb,
}: {
  readonly durationMs: number;
  readonly initMs: number | undefined;
  readonly memoryMb: number;
  readonly maxMemoryMb: number;
}): Invoked {
  const init = initMs === undefined ? "" : `Init Duration: ${initMs.toFixed(2)} ms\t`;
  return {
    payload: '{"statusCode":200,"body":"{}"}',
    logTail: `START RequestId: r Version: 1\nEND RequestId: r\nREPORT RequestId: r\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationMs + (initMs ?? 0))} ms\tMemory Size: ${memoryMb} MB\tMax Memory Used: ${maxMemoryMb} MB\t${init}\n`,
  };
}

function outOfMemory(memoryMb: number): Invoked {
  return {
    functionError: "Unhandled",
    payload: '{"errorType":"Runtime.OutOfMemory","errorMessage":"RequestId: r Error: Runtime exited"}',
    logTail: `REPORT RequestId: r\tDuration: 5.00 ms\tBilled Duration: 5 ms\tMemory Size: ${memoryMb} MB\tMax Memory Used: ${memoryMb} MB\tStatus: error\tError Type: Runtime.OutOfMemory\n`,
  };
}

/** A gateway's answer with another status. */
export function refusedWith(statusCode: number, code: string): Invoked {
  return { payload: JSON.stringify({ statusCode, body: JSON.stringify({ error: { code } }) }), logTail: "" };
}

export function warmCall(durationMs: number, maxMemoryMb = 80): Call {
  return { durationMs, billedMs: Math.ceil(durationMs), initMs: undefined, maxMemoryMb };
}

/** One environment with these warm durations, after a cold start of 5 ms with an INIT of 300 ms. */
export function environmentOf(...durationsMs: readonly number[]): EnvironmentCalls {
  return {
    cold: { durationMs: 5, billedMs: 305, initMs: 300, maxMemoryMb: 80 },
    warm: durationsMs.map((ms) => warmCall(ms)),
  };
}

export function sizeOf(memoryMb: number, ...environments: readonly EnvironmentCalls[]): SizeTrials {
  return { memoryMb, environments, outOfMemory: false };
}

/** Round numbers: a GB-second costs 10 micro-dollars, a call nothing. */
export const ROUND_PRICES = {
  gbSecondMicroDollars: 10,
  requestMicroDollars: 0,
  inputTokenMicroDollars: 0,
  outputTokenMicroDollars: 0,
};

/** 1024 MB is twice as fast as 512 MB, for a little more money. */
export function exampleReport(): TuneReport {
  const cold = { starts: 3, initMs: 250, totalMs: 262.5, costMicroDollars: 1.31 };
  return {
    stage: "local",
    functionName: "switchyard-local-router",
    version: "6",
    architecture: "arm64",
    presentMb: 512,
    priceList: { prices: ROUND_PRICES, source: "stage" },
    costWeight: 0.5,
    figures: [
      {
        memoryMb: 512,
        warmCalls: 30,
        durationMs: 8,
        costMicroDollars: 0.04,
        p95Ms: 9.5,
        cold,
        maxMemoryMb: 80,
      },
      {
        memoryMb: 1024,
        warmCalls: 30,
        durationMs: 4,
        costMicroDollars: 0.05,
        p95Ms: 4.5,
        cold: undefined,
        maxMemoryMb: 81,
      },
    ],
    advice: {
      kind: "advised",
      leftOut: [{ memoryMb: 128, why: "the function ran out of memory" }],
      for: {
        cheapest: { memoryMb: 512, durationMs: 8, costMicroDollars: 0.04, closeTo: [], share: 0.99 },
        fastest: { memoryMb: 1024, durationMs: 4, costMicroDollars: 0.05, closeTo: [], share: 1 },
        balanced: { memoryMb: 512, durationMs: 8, costMicroDollars: 0.04, closeTo: [1024], share: 0.3 },
      },
    },
    chart: undefined,
  };
}
