import { describe, expect, it } from "vitest";
import { readFaults } from "./faults.ts";

const read = (options: Parameters<typeof readFaults>[0]) => readFaults(options, "switchyard-local-router");

describe("readFaults", () => {
  it("gives a version its own faults", () => {
    expect(
      read({ version: "2", errors: 0.2, slow: 1.3, coldMs: 2500, crash: true, timeouts: 0.1, throttle: 0.1 }),
    ).toEqual({
      kind: "change",
      change: {
        versions: {
          "switchyard-local-router:2": {
            downstreamErrors: 0.2,
            downstreamSlow: 1.3,
            initDelayMs: 2500,
            crashInInit: true,
            timeouts: 0.1,
            throttle: 0.1,
          },
        },
      },
    });
  });

  it("makes all versions suffer", () => {
    expect(
      read({
        shared: true,
        errors: 0.2,
        latencyMs: 60,
        metricsDelayS: 120,
        metricsLost: 0.1,
        environmentLifetimeS: 30,
      }),
    ).toEqual({
      kind: "change",
      change: {
        shared: {
          downstreamErrors: 0.2,
          downstreamLatencyMs: { median: 60, spread: 0.5 },
          metricsDelayMs: 120_000,
          metricsLost: 0.1,
          environmentLifetimeMs: 30_000,
        },
      },
    });
    expect(read({ shared: true, latencyMs: 60, latencySpread: 0 })).toMatchObject({
      change: { shared: { downstreamLatencyMs: { median: 60, spread: 0 } } },
    });
  });

  it("makes well again what is named without faults", () => {
    expect(read({ version: "2" })).toEqual({
      kind: "change",
      change: { versions: { "switchyard-local-router:2": null } },
    });
    expect(read({ shared: true })).toEqual({ kind: "change", change: { shared: null } });
  });

  it("shows what there is when nothing is asked for", () => {
    expect(read({})).toEqual({ kind: "show" });
  });

  it.each([
    [{ errors: 0.2 }, ["expected --version or --shared, to say whose fault it is"]],
    [{ version: "2", shared: true, errors: 0.2 }, ["expected --version or --shared, found both"]],
    [
      { version: "2", latencyMs: 60, metricsLost: 0.1 },
      ["--latency-ms is no fault of a version", "--metrics-lost is no fault of a version"],
    ],
    [
      { shared: true, crash: true, latencySpread: 0.1 },
      ["--crash is no fault of what all versions share", "--latency-spread is part of --latency-ms"],
    ],
  ] as const)("refuses %o", (options, problems) => {
    expect(read(options)).toEqual({ kind: "wrong", problems });
  });
});
