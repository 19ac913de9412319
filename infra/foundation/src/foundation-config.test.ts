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
