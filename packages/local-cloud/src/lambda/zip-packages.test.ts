import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { zipOf } from "./testing.ts";
import { openZipPackages } from "./zip-packages.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "switchyard-zip-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("zip packages", () => {
  it("lie unpacked and read-only in a folder named by their hash", () => {
    const zips = openZipPackages(join(dir, "code"));
    const { sha256, sizeBytes } = zips.add(zipOf({ "index.cjs": "1", "lib/a.cjs": "2", "empty/": "" }));
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(sizeBytes).toBeGreaterThan(100);
    expect(readFileSync(join(zips.folderOf(sha256), "lib/a.cjs"), "utf8")).toBe("2");
    expect(statSync(join(zips.folderOf(sha256), "index.cjs")).mode & 0o222).toBe(0);
  });

  it.each(["../evil.cjs", "a/../../evil.cjs", "/etc/evil.cjs", "a\\..\\evil.cjs"])(
    "are refused as a whole when an entry leads out: %s",
    (name) => {
      const zips = openZipPackages(join(dir, "code"));
      expect(() => zips.add(zipOf({ "index.cjs": "1", [name]: "2" }))).toThrow("leads out of the package");
      expect(readdirSync(dir)).toEqual([]);
    },
  );

  it.each<[string, Record<string, string>, string]>([
    ["a file that is a folder too", { a: "1", "a/b": "2" }, '"a" is a file and a folder'],
    ["a folder that is a file too", { "a/b/c": "2", "a/b": "1" }, '"a/b" is a file and a folder'],
    ["an empty folder that is a file too", { "a/": "", a: "1" }, '"a" is a file and a folder'],
    ["an entry without a name", { "": "1" }, 'the entry "" has no name'],
    ["an entry that is a dot", { ".": "1" }, 'the entry "." has no name'],
    ["an entry that leads back to a dot", { "a/..": "1" }, 'the entry "a/.." has no name'],
    ["two spellings of one name", { a: "1", "./a": "2" }, 'the entry "./a" is there twice'],
    ["a name that no file system takes", { ["é".repeat(128)]: "1" }, "is too long"],
    ["a path that no file system takes", { ["abc/".repeat(200) + "x"]: "1" }, "is too long"],
  ])("are refused when they have %s", (_what, files, reason) => {
    const zips = openZipPackages(join(dir, "code"));
    expect(() => zips.add(zipOf({ "index.cjs": "1", ...files }))).toThrow(
      expect.objectContaining({
        code: "InvalidParameterValueException",
        message: expect.stringContaining(reason),
      }),
    );
    expect(existsSync(join(dir, "code"))).toBe(false);
  });

  it("take names that objects have, and the package's own folder as an entry", () => {
    const zips = openZipPackages(dir);
    const { sha256 } = zips.add(zipOf({ "./": "", constructor: "2", "./b//c": "3" }));
    expect(new Set(readdirSync(zips.folderOf(sha256), { recursive: true, encoding: "utf8" }))).toEqual(
      new Set(["b", "b/c", "constructor"]),
    );
  });

  it.each<[string, (zip: Buffer, directory: number) => void, string]>([
    ["more bytes than they state", (zip, at) => zip.writeUInt32LE(3, at + 24), "not of the size it states"],
    [
      "fewer bytes than they state",
      (zip, at) => zip.writeUInt32LE(6000, at + 24),
      "not of the size it states",
    ],
    ["other bytes than they state", (zip, at) => zip.writeUInt32LE(1, at + 16), "does not fit its checksum"],
    ["an encrypted entry", (zip, at) => zip.writeUInt16LE(1, at + 8), 'the entry "a" is encrypted'],
    ["an unknown compression", (zip, at) => zip.writeUInt16LE(12, at + 10), "unknown compression type 12"],
    ["more entries than bytes", (zip) => zip.writeUInt16LE(2, zip.length - 12), "points to something else"],
    ["a directory beyond their end", (zip) => zip.writeUInt32LE(2 ** 31, zip.length - 6), "something else"],
    ["an entry beyond their end", (zip, at) => zip.writeUInt32LE(2 ** 31, at + 42), "something else"],
    ["a name beyond their end", (zip, at) => zip.writeUInt16LE(9999, at + 28), "it ends too early"],
  ])("are refused when they have %s", (_what, damage, reason) => {
    const zip = Buffer.from(zipOf({ a: "x".repeat(5000) }));
    damage(zip, zip.readUInt32LE(zip.length - 6));
    const zips = openZipPackages(dir);
    expect(() => zips.add(zip)).toThrow(
      expect.objectContaining({
        code: "InvalidParameterValueException",
        message: expect.stringContaining(reason),
      }),
    );
    expect(readdirSync(dir)).toEqual([]);
  });

  it("are refused when their files are too large together, however small the archive is", () => {
    const zips = openZipPackages(dir);
    const zip = Buffer.from(zipOf({ a: "x", b: "y" }));
    const first = zip.readUInt32LE(zip.length - 6);
    for (const at of [first, first + 47]) zip.writeUInt32LE(131_072_001, at + 24);
    expect(() => zips.add(zip)).toThrow("Unzipped size must be smaller than 262144000 bytes");
  });

  it("are refused when they are no archive or empty", () => {
    const zips = openZipPackages(dir);
    expect(() => zips.add(Buffer.from("no zip"))).toThrow("Could not unzip uploaded file");
    expect(() => zips.add(zipOf({}))).toThrow("Uploaded file must be a non-empty zip");
  });
});
