import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom, shuffle } from "./random.ts";

describe("createRandom", () => {
  // Models are repeatable only as long as these are.
  it("gives the same numbers for the same seed, for ever", () => {
    const random = createRandom(1);
    expect([random(), random(), random()].map((value) => value * 2 ** 32)).toEqual([
      2_693_262_067, 11_749_833, 2_265_367_787,
    ]);
    expect(createRandom(0)() * 2 ** 32).toBe(1_144_304_738);
  });

  it("gives numbers from 0 up to 1, evenly", () => {
    const random = createRandom(7);
    const tenths = new Int32Array(10);
    for (let i = 0; i < 10_000; i++) {
      const at = Math.floor(random() * 10);
      tenths[at] = (tenths[at] ?? 0) + 1;
    }
    expect(tenths.every((count) => count > 900 && count < 1100)).toBe(true);
  });
});

describe("shuffle", () => {
  it("keeps what is there", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 })), fc.nat(), (list, seed) => {
        const shuffled = Int32Array.from(list);
        shuffle(shuffled, createRandom(seed));
        expect(shuffled.toSorted()).toEqual(Int32Array.from(list).toSorted());
      }),
    );
  });

  it("makes every order equally likely", () => {
    const random = createRandom(3);
    const seen = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const list = Int32Array.of(1, 2, 3);
      shuffle(list, random);
      seen.set(list.join(), (seen.get(list.join()) ?? 0) + 1);
    }
    expect(seen.size).toBe(6);
    expect([...seen.values()].every((count) => count > 880 && count < 1120)).toBe(true);
  });
});
