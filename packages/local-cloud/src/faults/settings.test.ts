import { describe, expect, it } from "vitest";
import { type CloudFaults, changedFaults, NO_FAULTS } from "./settings.ts";

const BEFORE: CloudFaults = {
  versions: { "router:7": { throttle: 0.5, initDelayMs: 800 }, "router:6": { timeouts: 1 } },
  shared: { metricsLost: 0.1, downstreamLatencyMs: { median: 200, spread: 0.6 } },
};

describe("a change of faults", () => {
  it("leaves alone what it does not name", () => {
    expect(changedFaults(BEFORE, { versions: { "router:7": { throttle: 0.2 } } })).toEqual({
      versions: { "router:7": { throttle: 0.2, initDelayMs: 800 }, "router:6": { timeouts: 1 } },
      shared: BEFORE.shared,
    });
    expect(changedFaults(BEFORE, { shared: { downstreamLatencyMs: { median: 50 } } }).shared).toEqual({
      metricsLost: 0.1,
      downstreamLatencyMs: { median: 50, spread: 0.6 },
    });
  });

  it("takes away what it sets to null: a fault, a version, or all of them", () => {
    expect(changedFaults(BEFORE, { versions: { "router:7": { throttle: null } } }).versions).toEqual({
      "router:7": { initDelayMs: 800 },
      "router:6": { timeouts: 1 },
    });
    expect(changedFaults(BEFORE, { versions: { "router:6": null } }).versions).toEqual({
      "router:7": BEFORE.versions["router:7"],
    });
    expect(changedFaults(BEFORE, { versions: null, shared: null })).toEqual(NO_FAULTS);
  });

  it("forgets a version that has none left", () => {
    expect(changedFaults(BEFORE, { versions: { "router:6": { timeouts: null } } }).versions).toEqual({
      "router:7": BEFORE.versions["router:7"],
    });
  });

  it("knows every fault", () => {
    const all: CloudFaults = {
      versions: {
        "router:$LATEST": {
          downstreamErrors: 1,
          downstreamSlow: 3,
          initDelayMs: 10,
          crashInInit: true,
          timeouts: 0,
          throttle: 0,
        },
      },
      shared: {
        downstreamErrors: 0.5,
        downstreamLatencyMs: { median: 0, spread: 0 },
        metricsDelayMs: 60_000,
        metricsLost: 0,
        environmentLifetimeMs: 600_000,
      },
    };
    expect(changedFaults(NO_FAULTS, all)).toEqual(all);
  });

  it.each([
    [{ version: {} }, 'Unrecognized key: "version"'],
    [{ versions: { router: { throttle: 1 } } }, "expected <function name>:<version>"],
    [{ versions: { "router:live": { throttle: 1 } } }, "expected <function name>:<version>"],
    [{ versions: { "router:1": { throttle: 1.1 } } }, "versions.router:1.throttle: Too big"],
    [{ versions: { "router:1": { downstreamSlow: 0.5 } } }, "versions.router:1.downstreamSlow: Too small"],
    [{ versions: { "router:1": { slow: 2 } } }, 'Unrecognized key: "slow"'],
    [{ shared: { downstreamLatencyMs: { median: 5 } } }, "shared.downstreamLatencyMs.spread"],
    [{ shared: { environmentLifetimeMs: 0 } }, "shared.environmentLifetimeMs: Too small"],
    ["all", "Invalid faults"],
  ])("is refused: %j", (change, message) => {
    expect(() => changedFaults(NO_FAULTS, change)).toThrow(message);
  });

  it("names every problem at once", () => {
    expect(() => changedFaults(NO_FAULTS, { shared: { metricsLost: 2, metricsDelayMs: -1 } })).toThrow(
      "Invalid faults. shared.metricsDelayMs: Too small: expected number to be >=0; shared.metricsLost: Too big: expected number to be <=1.",
    );
  });
});
