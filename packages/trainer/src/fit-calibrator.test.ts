import { SIGNALS } from "@switchyard/router-core";
import { describe, expect, it } from "vitest";
import {
  fitCalibrator,
  type KnownVerdict,
  reliabilityOf,
  untunedCalibrator,
  withReliability,
} from "./fit-calibrator.ts";

const LEAD = SIGNALS.indexOf("its lead over the second");

function verdict(right: string, label: string, lead = 0, isOutside = false): KnownVerdict {
  return {
    example: { text: "", label: right, line: 1 },
    label,
    isOutside,
    signals: SIGNALS.map((_, index) => (index === 0 ? 1 : index === LEAD ? lead : 0)),
  };
}

const times = (count: number, one: KnownVerdict) => Array.from({ length: count }, () => one);

/** 400 verdicts with leads from 0 to 4, in scope right above 0.4, and out-of-scope ones with leads up to 2. */
const OWN = [
  ...Array.from({ length: 300 }, (_, i) => verdict(i < 30 ? "b" : "a", "a", i / 75)),
  ...Array.from({ length: 100 }, (_, i) => verdict("oos", "a", i / 50)),
];

function calibrated(changes: { targetPrecision?: number; outOfScopeShare?: number } = {}, own = OWN) {
  return fitCalibrator(own, [], { targetPrecision: 0.9, ...changes }, [0.5]);
}

const probabilityOf = ({ parameters }: ReturnType<typeof calibrated>, lead: number) => {
  const [constant = 0] = parameters.calibrator;
  return 1 / (1 + Math.exp(-constant - (parameters.calibrator[LEAD] ?? 0) * lead));
};

describe("reliabilityOf", () => {
  it("is the log-odds of being right by label, drawn to those of all by ten verdicts", () => {
    const held = [
      ...times(18, verdict("a", "a")),
      ...times(2, verdict("b", "a")),
      ...times(10, verdict("b", "b")),
    ];
    // Of all (28 + 5) / 40 = 0.825; of a (18 + 8.25) / 30 = 0.875; of b (10 + 8.25) / 20 = 0.9125; of c as of all.
    expect(reliabilityOf(held, ["a", "b", "c"])).toEqual([
      expect.closeTo(Math.log(0.875 / 0.125), 6) as number,
      expect.closeTo(Math.log(0.9125 / 0.0875), 6) as number,
      expect.closeTo(Math.log(0.825 / 0.175), 6) as number,
    ]);
  });

  it("counts answers to out-of-scope texts for wrong, and does not count silence", () => {
    const held = [...times(10, verdict("oos", "a")), ...times(99, verdict("a", "a", 0, true))];
    // Of all (0 + 5) / 20 = 0.25, of a (0 + 2.5) / 20.
    expect(reliabilityOf(held, ["a"])).toEqual([expect.closeTo(Math.log(0.125 / 0.875), 6) as number]);
  });

  it("is even without verdicts, and never endless", () => {
    expect(reliabilityOf([], ["a"])).toEqual([0]);
    const [always = 0] = reliabilityOf(times(100_000, verdict("a", "a")), ["a"]);
    expect(always).toBeLessThan(25);
    expect(Number.isFinite(always)).toBe(true);
  });
});

describe("withReliability", () => {
  it("sets the signal of each verdict to that of its label", () => {
    const held = withReliability([verdict("a", "b", 7), verdict("a", "x", 7)], [0.1, 0.2], ["a", "b"]);
    const at = SIGNALS.indexOf("how reliable the class was in training");
    expect(held.map(({ signals }) => [signals[at], signals[LEAD]])).toEqual([
      [0.2, 7],
      [0, 7],
    ]);
  });
});

describe("untunedCalibrator", () => {
  it("fits the target, and is even about everything", () => {
    const { parameters, thresholds } = untunedCalibrator(2, 0.9);
    expect(parameters.reliability).toEqual([0, 0]);
    expect(parameters.calibrator).toEqual(SIGNALS.map(() => 0));
    expect(thresholds).toEqual([{ targetPrecision: 0.9, threshold: 1 }]);
  });
});

describe("fitCalibrator", () => {
  it("learns that a longer lead is likelier right", () => {
    const fitted = calibrated();
    expect(probabilityOf(fitted, 0)).toBeLessThan(0.2);
    expect(probabilityOf(fitted, 4)).toBeGreaterThan(0.95);
    expect(fitted.parameters.reliability).toEqual([0.5]);
  });

  it("chooses a threshold for every usual target and its own", () => {
    const { thresholds } = calibrated({ targetPrecision: 0.97 });
    expect(thresholds.map(({ targetPrecision }) => targetPrecision)).toEqual([
      0.9, 0.95, 0.97, 0.98, 0.99, 0.995,
    ]);
    expect(calibrated({ targetPrecision: 0.95 }).thresholds).toHaveLength(5);
  });

  it("is more careful the more of the traffic is out of scope", () => {
    const [none, some, most] = [0, 0.25, 0.9].map((outOfScopeShare) => calibrated({ outOfScopeShare }));
    if (none === undefined || some === undefined || most === undefined) throw new Error("expected three");
    expect(probabilityOf(none, 1.5)).toBeGreaterThan(probabilityOf(some, 1.5));
    expect(probabilityOf(some, 1.5)).toBeGreaterThan(probabilityOf(most, 1.5));
    expect(none.thresholds[0]?.threshold).toBeLessThan(2);
  });

  it("takes the odds of out of scope for 2.5 times those of the validation", () => {
    // 100 of 300 in the validation: 250 of 550.
    expect(calibrated()).toEqual(calibrated({ outOfScopeShare: 250 / 550 }));
  });

  it("knows of no traffic out of scope when its rows have none, nor in scope when all are out of it", () => {
    const inside = OWN.slice(0, 300);
    expect(calibrated({ outOfScopeShare: 0.9 }, inside)).toEqual(calibrated({}, inside));
    const outside = calibrated({ outOfScopeShare: 0.1 }, OWN.slice(300));
    expect(probabilityOf(outside, 1)).toBeLessThan(0.05);
    expect(outside.thresholds.map(({ threshold }) => threshold)).toEqual([2, 2, 2, 2, 2]);
  });

  it("does not look at verdicts that do not answer", () => {
    const silent = times(50, verdict("a", "b", 9, true));
    expect(calibrated({ outOfScopeShare: 0.25 }, [...OWN, ...silent]).thresholds[0]?.threshold).toBeLessThan(
      2,
    );
  });

  it("learns the shape from all verdicts, and level and thresholds from its own alone", () => {
    const held = Array.from({ length: 400 }, (_, i) => verdict("a", "a", i / 100));
    const { thresholds } = fitCalibrator(
      times(20, verdict("b", "a", 2)),
      held,
      { targetPrecision: 0.9 },
      [0],
    );
    expect(thresholds.map(({ threshold }) => threshold)).toEqual([2, 2, 2, 2, 2]);
  });

  it("believes its own verdicts where the held-out ones are surer", () => {
    const held = Array.from({ length: 400 }, (_, i) => verdict(i < 200 ? "b" : "a", "a", i / 100));
    const own = Array.from({ length: 200 }, (_, i) => verdict(i % 2 === 0 ? "b" : "a", "a", i / 50));
    const fitted = fitCalibrator(own, held, { targetPrecision: 0.9 }, [0]);
    expect(probabilityOf(fitted, 0)).toBeGreaterThan(0.3);
    expect(probabilityOf(fitted, 4)).toBeLessThan(0.7);
    expect(probabilityOf(fitted, 4)).toBeGreaterThan(probabilityOf(fitted, 0));
  });

  it("is finite without any verdict", () => {
    const { parameters, thresholds } = calibrated({}, []);
    expect(parameters.calibrator.every(Number.isFinite)).toBe(true);
    expect(thresholds.map(({ threshold }) => threshold)).toEqual([2, 2, 2, 2, 2]);
  });
});
