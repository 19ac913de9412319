import { describe, expect, it } from "vitest";
import { parseFoundationConfig } from "./foundation-config.ts";

const STACK = {
  "aws:region": "us-east-1",
  "switchyard:platform": "linux/arm64",
  "switchyard:keepImages": "50",
  "switchyard:deleteImagesWithRepository": "true",
};

describe("parseFoundationConfig", () => {
  it("reads settings from text", () => {
    expect(parseFoundationConfig(STACK)).toEqual({
      ok: true,
      config: { platform: "linux/arm64", keepImages: 50, deleteImagesWithRepository: true },
    });
  });

  it("takes a label for the release", () => {
    const result = parseFoundationConfig({ ...STACK, "switchyard:release": "2026.11.25-1" });
    expect(result.ok && result.config.release).toBe("2026.11.25-1");
  });

  it("refuses a label that a Dockerfile would read as several words or as a variable", () => {
    for (const release of ["two words", "$HOME", "", "x".repeat(65)]) {
      expect(parseFoundationConfig({ ...STACK, "switchyard:release": release })).toEqual({
        ok: false,
        problems: [
          `switchyard:release: expected 1 to 64 letters, digits, dots, hyphens, underscores or plus signs, found "${release}"`,
        ],
      });
    }
  });

  it("reports everything that is wrong at once and names each key", () => {
    expect(
      parseFoundationConfig({
        "switchyard:platform": "windows",
        "switchyard:keepImages": "2",
        "switchyard:keepImage": "50",
        "switchboard:platform": "linux/arm64",
      }),
    ).toEqual({
      ok: false,
      problems: [
        "switchboard:platform: unknown namespace; settings of the foundation are written switchyard:<key>",
        'switchyard:platform: expected linux/arm64 or linux/amd64, found "windows"',
        'switchyard:keepImages: expected a whole number from 10 to 1000, found "2"',
        "switchyard:deleteImagesWithRepository: expected true or false, found nothing",
        "switchyard:keepImage: unknown key; remove it or correct its spelling",
      ],
    });
  });
});
