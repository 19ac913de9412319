import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openRecordLog } from "./record-log.ts";

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "records-"));
  file = join(dir, "records.ndjson");
});
afterEach(() => rmSync(dir, { recursive: true }));

const contentOf = (log: { entries: () => Iterable<readonly [string, unknown]> }) => [...log.entries()];

describe("a record log", () => {
  it("has after a restart what it had before", () => {
    const log = openRecordLog<number>(file);
    log.apply([
      { key: "a", value: 1 },
      { key: "b", value: 2 },
    ]);
    log.apply([{ key: "a", value: 3 }, { key: "b" }, { key: "c", value: 4 }]);
    expect(contentOf(openRecordLog(file))).toEqual([
      ["a", 3],
      ["c", 4],
    ]);
  });

  it("forgets the whole of a write that a crash cut off, and goes on after it", () => {
    openRecordLog<number>(file).apply([{ key: "a", value: 1 }]);
    appendFileSync(file, '[["a",2],["b",');
    const log = openRecordLog<number>(file);
    expect(contentOf(log)).toEqual([["a", 1]]);
    log.apply([{ key: "b", value: 5 }]);
    expect(contentOf(openRecordLog(file))).toEqual([
      ["a", 1],
      ["b", 5],
    ]);
  });

  it.each(["{}", "[1]", "[[1]]", "half a li"])("does not open over a damaged line: %s", (line) => {
    writeFileSync(file, `${line}\n`);
    expect(() => openRecordLog(file)).toThrow("cannot read its state");
  });

  it("does not grow without end under one record that changes", () => {
    const log = openRecordLog<string>(file, 1000);
    for (let round = 0; round < 500; round += 1) log.apply([{ key: "a", value: `round ${round}` }]);
    expect(readFileSync(file).length).toBeLessThan(1100);
    expect(contentOf(openRecordLog(file))).toEqual([["a", "round 499"]]);
  });

  it("is readable by its owner only", () => {
    openRecordLog<number>(file).apply([{ key: "a", value: 1 }]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
