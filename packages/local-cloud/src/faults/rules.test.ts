import { describe, expect, it } from "vitest";
import { callFault, changedInits, faultsOf, invocationFault, remainingMs } from "./rules.ts";
import { type CloudFaults, NO_FAULTS } from "./settings.ts";

const faults = (shared: CloudFaults["shared"], versions: CloudFaults["versions"] = {}): CloudFaults => ({
  versions,
  shared,
});
const always = (value: number) => () => value;

describe("a call by a function", () => {
  it("fails for the share of all functions, or for that of its version", () => {
    const half = faults({ downstreamErrors: 0.5 });
    expect(callFault(half, {}, always(0.49)).fails).toBe(true);
    expect(callFault(half, {}, always(0.5)).fails).toBe(false);
    expect(callFault(NO_FAULTS, { downstreamErrors: 0.2 }, always(0.19)).fails).toBe(true);
    const onlyVersion = (purpose: string) => (purpose === "version" ? 0 : 0.9);
    expect(callFault(half, { downstreamErrors: 0.1 }, onlyVersion).fails).toBe(true);
    expect(callFault(NO_FAULTS, {}, always(0)).fails).toBe(false);
  });

  it("takes the median longer in the middle of the distribution", () => {
    const slow = faults({ downstreamLatencyMs: { median: 200, spread: 0.5 } });
    // cos(2π/4) = 0: a normal deviate of 0.
    expect(callFault(slow, {}, always(0.25)).extraMs).toBeCloseTo(200, 9);
    // √(-2 ln e⁻²) = 2 standard deviations up, then down.
    const twoUp = (purpose: string) => (purpose === "radius" ? 1 - Math.exp(-2) : 0);
    const twoDown = (purpose: string) => (purpose === "radius" ? 1 - Math.exp(-2) : 0.5);
    expect(callFault(slow, {}, twoUp).extraMs).toBeCloseTo(200 * Math.E, 9);
    expect(callFault(slow, {}, twoDown).extraMs).toBeCloseTo(200 / Math.E, 9);
  });

  it("is multiplied as a whole: what it takes by itself and what it is made to take", () => {
    expect(remainingMs({ extraMs: 200, factor: 1 }, 50)).toBe(200);
    expect(remainingMs({ extraMs: 200, factor: 3 }, 50)).toBe(700);
    expect(remainingMs({ extraMs: 0, factor: 1 }, 50)).toBe(0);
    expect(callFault(NO_FAULTS, { downstreamSlow: 3 }, always(0)).factor).toBe(3);
  });
});

describe("an invocation", () => {
  it("is throttled, hangs, or neither", () => {
    expect(invocationFault({ throttle: 0.3, timeouts: 0.3 }, always(0.2))).toBe("throttle");
    expect(invocationFault({ throttle: 0.1, timeouts: 0.3 }, always(0.2))).toBe("timeout");
    expect(invocationFault({ throttle: 0.1, timeouts: 0.2 }, always(0.2))).toBe("none");
    expect(invocationFault({}, always(0))).toBe("none");
  });
});

describe("the faults of a version", () => {
  it("are found by its name and are none otherwise", () => {
    const some = faults({}, { "router:7": { throttle: 1 } });
    expect(faultsOf(some, "router", "7")).toEqual({ throttle: 1 });
    expect(faultsOf(some, "router", "70")).toEqual({});
    expect(faultsOf(some, "toString", "1")).toEqual({});
  });

  it("change how it starts only when they are about that", () => {
    const before = faults({}, { a: { initDelayMs: 5 }, b: { throttle: 1 }, c: { crashInInit: true } });
    const after = faults(
      {},
      { b: { throttle: 0.5 }, c: { crashInInit: true, timeouts: 1 }, d: { crashInInit: true } },
    );
    expect(changedInits(before, after)).toEqual(["a", "d"]);
    expect(changedInits(faults({}, { a: { initDelayMs: 0 } }), NO_FAULTS)).toEqual([]);
  });
});
