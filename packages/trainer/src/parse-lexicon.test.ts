import { describe, expect, it } from "vitest";
import { parseLexicon } from "./parse-lexicon.ts";

describe("parseLexicon", () => {
  it("reads one group a line, and leaves comments and empty lines out", () => {
    expect(
      parseLexicon("\uFEFF# services\r\ncompute: ec2,  lightsail ,light sail\r\n\r\nstages: prod, dev\n"),
    ).toEqual({
      ok: true,
      lexicon: [
        ["ec2", "lightsail", "light sail"],
        ["prod", "dev"],
      ],
    });
    expect(parseLexicon("")).toEqual({ ok: true, lexicon: [] });
  });

  it.each([
    ["ec2, lightsail", 'expected "what they are: name, name, …"'],
    [": ec2, lightsail", 'expected "what they are: name, name, …"'],
    ["compute: ec2", "expected at least two names that can stand for each other"],
    ["compute: ec2, , x", "has an empty name; remove the comma too many"],
    ["compute: ec2, EC3", '"EC3" is not lower case'],
    ["compute: dev, x", '"dev" is on line 1 already'],
    ["compute: x, x", '"x" is on line 2 already'],
  ])("on %j says: %s", (line, message) => {
    expect(parseLexicon(`stages: prod, dev\n${line}`)).toEqual({
      ok: false,
      problems: [{ severity: "error", line: 2, message }],
    });
  });

  it("tells all problems at once", () => {
    const result = parseLexicon("a\nb: c, d\ne: f\n");
    expect(result.ok ? [] : result.problems.map(({ line }) => line)).toEqual([1, 3]);
  });
});
