import { expect, it } from "vitest";
import { buildAutomaton } from "./automaton.ts";
import { createEvidenceScale } from "./evidence.ts";

function scaleOf(...texts: readonly string[]) {
  const terms = texts.map((text) => ({ text, words: text.split(" ").length, prefix: false }));
  return createEvidenceScale(buildAutomaton(terms));
}

it("counts the words of all terms", () => {
  expect(scaleOf("security", "security group", "inbound rule").weigh([2, 1])).toEqual({
    terms: [2, 1],
    words: 4,
  });
});

it("counts a word once, however many terms it is in", () => {
  const { weigh } = scaleOf("security", "security group", "inbound rule", "rule");
  expect(weigh([0, 1, 3, 1])).toEqual({ terms: [1, 3], words: 3 });
  expect(weigh([2, 3])).toEqual({ terms: [2], words: 2 });
  expect(weigh([3])).toEqual({ terms: [3], words: 1 });
});

it("finds no evidence in no terms", () => {
  expect(scaleOf("rule").weigh([])).toEqual({ terms: [], words: 0 });
});

it("knows what each term implies, and works it out once", () => {
  const { impliedBy } = scaleOf("rule", "inbound rule", "outbound rule");
  expect([...impliedBy(1)]).toEqual([1, 0]);
  expect(impliedBy(1)).toBe(impliedBy(1));
});
