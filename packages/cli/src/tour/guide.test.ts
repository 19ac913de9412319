import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { REPOSITORY } from "../projects.ts";
import { readGuide } from "./guide.ts";

describe("readGuide", () => {
  it("has the text and the commands of each section, in order", () => {
    const guide =
      "# Title\n\nAbout.\n\n## One\n\nText.\n\n```sh tour\na\nb\n```\n\nMore.\n\n## Two\n\n```sh tour background\nc\n```\n";
    expect(readGuide(guide)).toEqual([
      {
        title: "One",
        parts: [
          { kind: "text", text: "Text." },
          { kind: "commands", text: "a\nb", isBackground: false },
          { kind: "text", text: "More." },
        ],
      },
      { title: "Two", parts: [{ kind: "commands", text: "c", isBackground: true }] },
    ]);
  });

  it("refuses a block that nobody would run", () => {
    expect(() => readGuide("## One\n\n```sh\na\n```\n")).toThrow(
      'Expected blocks marked "sh tour" or "sh tour background" in the guide, found "sh".',
    );
  });

  it("reads the guide that ships", () => {
    const steps = readGuide(readFileSync(join(REPOSITORY, "docs", "tour.md"), "utf8"));
    expect(steps.map(({ title }) => title)).toEqual([
      "1. Start it",
      "2. Ask it",
      "3. Let others ask",
      "4. Release a bad version",
      "5. Release a good one",
      "6. Stop it",
    ]);
  });
});
