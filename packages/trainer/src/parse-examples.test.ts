import { describe, expect, it } from "vitest";
import { parseExamples } from "./parse-examples.ts";

/** The one problem of the content. */
function problemOf(content: string) {
  const result = parseExamples(content);
  if (result.ok || result.problems.length !== 1)
    throw new Error(`expected 1 problem: ${JSON.stringify(result)}`);
  return result.problems[0];
}

const line = (text: string, label = "cost") => JSON.stringify({ text, label });

describe("parseExamples", () => {
  it("reads one example a line", () => {
    expect(
      parseExamples(
        '{"text":"What did I spend?","label":"cost"}\n{"label":"oos:joke","text":" A joke ","alt":[]}',
      ),
    ).toEqual({
      ok: true,
      examples: [
        { text: "What did I spend?", label: "cost", line: 1 },
        { text: " A joke ", label: "oos:joke", line: 2 },
      ],
    });
  });

  it("reads other right labels", () => {
    expect(parseExamples('{"text":"vpc bill","label":"cost","alt":["network"]}')).toEqual({
      ok: true,
      examples: [{ text: "vpc bill", label: "cost", alt: ["network"], line: 1 }],
    });
  });

  it("reads what Windows writes, and counts empty lines", () => {
    const content = `\uFEFF${line("a")}\r\n\r\n  \t\r\n${line("b")}\r\n`;
    expect(parseExamples(content)).toEqual({
      ok: true,
      examples: [
        { text: "a", label: "cost", line: 1 },
        { text: "b", label: "cost", line: 4 },
      ],
    });
  });

  it("takes empty texts, which queries may be", () => {
    expect(parseExamples(line(""))).toEqual({ ok: true, examples: [{ text: "", label: "cost", line: 1 }] });
  });

  it("takes a byte order mark at the start alone", () => {
    expect(problemOf(`${line("a")}\n\uFEFF${line("b")}`)?.line).toBe(2);
  });

  it("reads texts and labels in any script, line separators inside too", () => {
    const text = "日本語\u2028👩\u200D💻";
    expect(parseExamples(line(text, "كلفة"))).toEqual({
      ok: true,
      examples: [{ text, label: "كلفة", line: 1 }],
    });
  });

  it.each([
    ["{", 'is not JSON; expected one object like {"text": "…", "label": "cost"}'],
    ["text,label", 'is not JSON; expected one object like {"text": "…", "label": "cost"}'],
    [`${line("a")}${line("b")}`, 'is not JSON; expected one object like {"text": "…", "label": "cost"}'],
    ["[]", 'expected an object like {"text": "…", "label": "cost"}'],
    ["null", 'expected an object like {"text": "…", "label": "cost"}'],
    ['"a"', 'expected an object like {"text": "…", "label": "cost"}'],
    ['{"text":"a","label":"b","split":"test"}', 'has the unknown key "split"; the keys are text, label, alt'],
    [
      '{"text":"a","label":"b","__proto__":{}}',
      'has the unknown key "__proto__"; the keys are text, label, alt',
    ],
    ['{"label":"b"}', '"text" must be text'],
    ['{"text":["a"],"label":"b"}', '"text" must be text'],
    [line("a".repeat(4001)), '"text" may have 4000 characters'],
    [line("😀".repeat(4001)), '"text" may have 4000 characters'],
    ['{"text":"a"}', '"label" must be text of 1 to 128 characters without spaces around'],
    ['{"text":"a","label":1}', '"label" must be text of 1 to 128 characters without spaces around'],
    [line("a", ""), '"label" must be text of 1 to 128 characters without spaces around'],
    [line("a", " b"), '"label" must be text of 1 to 128 characters without spaces around'],
    [line("a", "b".repeat(129)), '"label" must be text of 1 to 128 characters without spaces around'],
    ['{"text":"a","label":"b","alt":"c"}', '"alt" must be a list of labels'],
    ['{"text":"a","label":"b","alt":["c",""]}', '"alt" must be a list of labels'],
  ])("on %.60s says: %s", (content, message) => {
    const result = parseExamples(`${line("first")}\n${content}\n`);
    expect(result).toEqual({ ok: false, problems: [{ severity: "error", line: 2, message }] });
  });

  it.each([line("a".repeat(4000)), line("😀".repeat(4000)), line("a", "b".repeat(128))])(
    "takes the longest text and label: %.30s",
    (content) => {
      expect(parseExamples(content).ok).toBe(true);
    },
  );

  it.each(["", "\n\n", "\uFEFF"])("expects an example: %j", (content) => {
    expect(problemOf(content)).toEqual({
      severity: "error",
      line: 1,
      message: 'expected one {"text": …, "label": …} a line, found none',
    });
  });

  it("tells all problems at once, up to 20", () => {
    const twenty = parseExamples(`${line("a")}\n${"x\n".repeat(20)}`);
    expect(twenty).toMatchObject({ ok: false });
    expect(twenty.ok ? [] : twenty.problems.map((problem) => problem.line)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 2),
    );
    const many = parseExamples("x\n".repeat(1000));
    if (many.ok) throw new Error("expected problems");
    expect(many.problems).toHaveLength(21);
    expect(many.problems.at(-1)).toEqual({
      severity: "error",
      line: 21,
      message: "and 980 more lines with problems from here on",
    });
  });

  it("reads 100,000 lines", () => {
    const content = Array.from({ length: 100_000 }, (_, index) => line(`show the bill ${index}`)).join("\n");
    const result = parseExamples(content);
    if (!result.ok) throw new Error("expected examples");
    expect(result.examples.at(-1)).toEqual({ text: "show the bill 99999", label: "cost", line: 100_000 });
  });
});
