import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseFoundationConfig } from "./foundation-config.ts";

const STACK = {
  "aws:region": "us-east-1",
  "switchyard:platform": "linux/arm64",
  "switchyard:keepImages": "50",
  "switchyard:deleteImagesWithRepository": "true",
};
const TAKING = {
  "aws:region": "us-east-1",
  "switchyard:images": "false",
  "switchyard:imagesFrom": "shared",
};
const GITHUB = { owner: "acme", ownerId: 123456, repository: "switchyard", repositoryId: 456789 };

function problemsOf(stack: Readonly<Record<string, string>>): readonly string[] {
  const result = parseFoundationConfig(stack);
  return result.ok ? [] : result.problems;
}

describe("parseFoundationConfig", () => {
  it("reads settings from text, and fills in what may be left out", () => {
    expect(parseFoundationConfig(STACK)).toEqual({
      ok: true,
      config: {
        images: true,
        platform: "linux/arm64",
        keepImages: 50,
        deleteImagesWithRepository: true,
        pullAccounts: [],
        stages: [],
        promotions: {},
        githubProvider: "create",
        tags: {},
      },
    });
  });

  it("reads objects and lists from JSON, and ids of GitHub as text", () => {
    const result = parseFoundationConfig({
      ...STACK,
      "switchyard:stages": '["dev","prod"]',
      "switchyard:promotions": '{"prod":"dev"}',
      "switchyard:pullAccounts": '["012345678901"]',
      "switchyard:github": JSON.stringify(GITHUB),
      "switchyard:githubProvider": "existing",
      "switchyard:stateBucket": '{"name":"acme-state"}',
      "switchyard:tags": '{"project":"switchyard"}',
    });
    expect(result.ok && result.config).toMatchObject({
      stages: ["dev", "prod"],
      promotions: { prod: "dev" },
      pullAccounts: ["012345678901"],
      github: { owner: "acme", ownerId: "123456", repository: "switchyard", repositoryId: "456789" },
      githubProvider: "existing",
      stateBucket: { name: "acme-state" },
      tags: { project: "switchyard" },
    });
  });

  it("takes a label for the release, also one that looks like a number", () => {
    for (const release of ["2026.11.25-1", "2026"]) {
      const result = parseFoundationConfig({ ...STACK, "switchyard:release": release });
      expect(result.ok && result.config.release).toBe(release);
    }
  });

  it("refuses a label that a Dockerfile would read as several words or as a variable", () => {
    for (const release of ["two words", "$HOME", "", "x".repeat(65)]) {
      expect(problemsOf({ ...STACK, "switchyard:release": release })).toEqual([
        `switchyard:release: expected 1 to 64 letters, digits, dots, hyphens, underscores or plus signs, found "${release}"`,
      ]);
    }
  });

  it("reports everything that is wrong at once and names each key", () => {
    expect(
      problemsOf({
        "switchyard:platform": "windows",
        "switchyard:keepImages": "2",
        "switchyard:keepImage": "50",
        "switchyard:stages": '["pre-prod"]',
        "switchyard:github": '{"owner":"acme","ownerId":"REPLACE","repository":"switchyard"}',
        "switchboard:platform": "linux/arm64",
      }),
    ).toEqual([
      "switchboard:platform: unknown namespace; settings of the foundation are written switchyard:<key>",
      'switchyard:stages.0: expected the name of a stage (lower-case letters and digits, at most 16), found "pre-prod"',
      'switchyard:github.ownerId: expected the id of the owner, in digits, found "REPLACE"',
      "switchyard:github.repositoryId: expected the id of the repository, in digits, found nothing",
      'switchyard:platform: expected linux/arm64 or linux/amd64, found "windows"',
      "switchyard:keepImages: expected a whole number from 10 to 1000, found 2",
      "switchyard:deleteImagesWithRepository: expected true or false, found nothing",
      "switchyard:keepImage: unknown key; remove it or correct its spelling",
    ]);
  });

  it("asks for the account that builds images where this one does not", () => {
    const result = parseFoundationConfig(TAKING);
    expect(result.ok && result.config).toMatchObject({ images: false, imagesFrom: "shared" });
    expect(problemsOf({ "switchyard:images": "false" })).toEqual([
      "switchyard:imagesFrom: expected the name of a stack of switchyard-foundation, found nothing",
    ]);
  });

  it("refuses settings of one kind of account in the other", () => {
    expect(problemsOf({ ...TAKING, "switchyard:keepImages": "50" })).toEqual([
      "switchyard:keepImages: expected this key only where switchyard:images is true, found 50",
    ]);
    expect(problemsOf({ ...STACK, "switchyard:imagesFrom": "shared" })).toEqual([
      'switchyard:imagesFrom: expected this key only where switchyard:images is false, found "shared"',
    ]);
  });

  it("refuses an account id that YAML read as a number: its zeros may be gone", () => {
    expect(problemsOf({ ...STACK, "switchyard:pullAccounts": "[111122223333]" })).toEqual([
      "switchyard:pullAccounts.0: expected a list of account ids, 12 digits in quotes each, found 111122223333",
    ]);
  });

  it("refuses more stages than the role that only reads can have policies for", () => {
    const stages = Array.from("abcdefghi");
    expect(problemsOf({ ...STACK, "switchyard:stages": JSON.stringify(stages.slice(0, 8)) })).toEqual([]);
    expect(problemsOf({ ...STACK, "switchyard:stages": JSON.stringify(stages) })).toEqual([
      'switchyard:stages: expected a list of at most 8 names of stages, found ["a","b","c","d","e","f","g","h","i"]',
    ]);
  });

  it("refuses what does not go together", () => {
    expect(
      problemsOf({
        ...STACK,
        "switchyard:stages": '["dev","prod","dev","images"]',
        "switchyard:promotions": '{"prod":"prod","dev":"qa"}',
        "switchyard:pullAccounts": '["111122223333","111122223333"]',
        "switchyard:githubProvider": "existing",
      }),
    ).toEqual([
      'switchyard:stages: expected each stage once, found "dev" again',
      'switchyard:stages: expected other names than that of the environment that builds images, found "images"',
      'switchyard:pullAccounts: expected each account once, found "111122223333" again',
      'switchyard:promotions.prod: expected another stage than this one, found "prod"',
      'switchyard:promotions.dev: expected stages of switchyard:stages, found "qa"',
      'switchyard:githubProvider: expected this key only beside switchyard:github, found "existing"',
    ]);
  });
});

describe("the stacks that ship", () => {
  it("have right settings", () => {
    for (const stack of ["local", "main"]) {
      const text = readFileSync(join(import.meta.dirname, "..", `Pulumi.${stack}.yaml`), "utf8");
      const { config }: { config: Readonly<Record<string, unknown>> } = parse(text);
      const asText = Object.fromEntries(
        Object.entries(config).map(([key, value]) => [
          key,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      );
      expect(problemsOf(asText)).toEqual([]);
    }
  });
});
