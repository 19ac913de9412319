import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDeedLog } from "./deed-log.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "deeds-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const BROKE = { atMs: 1000, by: "ann", what: "broke version 3", why: "to see it go", broke: "3" };
const SET = { atMs: 2000, by: "bob", what: "stopped the traffic" };

describe("the log of deeds", () => {
  it("is empty where nobody did anything", () => {
    expect(openDeedLog(dir).from(1)).toEqual([]);
  });

  it("survives the console that wrote it, and goes on counting", () => {
    openDeedLog(dir).append(BROKE);
    const next = openDeedLog(dir);
    next.append(SET);
    expect(next.from(1)).toEqual([
      { number: 1, ...BROKE },
      { number: 2, ...SET },
    ]);
    expect(next.from(2)).toEqual([{ number: 2, ...SET }]);
  });

  it("shows what another console wrote, and both in one order", () => {
    const [one, two] = [openDeedLog(dir), openDeedLog(dir)];
    expect(two.from(1)).toEqual([]);
    one.append(BROKE);
    two.append(SET);
    // As it comes when both looked before either wrote.
    appendFileSync(join(dir, "console-audit.jsonl"), `${JSON.stringify({ number: 2, ...SET })}\n`);
    expect(one.from(1).map(({ number, by }) => [number, by])).toEqual([
      [1, "ann"],
      [2, "bob"],
      [3, "bob"],
    ]);
  });

  it("loses only the line that a crash cut off", () => {
    const log = openDeedLog(dir);
    log.append(BROKE);
    appendFileSync(join(dir, "console-audit.jsonl"), '{"number":2,"by":"a');
    log.append(SET);
    expect(log.from(1).map(({ what }) => what)).toEqual(["broke version 3", "stopped the traffic"]);
  });

  it("keeps the newest of many, within two files, and their numbers", () => {
    const log = openDeedLog(dir, 3);
    for (let at = 0; at < 10; at += 1) log.append({ ...SET, atMs: at });
    expect(log.from(1).map(({ number }) => number)).toEqual([7, 8, 9, 10]);
    expect(readdirSync(dir).toSorted()).toEqual(["console-audit.1.jsonl", "console-audit.jsonl"]);
    expect(readFileSync(join(dir, "console-audit.1.jsonl"), "utf8").split("\n").length).toBe(4);
  });

  it("is for its owner's eyes, and takes no endless name", () => {
    const log = openDeedLog(dir);
    log.append({ ...SET, by: "x".repeat(10_000) });
    expect(statSync(join(dir, "console-audit.jsonl")).mode & 0o777).toBe(0o600);
    expect(log.from(1)[0]?.by.length).toBe(500);
  });
});
