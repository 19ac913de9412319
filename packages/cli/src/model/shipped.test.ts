import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stateOf } from "./shipped.ts";

let dir: string;

/** Writes a file that was changed at this minute. */
function write(name: string, minute: number): string {
  const file = join(dir, name);
  writeFileSync(file, "");
  utimesSync(file, 60 * minute, 60 * minute);
  return file;
}

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "switchyard-shipped-"));
  mkdirSync(join(dir, "src", "deep"), { recursive: true });
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("stateOf", () => {
  it("is missing before it is built", () => {
    expect(stateOf(join(dir, "none.bin"), [])).toBe("missing");
  });

  it("is current while nothing that it is made of is newer", () => {
    const sources = [write("rules.yaml", 10), join(dir, "src"), join(dir, "not-there.jsonl")];
    write("src/deep/train.ts", 20);
    expect(stateOf(write("model.bin", 20), sources)).toBe("current");
    expect(stateOf(write("model.bin", 19), sources)).toBe("stale");
  });

  it("does not age by tests", () => {
    write("src/deep/train.ts", 5);
    write("src/deep/train.test.ts", 90);
    expect(stateOf(write("model.bin", 20), [join(dir, "src")])).toBe("current");
  });
});
