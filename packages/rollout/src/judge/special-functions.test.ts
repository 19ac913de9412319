import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lambertWm1, lnBeta, lnGamma, lnIncompleteBeta } from "./special-functions.ts";

describe("lnGamma", () => {
  it.each([
    [1e-8, 18.42068073818021],
    [0.1, 2.252712651734206],
    [0.7, 0.26086724653166654],
    [1 + 1 / 256, -0.0022422226599611503],
    [2 + 1 / 256, 0.0016564177556961728],
    [100, 359.1342053695753],
  ])("agrees at %d with specfunc/test_gamma.c of the GNU Scientific Library", (x, expected) => {
    expect(lnGamma(x)).toBeCloseTo(expected, 12);
  });

  it.each([
    [0.5, 0.5723649429247001],
    [0.001, 6.907178885383853],
    [7.3, 7.147892523022248],
    [1e5, 1051287.7089736569],
    [1e7, 151180949.3694739],
  ])("agrees at %d with mpmath 1.3 at 30 digits", (x, expected) => {
    expect(Math.abs(lnGamma(x) / expected - 1)).toBeLessThan(1e-13);
  });

  it("is ln √π at one half (DLMF 5.4.6), ln 0! at 1 and ln 1! at 2", () => {
    expect(lnGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 14);
    expect(lnGamma(1)).toBeCloseTo(0, 14);
    expect(lnGamma(2)).toBeCloseTo(0, 14);
  });

  it("follows Γ(x+1) = xΓ(x)", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e4, noNaN: true }), (x) => {
        expect(lnGamma(x + 1)).toBeCloseTo(lnGamma(x) + Math.log(x), 9);
      }),
    );
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("refuses %d", (x) => {
    expect(() => lnGamma(x)).toThrow(/x: expected a finite number above 0/);
  });
});

describe("lnBeta", () => {
  it("is -ln 6 at (2, 2) and ln π at (½, ½)", () => {
    expect(lnBeta(2, 2)).toBeCloseTo(-Math.log(6), 13);
    expect(lnBeta(0.5, 0.5)).toBeCloseTo(Math.log(Math.PI), 13);
  });
});

describe("lnIncompleteBeta", () => {
  it.each([
    [0.1, 1, 0.5, 0.9330329915368074],
    [10, 1, 0.5, 0.0009765625],
    [50, 1, 0.5, 8.881784197001252e-16],
    [1, 0.1, 0.5, 0.06696700846319259],
    [1, 2, 0.9, 0.99],
    [50, 60, 0.5, 0.8309072939016694],
    [90, 90, 0.5, 0.5],
    [500, 500, 0.6, 0.999999999915755],
    [5000, 5000, 0.4, 4.5185437272606664e-91],
    [5000, 2000, 0.6, 8.445388773903332e-89],
  ])(
    "agrees at (%d, %d, %d) with specfunc/test_gamma.c of the GNU Scientific Library",
    (a, b, x, expected) => {
      expect(lnIncompleteBeta(a, b, x)).toBeCloseTo(Math.log(expected), 9);
    },
  );

  it.each([
    [0.5, 0.5, 0.3, 0.36901011956554536],
    [2, 3, 0.4, 0.5248],
    [1e5, 1e3, 0.99, 0.3717821455135547],
    [12.6, 3.4, 0.8, 0.501340517288515],
  ])("agrees at (%d, %d, %d) with scipy.special.betainc 1.17 (Boost)", (a, b, x, expected) => {
    expect(Math.exp(lnIncompleteBeta(a, b, x))).toBeCloseTo(expected, 9);
  });

  it("is 0 at 0 and 1 at 1", () => {
    expect(lnIncompleteBeta(2, 3, 0)).toBe(Number.NEGATIVE_INFINITY);
    expect(lnIncompleteBeta(2, 3, 1)).toBe(0);
  });

  it("leaves for 1-x and swapped parameters what is missing to 1", () => {
    const parameter = fc.double({ min: 0.05, max: 300, noNaN: true });
    fc.assert(
      fc.property(parameter, parameter, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (a, b, x) => {
        const sum = Math.exp(lnIncompleteBeta(a, b, x)) + Math.exp(lnIncompleteBeta(b, a, 1 - x));
        expect(sum).toBeCloseTo(1, 9);
      }),
    );
  });

  it.each([-0.1, 1.1, Number.NaN])("refuses x = %d", (x) => {
    expect(() => lnIncompleteBeta(1, 1, x)).toThrow(/x: expected a number from 0 to 1/);
  });
});

describe("lambertWm1", () => {
  it.each([
    ["mpmath, tests/test_functions2.py", -0.25, -2.15329236411035],
    ["mpmath 1.3 at 30 digits", -0.1, -3.577152063957297],
    ["mpmath 1.3 at 30 digits", -1e-300, -697.3227762954601],
    ["LambertW.jl, README (branch point series)", -1 / Math.E + 1e-3, -1 - 0.07560894118662498],
    ["Corless et al. 1996: W₋₁(-ln 2 / 2) = -2 ln 2", -Math.LN2 / 2, -2 * Math.LN2],
    ["its definition", -1 / Math.E, -1],
  ])("agrees with %s at %d", (_source, x, expected) => {
    expect(lambertWm1(x)).toBeCloseTo(expected, 11);
  });

  it("solves w·e^w = x with w at or below -1", () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: -1.001, noNaN: true }), (w) => {
        expect(lambertWm1(w * Math.exp(w)) / w).toBeCloseTo(1, 9);
      }),
    );
  });

  it.each([0, 0.1, -0.4, Number.NaN])("refuses %d", (x) => {
    expect(() => lambertWm1(x)).toThrow(/x: expected a number from -1\/e to below 0/);
  });
});
