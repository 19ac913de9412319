import { describe, expect, it } from "vitest";
import { checkExamples } from "./check-examples.ts";
import type { Example } from "./example.ts";

/** "label text" a line. */
function rows(...lines: readonly string[]): readonly Example[] {
  return lines.map((line, index) => {
    const [label = "", ...words] = line.split(" ");
    return { text: words.join(" "), label, line: index + 1 };
  });
}

function many(label: string, count: number, text = label): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${label} ${text} ${index}`);
}

/** Enough of everything, so that nothing is to be said. */
const EXAMPLES = [...many("cost", 5), ...many("network", 5), ...many("oos", 5)];
const VALIDATION = [...many("cost", 50, "my cost"), ...many("oos:x", 50, "my oos")];

const told = (examples: readonly string[], validation: readonly string[]) =>
  checkExamples(rows(...examples), rows(...validation)).problems.map(
    ({ severity, set, line, message }) => `${severity} ${set} ${line}: ${message}`,
  );

describe("checkExamples", () => {
  it("has nothing to say about enough distinct rows", () => {
    const checked = checkExamples(rows(...EXAMPLES), rows(...VALIDATION));
    expect(checked).toEqual({
      examples: rows(...EXAMPLES),
      validation: rows(...VALIDATION),
      labels: ["cost", "network"],
      problems: [],
    });
  });

  it("leaves out what has no text", () => {
    expect(told([...EXAMPLES, "cost \u200b"], VALIDATION)).toEqual([
      "warning examples 16: has no text that one could see; it is left out",
    ]);
  });

  it("sorts the labels and leaves those of out of scope away", () => {
    const { labels } = checkExamples(rows("z a", "oos b", "B c", "a d", "oos:x e", "z f"), []);
    expect(labels).toEqual(["B", "a", "z"]);
  });

  it("counts a text once, whatever its case, spacing and Unicode form", () => {
    const { examples } = checkExamples(rows("a Café", "a  CAFÉ", "a cafe\u0301", "b x"), rows("a y", "a Y"));
    expect(examples.map(({ line }) => line)).toEqual([1, 4]);
    expect(told(["a Café", "a  CAFÉ", ...EXAMPLES], VALIDATION)).toEqual([
      'warning examples 1: "a" has 1 examples; with fewer than 5 it is hardly learned',
    ]);
  });

  it("tells contradictions, and keeps the first", () => {
    const checked = checkExamples(rows("a same", "b SAME", ...EXAMPLES), rows("cost k", "network k"));
    expect(checked.examples.filter(({ text }) => /same/iu.test(text))).toEqual([
      { text: "same", label: "a", line: 1 },
    ]);
    expect(checked.validation).toEqual([{ text: "k", label: "cost", line: 1 }]);
    expect(checked.problems.slice(0, 2)).toEqual([
      {
        severity: "warning",
        set: "examples",
        line: 2,
        message: 'contradicts line 1: "b" here, "a" there; it is left out',
      },
      {
        severity: "warning",
        set: "validation",
        line: 2,
        message: 'contradicts line 1: "network" here, "cost" there; it is left out',
      },
    ]);
  });

  it("sees no contradiction between kinds of out of scope, but one between out of scope and a label", () => {
    expect(told([...EXAMPLES, "oos:a joke", "oos:b joke"], VALIDATION)).toEqual([]);
    expect(told([...EXAMPLES, "oos joke", "cost joke"], VALIDATION)).toEqual([
      'warning examples 17: contradicts line 16: "cost" here, "oos" there; it is left out',
    ]);
  });

  it("does not know a label of which contradictions left nothing", () => {
    const checked = checkExamples(rows("a x", "b X", "c y"), rows("b z"));
    expect(checked.labels).toEqual(["a", "c"]);
    expect(told(["a x", "b X"], VALIDATION)).toContain(
      'error examples 1: expected at least 2 labels (one may be "oos"), found a',
    );
  });

  it("leaves validation rows out that are examples too", () => {
    const checked = checkExamples(rows(...EXAMPLES), rows("network COST 3", ...VALIDATION));
    expect(checked.validation.map(({ line }) => line)).not.toContain(1);
    expect(checked.validation).toHaveLength(100);
    expect(checked.problems).toEqual([
      {
        severity: "warning",
        set: "validation",
        line: 1,
        message: "is also line 4 of the examples, so it proves nothing; it is left out",
      },
    ]);
  });

  it.each([
    [[], "none"],
    [["oos a", "oos:x b"], "none"],
    [many("cost", 9), "cost"],
  ])("refuses one class only: %.20j", (examples, found) => {
    expect(told(examples, VALIDATION)[0]).toBe(
      `error examples 1: expected at least 2 labels (one may be "oos"), found ${found}`,
    );
  });

  it("takes one label beside out of scope", () => {
    expect(told([...many("cost", 5), ...many("oos", 5)], VALIDATION)).toEqual([]);
  });

  it("takes 1000 labels and no more", () => {
    const labels = (count: number) => Array.from({ length: count }, (_, index) => `l${index} text ${index}`);
    const errors = (count: number) =>
      told(labels(count), VALIDATION).filter((text) => text.startsWith("error"));
    expect(errors(1000)).toEqual([]);
    expect(errors(1001)).toEqual(["error examples 1: expected at most 1000 labels, found 1001"]);
  });

  it("tells labels with fewer than 5 examples", () => {
    expect(told([...EXAMPLES, "x 1", "x 2", "x 3", "x 4"], VALIDATION)).toEqual([
      'warning examples 16: "x" has 4 examples; with fewer than 5 it is hardly learned',
    ]);
    expect(told([...EXAMPLES, "x 1", "x 2", "x 3", "x 4", "x 5"], VALIDATION)).toEqual([]);
  });

  it("tells labels that only the validation knows, each once", () => {
    const told2 = told(EXAMPLES, [...VALIDATION, "x 1", "x 2", "y 3"]);
    expect(told2).toEqual([
      'warning validation 102: "x" is no label of the examples; each answer to it is an error',
      'warning validation 103: "y" is no label of the examples; each answer to it is an error',
    ]);
  });

  it("refuses a validation of which nothing is left", () => {
    const message = "error validation 1: expected rows that are not among the examples, found none";
    expect(told(EXAMPLES, [])).toEqual([message]);
    expect(told(EXAMPLES, ["cost cost 1"])).toEqual([
      "warning validation 1: is also line 2 of the examples, so it proves nothing; it is left out",
      message,
    ]);
  });

  it("tells a validation of fewer than 100 rows, or fewer than 50 out of scope", () => {
    expect(told(EXAMPLES, VALIDATION.slice(1))).toEqual([
      "warning validation 1: has 99 rows; with fewer than 100 the threshold is cautious",
    ]);
    expect(told(EXAMPLES, [...VALIDATION.slice(0, 99), "cost more"])).toEqual([
      "warning validation 1: has 49 out-of-scope rows; with fewer than 50 the threshold says little about such queries",
    ]);
  });

  it("checks 100,000 rows of 1000 labels", () => {
    const examples = Array.from({ length: 100_000 }, (_, index) => `l${index % 1000} ${index}`);
    expect(told(examples, VALIDATION)).toHaveLength(1);
  });
});
