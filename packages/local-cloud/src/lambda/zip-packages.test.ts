import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
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
      expect(readdirSync(dir, { recursive: true })).toEqual(["code"]);
    },
  );

  it("are refused when they are no archive or empty", () => {
    const zips = openZipPackages(dir);
    expect(() => zips.add(Buffer.from("no zip"))).toThrow("Could not unzip uploaded file");
    expect(() => zips.add(zipOf({}))).toThrow("Uploaded file must be a non-empty zip");
  });
});
