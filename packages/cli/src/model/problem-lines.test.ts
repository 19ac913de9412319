import { describe, expect, it } from "vitest";
import { type FileProblem, printProblems } from "./problem-lines.ts";

function printed(problems: readonly FileProblem[]): readonly string[] {
  const lines: string[] = [];
  printProblems(
    { out: () => undefined, err: (text) => void lines.push(text), style: (_, text) => text },
    problems,
  );
  return lines;
}

function many(count: number, severity: FileProblem["severity"]): readonly FileProblem[] {
  return Array.from({ length: count }, (_, index) => ({
    severity,
    file: "f",
    line: index + 1,
    message: "odd",
  }));
}

describe("printProblems", () => {
  it("tells the place as editors know it", () => {
    expect(printed([{ severity: "warning", file: "a.jsonl", line: 3, message: "odd" }])).toEqual([
      "a.jsonl:3: warning: odd",
    ]);
    expect(printed([{ severity: "warning", file: "m.bin", message: "old" }])).toEqual([
      "m.bin: warning: old",
    ]);
  });

  it("tells twenty of many warnings, and how many more there are", () => {
    expect(printed(many(20, "warning"))).toHaveLength(20);
    const lines = printed(many(23, "warning"));
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe("… and 3 more warnings");
  });

  it("tells every error, before the warnings", () => {
    const lines = printed([...many(30, "warning"), ...many(1, "error")]);
    expect(lines[0]).toBe("f:1: error: odd");
    expect(lines.at(-1)).toBe("… and 10 more warnings");
    expect(printed(many(21, "error"))).toHaveLength(21);
  });

  it("lets no control character of a file through", () => {
    expect(printed([{ severity: "error", file: "f", line: 1, message: "\u001b[2J" }])).toEqual([
      "f:1: error: \uFFFD[2J",
    ]);
  });
});
