import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readArchive, readAsset, resolveAssets } from "./assets.ts";
import { changedPaths } from "./diff.ts";
import {
  type Archive,
  type Asset,
  assetArchive,
  fileArchive,
  fileAsset,
  SIGNATURE,
  textAsset,
} from "./values.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "assets-"));
  mkdirSync(join(dir, "src/deep"), { recursive: true });
  writeFileSync(join(dir, "src/a.js"), "a");
  writeFileSync(join(dir, "src/deep/b.js"), "b");
});
afterEach(() => rmSync(dir, { recursive: true }));

const resolved = <T extends Asset | Archive>(value: T): T => resolveAssets({ value }, dir).value as T;
const contents = (archive: Archive): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...readArchive(resolved(archive))].map(([name, bytes]) => [name, Buffer.from(bytes).toString()]),
  );

describe("resolveAssets", () => {
  it("finds no change when nothing but place and time of a file changed", () => {
    writeFileSync(join(dir, "copy.js"), "a");
    const before = { code: resolved(fileAsset("src/a.js")) };
    expect(changedPaths(before, { code: resolved(fileAsset(join(dir, "copy.js"))) })).toEqual([]);
    expect(changedPaths(before, { code: resolved(textAsset("a")) })).toEqual([]);
  });

  it("finds a change in a file deep inside a folder, and in a name", () => {
    const before = { code: resolved(fileArchive("src")) };
    expect(changedPaths(before, { code: resolved(fileArchive("src")) })).toEqual([]);
    writeFileSync(join(dir, "src/deep/b.js"), "b2");
    expect(changedPaths(before, { code: resolved(fileArchive("src")) })).toEqual(["code"]);
    const named = (name: string): Archive => resolved(assetArchive({ [name]: textAsset("x") }));
    expect(named("a").hash).not.toBe(named("b").hash);
  });

  it("hashes the same tree alike, whether it is a folder, a zip file or built of assets", () => {
    writeFileSync(join(dir, "src.zip"), zipSync({ "deep/b.js": Buffer.from("b"), "a.js": Buffer.from("a") }));
    const built = assetArchive({
      deep: assetArchive({ "b.js": textAsset("b") }),
      "a.js": fileAsset("src/a.js"),
    });
    const hashes = [fileArchive("src"), fileArchive("src.zip"), built].map(
      (archive) => resolved(archive).hash,
    );
    expect(new Set(hashes).size).toBe(1);
  });

  it("names a file that does not exist", () => {
    expect(() => resolved(fileAsset("dist/index.cjs"))).toThrow(
      `Asset or archive file ${join(dir, "dist/index.cjs")} does not exist. Build it first, or correct the path in the program.`,
    );
    symlinkSync(join(dir, "nowhere"), join(dir, "src/dangling"));
    expect(() => resolved(fileArchive("src"))).toThrow("dangling does not exist");
  });

  it("refuses remote content, members outside the archive, and files that are no archive", () => {
    const remote: Asset = { ...textAsset(""), uri: "https://example.com/x" };
    const { text: _, ...withoutText } = remote;
    expect(() => resolved(withoutText)).toThrow("Remote asset https://example.com/x is not supported");
    expect(() => resolved(assetArchive({ "../x": textAsset("") }))).toThrow(
      '"../x" lies outside its archive',
    );
    expect(() => resolved(fileArchive("src/a.js"))).toThrow("is not a folder or a .zip file");
    writeFileSync(join(dir, "bad.zip"), "no zip");
    expect(() => resolved(fileArchive("bad.zip"))).toThrow("is not a readable zip file");
  });
});

describe("readArchive", () => {
  it("lists the files of a nested archive by their path, in alphabetical order", () => {
    const archive = assetArchive({ "z.txt": textAsset("z"), lib: fileArchive("src") });
    expect(contents(archive)).toEqual({ "lib/a.js": "a", "lib/deep/b.js": "b", "z.txt": "z" });
    expect([...readArchive(resolved(archive)).keys()]).toEqual(["lib/a.js", "lib/deep/b.js", "z.txt"]);
  });
});

describe("readAsset", () => {
  it("reads text and files as bytes", () => {
    expect(Buffer.from(readAsset(textAsset("é")))).toEqual(Buffer.from("é"));
    expect(Buffer.from(readAsset(resolved(fileAsset("src/a.js")))).toString()).toBe("a");
    expect(SIGNATURE in resolved(textAsset("x"))).toBe(true);
  });
});
