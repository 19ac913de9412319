import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEventFile } from "./event-file.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "events-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const open = () => openEventFile(dir, () => undefined, 100);
const event = (timestampMs: number) => ({
  stream: "s",
  timestampMs,
  ingestionMs: 0,
  message: "x".repeat(40),
});

describe("openEventFile", () => {
  it("starts a new segment when one is full, and deletes those that have expired", () => {
    const file = open();
    for (const timestampMs of [1, 2, 3, 4, 5, 6]) file.append(event(timestampMs));
    expect(readdirSync(dir)).toEqual(["00000001.ndjson", "00000002.ndjson", "00000003.ndjson"]);
    file.expire(4);
    expect(readdirSync(dir)).toEqual(["00000002.ndjson", "00000003.ndjson"]);
    const seen: number[] = [];
    file.scan(4, 6, ({ timestampMs }) => void seen.push(timestampMs));
    expect(seen).toEqual([4, 5]);
  });

  it("never gives a sequence twice, even when every event has expired before a restart", () => {
    const file = open();
    const last = [1, 2, 3].map((timestampMs) => file.append(event(timestampMs))).at(-1);
    file.expire(1000);
    expect(last).toBe(3);
    expect(open().append(event(4))).toBe(4);
  });
});
