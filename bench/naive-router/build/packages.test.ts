import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { placePackages } from "./packages.ts";

describe("placePackages", () => {
  let dir = "";
  beforeEach(async () => {
    dir = await realpath(await mkdtemp(join(tmpdir(), "packages-")));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const install = async (path: string, version: string, dependencies: readonly string[] = []) => {
    await mkdir(join(dir, path), { recursive: true });
    const manifest = {
      name: path,
      version,
      dependencies: Object.fromEntries(dependencies.map((name) => [name, "*"])),
    };
    await writeFile(join(dir, path, "package.json"), JSON.stringify(manifest));
  };

  it("puts one version of each name at the top, and another inside of whoever wants it", async () => {
    await install("node_modules/a", "1", ["c"]);
    await install("node_modules/b", "1", ["c", "a"]);
    await install("node_modules/c", "1");
    await install("node_modules/b/node_modules/c", "2", ["d"]);
    await install("node_modules/d", "1");
    const placed = placePackages(["a", "b"], dir);
    expect(Object.fromEntries(placed.map(({ from, to }) => [to, from.slice(dir.length + 1)]))).toEqual({
      a: "node_modules/a",
      b: "node_modules/b",
      c: "node_modules/c",
      d: "node_modules/d",
      "b/node_modules/c": "node_modules/b/node_modules/c",
    });
  });

  it("refuses what is not installed", () => {
    expect(() => placePackages(["not-there"], dir)).toThrow("expected the package not-there to be installed");
  });
});
