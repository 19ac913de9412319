import { describe, expect, it } from "vitest";
import { createDice, type Dice, drawBinomial, drawPoisson } from "./dice.ts";

function moments(draw: (dice: Dice) => number, draws: number) {
  const dice = createDice(7);
  const numbers = Array.from({ length: draws }, () => draw(dice));
  const mean = numbers.reduce((sum, number) => sum + number, 0) / draws;
  const variance = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / draws;
  return { mean, variance, lowest: Math.min(...numbers), highest: Math.max(...numbers) };
}

describe("createDice", () => {
  it("falls the same way for the same seed and another way for another", () => {
    const throws = (seed: number) => {
      const dice = createDice(seed);
      return [dice(), dice(), dice()];
    };
    expect(throws(1)).toEqual(throws(1));
    expect(throws(1)).not.toEqual(throws(2));
  });

  // Computed by hand-written 32-bit arithmetic in another language: the published tables hang on these very numbers.
  it("gives the numbers of sfc32 seeded by splitmix32", () => {
    const dice = createDice(1);
    const thrown = Array.from({ length: 20 }, () => dice() * 2 ** 32);
    expect([thrown[0], thrown[1], thrown[2], thrown[19]]).toEqual([
      1_930_539_107, 2_003_999_907, 2_883_482_671, 1_943_867_441,
    ]);
  });

  it("falls evenly between 0 and 1", () => {
    const { mean, variance, lowest, highest } = moments((dice) => dice(), 100_000);
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
    expect(lowest).toBeGreaterThanOrEqual(0);
    expect(highest).toBeLessThan(1);
  });
});

describe("drawBinomial", () => {
  it.each([
    [20, 0.003],
    [60, 0.05],
    [600, 0.5],
    [6_000, 0.003],
    [6_000, 0.97],
  ])("has the mean and variance of %d trials at %d", (trials, probability) => {
    const { mean, variance, lowest, highest } = moments(
      (dice) => drawBinomial(trials, probability, dice),
      20_000,
    );
    const expected = trials * probability;
    const spread = expected * (1 - probability);
    expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(spread / 20_000));
    expect(Math.abs(variance / spread - 1)).toBeLessThan(0.06);
    expect(lowest).toBeGreaterThanOrEqual(0);
    expect(highest).toBeLessThanOrEqual(trials);
  });

  it("gives each number its probability: of 3 trials at 0.2, none happens in 51.2 % of draws", () => {
    const dice = createDice(3);
    const counts = [0, 0, 0, 0];
    for (let draw = 0; draw < 100_000; draw += 1) {
      const number = drawBinomial(3, 0.2, dice);
      counts[number] = (counts[number] ?? 0) + 1;
    }
    [0.512, 0.384, 0.096, 0.008].forEach((probability, number) => {
      expect((counts[number] ?? 0) / 100_000).toBeCloseTo(probability, 2);
    });
  });

  it("is certain where nothing is to be drawn", () => {
    const dice = createDice(1);
    expect([drawBinomial(0, 0.5, dice), drawBinomial(9, 0, dice), drawBinomial(9, 1, dice)]).toEqual([
      0, 0, 9,
    ]);
  });
});

describe("drawPoisson", () => {
  it.each([0.6, 60, 6_000])("has mean and variance %d", (expected) => {
    const { mean, variance } = moments((dice) => drawPoisson(expected, dice), 20_000);
    expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(expected / 20_000));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.06);
  });

  it("is 0 without traffic", () => {
    expect(drawPoisson(0, createDice(1))).toBe(0);
  });
});
