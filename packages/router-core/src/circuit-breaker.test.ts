import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { admit, type BreakerState, CLOSED_BREAKER, settle } from "./circuit-breaker.ts";

const config = { failuresToOpen: 3, openMs: 1000, probeTimeoutMs: 400 };

/** A breaker with a memory, so that a test reads like what happens. */
function breaker() {
  let state: BreakerState = CLOSED_BREAKER;
  return {
    state: () => state,
    ask: (nowMs: number) => {
      const admission = admit(state, nowMs, config);
      state = admission.state;
      return { admitted: admission.admitted, era: state.era };
    },
    report: (era: number, healthy: boolean, nowMs: number) => {
      state = settle(state, { era, healthy }, nowMs, config);
    },
  };
}

/** Open from 100 ms to 1100 ms. */
function opened() {
  const it = breaker();
  for (let i = 0; i < 3; i++) it.report(it.ask(0).era, false, 100);
  return it;
}

describe("the circuit breaker", () => {
  it("stays closed below the number of failures in a row", () => {
    const it = breaker();
    for (let i = 0; i < 5; i++) {
      it.report(it.ask(0).era, false, 0);
      it.report(it.ask(0).era, false, 0);
      it.report(it.ask(0).era, true, 0);
    }
    expect(it.ask(0).admitted).toBe(true);
  });

  it("opens at the third failure in a row and lets nothing through until its time is up", () => {
    const it = opened();
    expect(it.state().kind).toBe("open");
    expect(it.ask(100).admitted).toBe(false);
    expect(it.ask(1099).admitted).toBe(false);
    expect(it.ask(1100).admitted).toBe(true);
  });

  it("lets a single probe through", () => {
    const it = opened();
    expect(it.ask(1100).admitted).toBe(true);
    expect(it.ask(1100).admitted).toBe(false);
    expect(it.ask(1499).admitted).toBe(false);
  });

  it("closes after a healthy probe and forgets the failures", () => {
    const it = opened();
    it.report(it.ask(1100).era, true, 1200);
    expect(it.state()).toEqual({ kind: "closed", era: 3, failures: 0 });
  });

  it("opens again, for the whole time, after a failed probe", () => {
    const it = opened();
    it.report(it.ask(1100).era, false, 1200);
    expect(it.ask(2199).admitted).toBe(false);
    expect(it.ask(2200).admitted).toBe(true);
  });

  it("lets another probe through when the first one never comes back", () => {
    const it = opened();
    const lost = it.ask(1100);
    const second = it.ask(1500);
    expect(second.admitted).toBe(true);
    it.report(lost.era, false, 1510);
    expect(it.state().kind).toBe("half-open");
    it.report(second.era, true, 1520);
    expect(it.state().kind).toBe("closed");
  });

  it("does not listen to results of calls from before it opened", () => {
    const it = breaker();
    const straggler = it.ask(0).era;
    for (let i = 0; i < 3; i++) it.report(it.ask(0).era, false, 0);
    it.report(straggler, true, 10);
    expect(it.state().kind).toBe("open");
    it.ask(1000);
    it.report(straggler, true, 1010);
    expect(it.state().kind).toBe("half-open");
  });

  it("lets calls through side by side while it is closed, and counts each of their failures", () => {
    const it = breaker();
    const calls = [it.ask(0), it.ask(0), it.ask(0), it.ask(0)];
    expect(calls.map(({ admitted }) => admitted)).toEqual([true, true, true, true]);
    for (const { era } of calls) it.report(era, false, 10);
    expect(it.state()).toEqual({ kind: "open", era: 1, untilMs: 1010 });
  });

  it("is not moved by a result while it is open, whoever reports it", () => {
    const it = opened();
    const before = it.state();
    it.report(before.era, true, 200);
    it.report(before.era, false, 900);
    expect(it.state()).toEqual(before);
  });

  it("opens at the first failure when one is enough", () => {
    const one = { ...config, failuresToOpen: 1 };
    expect(settle(CLOSED_BREAKER, { era: 0, healthy: false }, 0, one)).toMatchObject({ kind: "open" });
  });

  it("stays shut to all but one of many that ask when the probe is lost", () => {
    const it = opened();
    it.ask(1100);
    const asked = [it.ask(1500), it.ask(1500), it.ask(1500)];
    expect(asked.map(({ admitted }) => admitted)).toEqual([true, false, false]);
  });

  it("only waits longer when the clock runs backwards", () => {
    const it = opened();
    expect(it.ask(-5000).admitted).toBe(false);
    expect(it.ask(1100).admitted).toBe(true);
    expect(it.ask(-5000).admitted).toBe(false);
    expect(it.ask(1500).admitted).toBe(true);
  });

  it("always lets a call through again, whatever happened before", () => {
    const event = fc.record({ healthy: fc.option(fc.boolean()), waitMs: fc.nat(2000) });
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const it = breaker();
        let nowMs = 0;
        for (const { healthy, waitMs } of events) {
          const { admitted, era } = it.ask(nowMs);
          nowMs += waitMs;
          if (admitted && healthy !== null) it.report(era, healthy, nowMs);
        }
        expect(it.ask(nowMs + 1000).admitted).toBe(true);
      }),
    );
  });
});
