import { expect, it } from "vitest";
import { buildAutomaton } from "./automaton.ts";
import { createEvidenceScale } from "./evidence.ts";

const texts = ["security", "security group", "inbound rule", "rule"];
const terms = texts.map((text) => ({ text, words: text.split(" ").length, prefix: false }));
const { weigh } = createEvidenceScale(buildAutomaton(terms));

it("counts the words of all terms", () => {
  expect(weigh([2, 1])).toEqual({ terms: [2, 1], words: 4 });
});

it("counts a word once, however many terms it is in", () => {
  expect(weigh([0, 1, 3, 1])).toEqual({ terms: [1, 3], words: 3 });
  expect(weigh([2, 3])).toEqual({ terms: [2], words: 2 });
});
