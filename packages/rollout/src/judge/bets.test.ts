import { describe, expect, it } from "vitest";
import { type Bets, hedge, logCapital, placeBets, startBets } from "./bets.ts";

function after(batches: number, increment = 0, cells = 2): Bets {
  let bets = startBets(cells);
  for (let batch = 0; batch < batches; batch++)
    bets = placeBets(
      bets,
      Array.from({ length: cells }, () => increment),
    );
  return bets;
}

describe("bets", () => {
  it("begin with a capital of 1, of which a tenth is held back", () => {
    const bets = startBets(3);
    expect(logCapital(bets)).toBeCloseTo(0, 15);
    expect(bets.logs).toEqual([Math.log1p(-0.1), Math.log1p(-0.1), Math.log1p(-0.1)]);
  });

  it.each([1, 60, 61, 120, 121, 181, 600])(
    "keep a capital of 1 over %d batches that say nothing",
    (batches) => {
      expect(logCapital(after(batches))).toBeCloseTo(0, 12);
    },
  );

  it("are worth 0.9 times the mean of what they won, and 0.1", () => {
    const bets = placeBets(startBets(2), [Math.log(10), Math.log(4)]);
    expect(Math.exp(logCapital(bets))).toBeCloseTo(0.9 * 7 + 0.1, 12);
  });

  it("never lose the part that is held back, which is halved with the first late start", () => {
    expect(Math.exp(logCapital(after(60, -50)))).toBeCloseTo(0.1, 12);
    expect(Math.exp(logCapital(after(61, -50)))).toBeCloseTo(0.05, 12);
    expect(Math.exp(logCapital(after(121, -50)))).toBeCloseTo(0.1 / 3, 12);
  });

  it("start anew every 60 batches, so that what was lost before need not be won back", () => {
    const restarted = placeBets(after(60, -50), [3, 3]);
    expect(Math.exp(logCapital(restarted))).toBeCloseTo(0.05 * Math.exp(3) + 0.05, 10);
    const tooEarly = placeBets(after(59, -50), [3, 3]);
    expect(Math.exp(logCapital(tooEarly))).toBeCloseTo(0.1, 10);
  });

  it("stay finite when a batch says more than a double can hold", () => {
    const bets = placeBets(startBets(2), [1e9, -1e9]);
    expect(logCapital(bets)).toBeCloseTo(1e9, -2);
    expect(Number.isFinite(logCapital(placeBets(bets, [-1e9, -1e9])))).toBe(true);
  });

  it("refuse another number of increments than cells", () => {
    expect(() => placeBets(startBets(2), [1])).toThrow(/increments: expected 2 numbers, found 1/);
  });
});

describe("hedge", () => {
  it("keeps a tenth out of each batch, so that no batch costs more than ln 10", () => {
    expect(Math.exp(hedge(Math.log(5)))).toBeCloseTo(4.6, 12);
    expect(hedge(-1e9)).toBeCloseTo(-Math.LN10, 12);
    expect(hedge(0)).toBeCloseTo(0, 12);
    expect(hedge(1e9)).toBeCloseTo(1e9, -1);
  });
});
