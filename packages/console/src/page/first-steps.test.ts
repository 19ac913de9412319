import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Status } from "../model.ts";
import { STATUS } from "../testdata/stage-in-memory.ts";
import { COMMANDS, doneSteps, newestVersion, type Seen } from "./first-steps.ts";

const NOTHING: Seen = {
  wasAnswered: false,
  local: { requestsPerMinute: 0, faults: [], ill: [] },
  status: undefined,
  minutes: [],
  deeds: [],
  releases: [],
};
const ILL = { requestsPerMinute: 0, faults: ["Version 8: half of its calls fail"], ill: ["8"] };
const LINE = { id: "8@1", begunMs: 0, endedMs: undefined, outcome: "stepping", why: "", lastly: "" };
const done = (seen: Partial<Seen>) => [...doneSteps({ ...NOTHING, ...seen })];
const minutesOf = (...requests: readonly number[]) =>
  requests.map((count, at) => {
    const point = { requests: count, errors: 0, p50Ms: null, p95Ms: null, initMs: null };
    return { atMs: at * 60_000, stable: point, candidate: { ...point, requests: 0 } };
  });

describe("the first steps", () => {
  it("are all to do where nothing was done", () => {
    expect(done({})).toEqual([]);
    expect(done({ local: undefined, status: STATUS })).toEqual([]);
  });

  it("are asked when the page got an answer", () => {
    expect(done({ wasAnswered: true })).toEqual(["ask"]);
  });

  it("have traffic when somebody sends it, from here or elsewhere, and not for a burst", () => {
    expect(done({ local: { requestsPerMinute: 40, faults: [], ill: [] } })).toEqual(["traffic"]);
    expect(done({ minutes: minutesOf(0, 40, 38, 41, 2) })).toEqual(["traffic"]);
    expect(done({ minutes: minutesOf(0, 0, 60, 0, 0) })).toEqual([]);
    expect(done({ minutes: minutesOf(40, 40) })).toEqual([]);
  });

  it("release a bad version when one that is ill is on its way", () => {
    expect(done({ local: ILL, status: STATUS })).toEqual(["bad"]);
    expect(done({ local: { ...ILL, ill: ["7"] }, status: STATUS })).toEqual([]);
    const deeds = [{ number: 1, atMs: 0, by: "ann", what: "broke version 8", broke: "8" }];
    expect(done({ deeds, releases: [LINE] })).toEqual(["bad"]);
  });

  it("watch it roll back, whoever broke it", () => {
    expect(done({ releases: [{ ...LINE, outcome: "rolled_back" }] })).toEqual(["bad", "back"]);
  });

  it("release a good one when one that is well came into service", () => {
    const releases = [{ ...LINE, outcome: "completed" }];
    expect(done({ releases })).toEqual(["good"]);
    expect(done({ releases, local: ILL })).toEqual(["bad"]);
  });

  it("break what waits to be released, or what is being released", () => {
    const { release: _none, ...idle }: Status = { ...STATUS, pending: { version: "9", text: "" } };
    expect([newestVersion(STATUS), newestVersion(idle), newestVersion(undefined)]).toEqual([
      "8",
      "9",
      undefined,
    ]);
  });

  it("have the commands of the tour", () => {
    const tour = readFileSync(
      join(import.meta.dirname, "..", "..", "..", "..", "docs", "tour.md"),
      "utf8",
    ).split("\n");
    const lines = Object.values(COMMANDS).flatMap((text) => text.split("\n"));
    expect(lines).toHaveLength(6);
    expect(lines.filter((line) => !tour.includes(line))).toEqual([]);
  });
});
