import { describe, expect, it } from "vitest";
import { showTrainingProgress } from "./progress.ts";

function show(redraws: boolean, atMs: readonly number[]): readonly string[] {
  const lines: string[] = [];
  let now = 0;
  const terminal = {
    out: () => undefined,
    err: (text: string) => void lines.push(text),
    style: (_: unknown, text: string) => text,
    redraws,
  };
  const onProgress = showTrainingProgress(terminal, () => now);
  atMs.forEach((ms, index) => {
    now = ms;
    onProgress({ step: index < 2 ? "one" : "two", done: (index + 1) / atMs.length });
  });
  return lines;
}

describe("showTrainingProgress", () => {
  it("tells each step once where lines stay", () => {
    expect(show(false, [0, 50, 500, 900])).toEqual(["Training: one …", "Training: two …"]);
  });

  it("writes over its own line on a screen, not too often, and to the end", () => {
    expect(show(true, [0, 50, 500, 510])).toEqual([
      "Training:  25 %  one",
      "\u001b[1A\u001b[2KTraining:  75 %  two",
      "\u001b[1A\u001b[2KTraining: 100 %  two",
    ]);
  });
});
