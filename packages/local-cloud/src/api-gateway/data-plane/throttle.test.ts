import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createThrottles } from "./throttle.ts";

describe("createThrottles", () => {
  it("never admits more than the burst and the rate allow", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 200 }),
        (ratePerS, burst, gapsMs) => {
          let nowMs = 0;
          const throttles = createThrottles(() => nowMs);
          let admitted = 0;
          for (const gap of gapsMs) {
            nowMs += gap;
            if (throttles.admit("a", { ratePerS, burst })) admitted += 1;
          }
          expect(admitted).toBeLessThanOrEqual(burst + (ratePerS * nowMs) / 1000 + 1e-6);
        },
      ),
    );
  });

  it("starts a full bucket when its limits change, and does not fill one by a clock that runs backwards", () => {
    let nowMs = 1000;
    const throttles = createThrottles(() => nowMs);
    const admit = (burst: number) => throttles.admit("a", { ratePerS: 1, burst });
    expect([admit(1), admit(1)]).toEqual([true, false]);
    nowMs = 0;
    expect(admit(1)).toBe(false);
    expect([admit(2), admit(2), admit(2)]).toEqual([true, true, false]);
  });

  it("takes a second's worth of requests as the burst when only a rate is given", () => {
    const throttles = createThrottles(() => 0);
    const admitted = [1, 2, 3, 4].map(() => throttles.admit("a", { ratePerS: 3 }));
    expect(admitted).toEqual([true, true, true, false]);
  });
});
