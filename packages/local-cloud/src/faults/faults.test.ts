import { describe, expect, it } from "vitest";
import type { MetricDatum } from "../ports.ts";
import { memoryStore, type Store } from "../store.ts";
import { createFaults } from "./faults.ts";

/** Faults over a clock and a sleep that only note what they are asked for. */
function openFaults(store: Store = memoryStore(), random = () => 0.5) {
  const slept: number[] = [];
  const inits: string[] = [];
  let waiting: { readonly delayMs: number; readonly run: () => void }[] = [];
  const faults = createFaults({
    store,
    clock: {
      nowMs: () => 0,
      timer: (delayMs, run) => {
        const timer = { delayMs, run };
        waiting.push(timer);
        return () => {
          waiting = waiting.filter((other) => other !== timer);
        };
      },
    },
    versionHolding: (key) => (key === "ASIA7" ? { functionName: "router", version: "7" } : undefined),
    onInitChange: (functionName, version) => void inits.push(`${functionName}:${version}`),
    random,
    sleep: async (ms) => void slept.push(ms),
  });
  const call = (change: object = {}) =>
    faults.intercept(
      {
        signingName: "lambda",
        operation: "Invoke",
        accessKeyId: "ASIA7",
        invocationId: undefined,
        ...change,
      },
      async () => "answer",
    );
  return { faults, slept, inits, waiting: () => waiting, call };
}

describe("calls of functions by a version's environments", () => {
  it("fail with a server error", async () => {
    const { faults, call } = openFaults();
    faults.configure({ versions: { "router:7": { downstreamErrors: 1 } } });
    await expect(call()).rejects.toMatchObject({ code: "ServiceException", httpStatus: 500 });
  });

  it("take longer, each version by its own factor", async () => {
    const { faults, call, slept } = openFaults(memoryStore(), () => 0.25);
    faults.configure({ shared: { downstreamLatencyMs: { median: 200, spread: 0.5 } } });
    expect(await call()).toBe("answer");
    expect(slept[0]).toBeCloseTo(200, 0);
    faults.configure({ versions: { "router:7": { downstreamSlow: 3 } } });
    await call();
    expect(slept[1]).toBeGreaterThanOrEqual(600);
    expect(slept[1]).toBeLessThan(700);
  });

  it.each([
    ["other operations", { operation: "GetFunction" }],
    ["other services", { signingName: "bedrock" }],
    ["other callers", { accessKeyId: "AKIA1" }],
  ])("are told apart from those of %s", async (_, change) => {
    const { faults, call, slept } = openFaults();
    faults.configure({ shared: { downstreamErrors: 1, downstreamLatencyMs: { median: 9, spread: 0 } } });
    expect(await call(change)).toBe("answer");
    expect(slept).toEqual([]);
  });

  it("fail or succeed as a whole: further attempts of the same call fare like the first", async () => {
    const { faults, call } = openFaults();
    faults.configure({ shared: { downstreamErrors: 0.5 } });
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const attempt = () =>
          call({ invocationId: `call-${index}` }).then(
            () => 0,
            () => 1,
          );
        return [await attempt(), await attempt()] as const;
      }),
    );
    expect(outcomes.every(([first, second]) => first === second)).toBe(true);
    const failed = outcomes.filter(([first]) => first === 1).length;
    expect(failed).toBeGreaterThan(70);
    expect(failed).toBeLessThan(130);
  });
});

describe("metrics", () => {
  const DATUM: MetricDatum = {
    namespace: "Switchyard",
    name: "Requests",
    dimensions: {},
    values: [1],
    unit: "Count",
    timestampMs: 42,
    storageResolutionS: 60,
  };

  it("arrive late with their own time, and before the cloud closes", () => {
    const { faults, waiting } = openFaults();
    const arrived: MetricDatum[] = [];
    const sink = faults.metricsInto({ put: (datum) => void arrived.push(datum) });
    sink.put(DATUM);
    expect(arrived).toEqual([DATUM]);
    faults.configure({ shared: { metricsDelayMs: 120_000 } });
    sink.put(DATUM);
    sink.put(DATUM);
    expect([arrived.length, waiting().map(({ delayMs }) => delayMs)]).toEqual([1, [120_000, 120_000]]);
    waiting()[0]?.run();
    expect(arrived).toEqual([DATUM, DATUM]);
    faults.close();
    expect(arrived).toEqual([DATUM, DATUM, DATUM]);
    expect(waiting()).toHaveLength(1);
  });

  it("are lost with all else that was said at once", async () => {
    const draws = [0.1, 0.9];
    const { faults } = openFaults(memoryStore(), () => draws.shift() ?? 1);
    const arrived: string[] = [];
    const sink = faults.metricsInto({ put: ({ name }) => void arrived.push(name) });
    faults.configure({ shared: { metricsLost: 0.2 } });
    for (const name of ["Requests", "Errors"]) sink.put({ ...DATUM, name });
    await Promise.resolve();
    for (const name of ["Invocations", "Duration"]) sink.put({ ...DATUM, name });
    expect(arrived).toEqual(["Invocations", "Duration"]);
  });
});

describe("a change", () => {
  it("is told to the versions that start otherwise from now on", () => {
    const { faults, inits } = openFaults();
    faults.configure({ versions: { "router:7": { initDelayMs: 800 }, "router:8": { throttle: 1 } } });
    expect(inits).toEqual(["router:7"]);
    expect(faults.lambda.init("router", "7")).toEqual({ delayMs: 800, crashes: false });
    expect(faults.lambda.init("router", "8")).toEqual({ delayMs: 0, crashes: false });
    expect(faults.lambda.invocation("router", "8")).toBe("throttle");
  });

  it("survives a restart", () => {
    const kept = new Map<string, unknown>();
    const store: Store = {
      collection: <T>() => ({
        get: (key: string) => kept.get(key) as T | undefined,
        set: (key: string, value: T) => void kept.set(key, value),
        delete: (key: string) => kept.delete(key),
        entries: () => [],
        values: () => [],
      }),
    };
    openFaults(store).faults.configure({ shared: { environmentLifetimeMs: 600_000 } });
    const { faults } = openFaults(store);
    expect(faults.settings().shared).toEqual({ environmentLifetimeMs: 600_000 });
    expect(faults.lambda.environmentLifetimeMs()).toBe(600_000);
  });

  it("leaves everything as it was when it is refused", () => {
    const { faults } = openFaults();
    expect(() => faults.configure({ shared: { metricsLost: 2 } })).toThrow("Invalid faults");
    expect(faults.settings()).toEqual({ versions: {}, shared: {} });
    expect(faults.lambda.environmentLifetimeMs()).toBe(Infinity);
  });
});
