import { createDice } from "@switchyard/rollout";
import { describe, expect, it } from "vitest";
import { type Mix, pick } from "./mix.ts";
import { question } from "./testing.ts";
import { parseWeights, weighted } from "./weights.ts";

const MIX: Mix = {
  kinds: [
    { name: "a", weight: 3, requests: [question("a1"), question("a2")] },
    { name: "b", weight: 1, requests: [question("b1")] },
  ],
};

function rolls(...values: readonly number[]) {
  const left = values.values();
  return () => left.next().value ?? 0;
}

describe("pick", () => {
  it.each([
    [0, 0, "a", "a1"],
    [0.74, 0.5, "a", "a2"],
    [0.75, 0.99, "b", "b1"],
    [0.999, 0, "b", "b1"],
  ])("with dice of %d and %d asks %s", (first, second, kind, query) => {
    const picked = pick(MIX, rolls(first, second));
    expect([picked.kind, picked.request.content]).toEqual([
      kind,
      { kind: "question", query, agent: undefined },
    ]);
  });

  it("keeps to the weights", () => {
    const dice = createDice(1);
    const a = Array.from({ length: 4000 }, () => pick(MIX, dice)).filter(({ kind }) => kind === "a").length;
    expect(a).toBeGreaterThan(2900);
    expect(a).toBeLessThan(3100);
  });
});

describe("weights", () => {
  it("replace those of the mix and leave out the others", () => {
    expect(weighted(MIX, parseWeights("b=2.5")).kinds).toEqual([
      { name: "b", weight: 2.5, requests: [question("b1")] },
    ]);
    expect(weighted(MIX, parseWeights("a=1,b=0")).kinds.map(({ name }) => name)).toEqual(["a"]);
  });

  it("are for kinds that there are", () => {
    expect(() => weighted(MIX, parseWeights("a=1,c=2"))).toThrow("there is no kind c. There are a, b.");
  });

  it.each(["", "a", "a=", "a=-1", "a=1,a=2", "=1", "a=1,,b=1", "a=0"])("are not %j", (text) => {
    expect(() => parseWeights(text)).toThrow("found");
  });
});
